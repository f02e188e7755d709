import { useQuery } from '@tanstack/react-query';
import type { TableView, TableViews } from '../../../src/app/views/table-views.ts';
import type { TableName } from '../../../src/domain/table-views.ts';
import { deleteJson, getJson, sendJson } from '../api-client.ts';
import { useLocation } from '../router.ts';
import { useSession } from '../session.tsx';
import { useChange } from '../settings/use-change.ts';

const VIEWS_KEY = 'table-views';

/** The views of a table, and the one that is open: the address names it. */
export function useTableViews(table: TableName) {
  const { processId } = useSession();
  const opened = useLocation().query.get('view');
  const views =
    useQuery({
      queryKey: [VIEWS_KEY, processId, table],
      queryFn: () => getJson<TableViews>('/api/views', { processId, table }),
    }).data?.views ?? [];
  return { views, open: views.find(({ viewId }) => viewId === opened) };
}

/** Without an id: a new one. */
export type ViewChange = Pick<TableView, 'name' | 'shared' | 'query'> &
  Partial<Pick<TableView, 'viewId' | 'version'>>;

export function useSaveView(table: TableName) {
  const { processId } = useSession();
  return useChange([VIEWS_KEY], ({ viewId, version, name, shared, query }: ViewChange, requestId) =>
    sendJson<TableView>(
      viewId === undefined ? 'POST' : 'PUT',
      `/api/views${viewId === undefined ? '' : `/${viewId}`}?processId=${encodeURIComponent(processId)}`,
      { table, requestId, name, shared, query, ...(version === undefined ? {} : { version }) },
    ),
  );
}

export function useDeleteView(table: TableName) {
  const { processId } = useSession();
  return useChange([VIEWS_KEY], ({ viewId, shared }: TableView, requestId) =>
    deleteJson(`/api/views/${viewId}`, { processId, table, shared: String(shared), requestId }),
  );
}
