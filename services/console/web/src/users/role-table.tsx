import { useQuery } from '@tanstack/react-query';
import type { PermissionRow } from '../../../src/app/views/users.ts';
import { getJson } from '../api-client.ts';
import { permissionWords, ROLE_WORDS } from '../logic/role-words.ts';
import { Icon } from '../ui/icon.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { Table, type Column } from '../ui/table.tsx';

const COLUMNS: readonly Column<PermissionRow>[] = [
  { label: 'What', cell: ({ permission }) => permissionWords(permission).thing },
  { label: 'May', cell: ({ permission }) => permissionWords(permission).deed },
  ...ROLE_WORDS.map(({ id, label }): Column<PermissionRow> => ({
    label,
    cell: ({ roles }) => <Granted is={roles.includes(id)} />,
  })),
];

function Granted({ is }: { is: boolean }) {
  return (
    <>
      {is ? <Icon name="check" /> : null}
      <span className="visually-hidden">{is ? 'yes' : 'no'}</span>
    </>
  );
}

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
        <Table rows={permissions} columns={COLUMNS} keyOf={({ permission }) => permission} />
      )}
    </QueryState>
  );
}
