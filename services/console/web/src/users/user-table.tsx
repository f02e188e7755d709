import type { UserRow } from '../../../src/app/views/users.ts';
import { problemText } from '../api-client.ts';
import { roleLabel } from '../logic/role-words.ts';
import { useCan, useSession } from '../session.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { Notice } from '../ui/notice.tsx';
import styles from '../ui/page.module.css';
import { useProcesses } from './use-processes.ts';
import users from './users.module.css';

interface UserTableProps {
  users: readonly UserRow[];
  problem: Error | null;
  onEdit(user: UserRow): void;
  onReset(user: UserRow): void;
}

export function UserTable({ users: rows, problem, onEdit, onReset }: UserTableProps) {
  const names = new Map(useProcesses().map(({ processId, name }) => [processId, name]));
  return (
    <>
      {problem === null ? null : <Notice tone="bad">{problemText(problem)}</Notice>}
      <div className={styles['tableWrap']}>
        <table className={styles['table']}>
          <thead>
            <tr>
              <th scope="col">Person</th>
              <th scope="col">Roles</th>
              <th scope="col">Processes</th>
              <th scope="col">Agent id</th>
              <th scope="col">State</th>
              <th scope="col" className={`${styles['actions']} ${styles['many']}`}>
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((user) => (
              <tr key={user.userId}>
                <td>
                  <span className={users['person']}>
                    {user.name}
                    <small>{user.username}</small>
                  </span>
                </td>
                <td className={styles['wide']}>
                  <span className={users['badges']}>
                    {user.roles.map((role) => (
                      <Badge key={role} tone="plain">
                        {roleLabel(role)}
                      </Badge>
                    ))}
                  </span>
                </td>
                <td>
                  {user.processIds.map((processId) => names.get(processId) ?? processId).join(', ') || '—'}
                </td>
                <td>{user.agentId === '' ? '—' : user.agentId}</td>
                <td>
                  <UserState user={user} />
                </td>
                <td className={`${styles['actions']} ${styles['many']}`}>
                  <UserActions user={user} onEdit={() => onEdit(user)} onReset={() => onReset(user)} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {rows.length > 0 ? null : (
          <p className={styles['empty']}>Nobody here has a user name that begins like this.</p>
        )}
      </div>
    </>
  );
}

function UserState({ user }: { user: UserRow }) {
  if (user.disabled) return <Badge tone="bad">Disabled</Badge>;
  if (user.passwordTemporary) return <Badge tone="warn">First password</Badge>;
  return <Badge tone="good">Active</Badge>;
}

function UserActions({ user, onEdit, onReset }: { user: UserRow; onEdit(): void; onReset(): void }) {
  const can = useCan();
  const { session } = useSession();
  if (!can('user:write')) return null;
  if (!user.changeable) return <span>Also in other processes</span>;
  return (
    <div className={users['buttons']}>
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
    </div>
  );
}
