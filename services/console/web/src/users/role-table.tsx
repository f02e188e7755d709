import { useQuery } from '@tanstack/react-query';
import type { PermissionRow } from '../../../src/app/views/users.ts';
import { getJson } from '../api-client.ts';
import { permissionWords, ROLE_WORDS } from '../logic/role-words.ts';
import { Icon } from '../ui/icon.tsx';
import styles from '../ui/page.module.css';
import { QueryState } from '../ui/query-state.tsx';
import users from './users.module.css';

/** What each role may do: the very table that the server decides by. */
export function RoleTable() {
  const roles = useQuery({
    queryKey: ['roles'],
    queryFn: () => getJson<{ permissions: PermissionRow[] }>('/api/roles'),
    staleTime: Infinity,
  });
  return (
    <QueryState query={roles}>
      {({ permissions }) => (
        <div className={styles['tableWrap']}>
          <table className={`${styles['table']} ${users['grants']}`}>
            <thead>
              <tr>
                <th scope="col">What</th>
                <th scope="col">May</th>
                {ROLE_WORDS.map(({ id, label }) => (
                  <th key={id} scope="col">
                    {label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {permissions.map((row) => (
                <PermissionCells key={row.permission} row={row} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </QueryState>
  );
}

function PermissionCells({ row }: { row: PermissionRow }) {
  const { thing, deed } = permissionWords(row.permission);
  return (
    <tr>
      <td>{thing}</td>
      <td>{deed}</td>
      {ROLE_WORDS.map(({ id }) => (
        <td key={id}>
          {row.roles.includes(id) ? (
            <>
              <Icon name="check" />
              <span className="visually-hidden">yes</span>
            </>
          ) : (
            <span className="visually-hidden">no</span>
          )}
        </td>
      ))}
    </tr>
  );
}
