import type { UserPage, UserRow } from '../../../src/app/views/users.ts';
import { roleLabel } from '../logic/role-words.ts';
import { useCan, useSession } from '../session.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { Table, type Column } from '../ui/table.tsx';
import { TwoLines } from '../ui/two-lines.tsx';
import { useProcesses } from './use-processes.ts';
import users from './users.module.css';

interface UserTableProps {
  page: UserPage;
  onEdit(user: UserRow): void;
  onReset(user: UserRow): void;
}

export function UserTable({ page, onEdit, onReset }: UserTableProps) {
  const can = useCan();
  const names = new Map(useProcesses().map(({ processId, name }) => [processId, name]));
  const columns: readonly Column<UserRow>[] = [
    { label: 'Person', cell: ({ name, username }) => <TwoLines first={name} second={username} /> },
    { label: 'Roles', kind: 'text', cell: (user) => <Roles user={user} /> },
    {
      label: 'Processes',
      cell: ({ processIds }) =>
        processIds.map((processId) => names.get(processId) ?? processId).join(', ') || '—',
    },
    { label: 'Agent id', isSpare: true, cell: ({ agentId }) => agentId || '—' },
    { label: 'State', cell: (user) => <UserState user={user} /> },
  ];
  return (
    <Table
      rows={page.users}
      columns={columns}
      keyOf={({ userId }) => userId}
      actions={
        can('user:write')
          ? (user) => <UserActions user={user} onEdit={() => onEdit(user)} onReset={() => onReset(user)} />
          : undefined
      }
      empty="Nobody here has a user name that begins like this."
      nextPageToken={page.nextPageToken}
    />
  );
}

function Roles({ user }: { user: UserRow }) {
  return (
    <span className={users['badges']}>
      {user.roles.map((role) => (
        <Badge key={role} tone="plain">
          {roleLabel(role)}
        </Badge>
      ))}
    </span>
  );
}

function UserState({ user }: { user: UserRow }) {
  if (user.disabled) return <Badge tone="bad">Disabled</Badge>;
  if (user.passwordTemporary) return <Badge tone="warn">First password</Badge>;
  return <Badge tone="good">Active</Badge>;
}

function UserActions({ user, onEdit, onReset }: { user: UserRow; onEdit(): void; onReset(): void }) {
  const { session } = useSession();
  if (!user.changeable) return <span>Also in other processes</span>;
  return (
    <>
      <Button aria-label={`Edit ${user.name}`} onPress={onEdit}>
        Edit
      </Button>
      {user.userId === session.userId ? null : (
        <ConfirmButton
          label="New password"
          accessibleName={`New password for ${user.name}`}
          question={`Make a new password for ${user.name}?`}
          consequence="The password they have is void at once, and every session of theirs ends."
          onConfirm={onReset}
        />
      )}
    </>
  );
}
