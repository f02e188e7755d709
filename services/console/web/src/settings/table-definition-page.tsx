import { useQuery } from '@tanstack/react-query';
import type { TableView } from '../../../src/app/views/tables.ts';
import { getJson, sendJson } from '../api-client.ts';
import { useCan, useSession } from '../session.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { Table, type Column } from '../ui/table.tsx';
import { useChange } from './use-change.ts';

/** what the permanent table of the process holds, and the field that tells two contacts apart. */
export function TableDefinitionPage() {
  const { processId } = useSession();
  const queryKey = ['table-definition', processId];
  const table = useQuery({
    queryKey,
    queryFn: () => getJson<TableView>('/api/table-definition', { processId }),
  });
  return (
    <Page
      title="Table definition"
      about="What is known of a contact. The primary field tells two contacts of lists apart; it is chosen before the process has leads. Fields are added on Leads, Custom Parameters."
    >
      <QueryState query={table}>{(view) => <Fields table={view} queryKey={queryKey} />}</QueryState>
    </Page>
  );
}

function Fields({ table, queryKey }: { table: TableView; queryKey: readonly string[] }) {
  const { processId } = useSession();
  const can = useCan();
  const mayChoose = can('table-definition:write') && !table.inUse;
  const change = useChange(queryKey, (primaryField: string, requestId) =>
    sendJson('PUT', `/api/table-definition?processId=${encodeURIComponent(processId)}`, {
      requestId,
      primaryField,
      version: table.version,
    }),
  );
  const columns: readonly Column<TableView['fields'][number]>[] = [
    { label: 'Field', cell: ({ label }) => label },
    { label: 'Kind', cell: ({ type }) => type },
    {
      label: 'Primary',
      cell: ({ name, label, canBePrimary }) => {
        if (name === table.primaryField) return <Badge tone="accent">Primary field</Badge>;
        return canBePrimary && mayChoose ? (
          <Button
            tone="link"
            aria-label={`Make ${label} the primary field`}
            isDisabled={change.isPending}
            onPress={() => change.mutate(name)}
          >
            Make primary
          </Button>
        ) : null;
      },
    },
  ];
  return (
    <>
      <Problem of={change.error} />
      {table.inUse ? <p>The process has leads, so its primary field stays what it is.</p> : null}
      <Table rows={table.fields} columns={columns} keyOf={({ name }) => name} />
    </>
  );
}
