import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { TableView } from '../../../src/app/views/tables.ts';
import { getJson, problemText, sendJson } from '../api-client.ts';
import { useCan, useSession } from '../session.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import styles from '../ui/page.module.css';
import { QueryState } from '../ui/query-state.tsx';
import { useChange } from './use-change.ts';

/** what the permanent table of the process holds, and the field that tells two contacts apart. */
export function TableDefinitionPage() {
  const { processId } = useSession();
  const queryKey = ['table-definition', processId];
  const table = useQuery({
    queryKey,
    queryFn: () => getJson<TableView>('/api/table-definition', { processId }),
  });
  useEffect(() => {
    document.title = 'Table definition · Firstring';
  }, []);
  return (
    <div className={styles['page']}>
      <div className={styles['head']}>
        <div>
          <h1>Table definition</h1>
          <p>
            What is known of a contact. The primary field tells two contacts of lists apart; it is chosen
            before the process has leads. Fields are added on Leads, Custom Parameters.
          </p>
        </div>
      </div>
      <QueryState query={table}>{(view) => <Fields table={view} queryKey={queryKey} />}</QueryState>
    </div>
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
  return (
    <>
      {change.error === null ? null : <Notice tone="bad">{problemText(change.error)}</Notice>}
      {table.inUse ? <p>The process has leads, so its primary field stays what it is.</p> : null}
      <div className={styles['tableWrap']}>
        <table className={styles['table']}>
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">Kind</th>
              <th scope="col">Primary</th>
            </tr>
          </thead>
          <tbody>
            {table.fields.map(({ name, label, type, canBePrimary }) => (
              <tr key={name}>
                <td>{label}</td>
                <td>{type}</td>
                <td>
                  {name === table.primaryField ? <Badge tone="accent">Primary field</Badge> : null}
                  {name !== table.primaryField && canBePrimary && mayChoose ? (
                    <Button
                      aria-label={`Make ${label} the primary field`}
                      isDisabled={change.isPending}
                      onPress={() => change.mutate(name)}
                    >
                      Make primary
                    </Button>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
