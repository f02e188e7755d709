import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { ListPage, ListView } from '../../../src/app/views/lists.ts';
import { getJson } from '../api-client.ts';
import { useLocation } from '../router.ts';
import { useCan, useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import pageStyles from '../ui/page.module.css';
import { pageToken, Paging } from '../ui/paging.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { ContactDialog } from './contact-dialog.tsx';
import { ListDialog } from './list-dialog.tsx';
import { ListTable } from './list-table.tsx';
import { listsKey } from './lists-key.ts';
import { SplitDialog } from './split-dialog.tsx';
import { UploadDialog } from './upload-dialog.tsx';
import { UploadsTable } from './uploads-table.tsx';

/** What is open over the page. */
export type ListTask =
  | { readonly type: 'create' }
  | { readonly type: 'edit' | 'contact' | 'split' | 'upload'; readonly list: ListView };

const PAGE_SIZE = '50';
/** While leads move or go, the counts follow. */
const FOLLOW_MS = 2000;

/** Leads > Lists: lead lists and the files on their way into them. */
export function ListsPage() {
  const { processId } = useSession();
  const { query } = useLocation();
  const can = useCan();
  const [task, setTask] = useState<ListTask>();
  const page = { pageSize: PAGE_SIZE, pageToken: pageToken(query) };
  const lists = useQuery({
    queryKey: [...listsKey(processId), page],
    queryFn: () => getJson<ListPage>('/api/lists', { processId, ...page }),
    placeholderData: keepPreviousData,
    refetchInterval: FOLLOW_MS,
  });
  useEffect(() => {
    document.title = 'Lists · Firstring';
  }, []);
  const close = (): void => setTask(undefined);
  return (
    <div className={pageStyles['page']}>
      <div className={pageStyles['head']}>
        <h1>Lists</h1>
        {can('list:write') ? (
          <Button tone="accent" onPress={() => setTask({ type: 'create' })}>
            New list
          </Button>
        ) : null}
      </div>
      <QueryState query={lists}>
        {(answer) => (
          <>
            <ListTable lists={answer.lists} onTask={setTask} />
            <Paging nextPageToken={answer.nextPageToken} count={answer.lists.length} />
          </>
        )}
      </QueryState>
      <UploadsTable />
      {task === undefined ? null : <TaskDialog task={task} onClose={close} />}
    </div>
  );
}

function TaskDialog({ task, onClose }: { task: ListTask; onClose(): void }) {
  switch (task.type) {
    case 'create':
      return <ListDialog list={undefined} onClose={onClose} />;
    case 'edit':
      return <ListDialog list={task.list} onClose={onClose} />;
    case 'contact':
      return <ContactDialog list={task.list} onClose={onClose} />;
    case 'split':
      return <SplitDialog list={task.list} onClose={onClose} />;
    case 'upload':
      return <UploadDialog list={task.list} onClose={onClose} />;
  }
}
