import { useState } from 'react';
import type { UserPage, UserRow, UserSecret } from '../../../src/app/views/users.ts';
import { sendJson } from '../api-client.ts';
import { useLocation } from '../router.ts';
import { useCan, useSession } from '../session.tsx';
import { useChange } from '../settings/use-change.ts';
import { Button } from '../ui/button.tsx';
import styles from '../ui/page.module.css';
import { Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { SecretDialog } from '../ui/secret-dialog.tsx';
import { SearchField } from '../ui/search-field.tsx';
import { usePaged } from '../ui/use-paged.ts';
import { RoleTable } from './role-table.tsx';
import { useProcesses } from './use-processes.ts';
import { UserDialog, type UserForm } from './user-dialog.tsx';
import { UserTable } from './user-table.tsx';

const USERS_KEY = ['users'] as const;

type Open = { type: 'nothing' } | { type: 'new' } | { type: 'edit'; user: UserRow };

/** People who may sign in, with their roles and processes; below, what each role may do. */
export function UsersPage() {
  const { processId } = useSession();
  const can = useCan();
  const { query } = useLocation();
  const [open, setOpen] = useState<Open>({ type: 'nothing' });
  const [secret, setSecret] = useState<UserSecret>();
  const ask = { processId, search: query.get('search') ?? '' };
  const list = usePaged<UserPage>(USERS_KEY, '/api/users', ask);
  const changes = useUserChanges(processId);
  const edited = open.type === 'edit' ? (latest(list.data, open.user) ?? open.user) : undefined;
  const close = (): void => setOpen({ type: 'nothing' });
  const show = (shown: UserSecret): void => {
    close();
    setSecret(shown);
  };
  const save = (form: UserForm): void => {
    // Whoever came too late gets the account as it is now, and the word why.
    const onError = (): void => void list.refetch();
    if (edited !== undefined) changes.update.mutate({ user: edited, form }, { onSuccess: close, onError });
    else changes.create.mutate(form, { onSuccess: show });
  };
  const change = open.type === 'edit' ? changes.update : changes.create;
  const openDialog = (next: Open): void => {
    changes.create.reset();
    changes.update.reset();
    setOpen(next);
  };
  return (
    <Page
      title="Users and roles"
      actions={
        can('user:write') ? (
          <Button tone="accent" onPress={() => openDialog({ type: 'new' })}>
            New user
          </Button>
        ) : null
      }
    >
      <search className={styles['filters']}>
        <SearchField placeholder="Beginning of the user name" />
      </search>
      <Problem of={changes.reset.error} />
      <QueryState query={list}>
        {(page) => (
          <UserTable
            page={page}
            onEdit={(user) => openDialog({ type: 'edit', user })}
            onReset={(user) => changes.reset.mutate(user.userId, { onSuccess: show })}
          />
        )}
      </QueryState>
      <h2>What roles may do</h2>
      <RoleTable />
      {open.type === 'nothing' ? null : (
        <Dialogs user={edited} change={change} onSave={save} onClose={close} />
      )}
      {secret === undefined ? null : (
        <SecretDialog
          title={`Password for ${secret.user.name}`}
          advice={`Give this to ${secret.user.name} now: it is not shown again. At the first sign-in they choose their own.`}
          values={[
            ['User name', secret.user.username],
            ['Password', secret.password],
          ]}
          onClose={() => setSecret(undefined)}
        />
      )}
    </Page>
  );
}

interface DialogsProps {
  user: UserRow | undefined;
  change: { error: Error | null; isPending: boolean };
  onSave(form: UserForm): void;
  onClose(): void;
}

function Dialogs({ user, change, ...on }: DialogsProps) {
  const processes = useProcesses();
  const { error, isPending } = change;
  const key = user === undefined ? 'new' : `${user.userId} ${user.version}`;
  return (
    <UserDialog key={key} user={user} processes={processes} error={error} isPending={isPending} {...on} />
  );
}

function latest(page: UserPage | undefined, user: UserRow): UserRow | undefined {
  return page?.users.find(({ userId }) => userId === user.userId);
}

function useUserChanges(processId: string) {
  const where = `?processId=${encodeURIComponent(processId)}`;
  const create = useChange(USERS_KEY, ({ disabled: _disabled, ...form }: UserForm, requestId) =>
    sendJson<UserSecret>('POST', `/api/users${where}`, { requestId, ...form }),
  );
  const update = useChange(USERS_KEY, ({ user, form }: { user: UserRow; form: UserForm }, requestId) => {
    const { username: _username, ...rights } = form;
    const path = `/api/users/${encodeURIComponent(user.userId)}${where}`;
    return sendJson<UserRow>('PUT', path, { requestId, version: user.version, ...rights });
  });
  const reset = useChange(USERS_KEY, (userId: string, requestId) =>
    sendJson<UserSecret>('POST', `/api/users/${encodeURIComponent(userId)}/password${where}`, { requestId }),
  );
  return { create, update, reset };
}
