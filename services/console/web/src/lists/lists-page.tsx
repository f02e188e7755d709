import { useState } from 'react';
import type { ListPage, ListView } from '../../../src/app/views/lists.ts';
import { useCan, useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Page } from '../ui/page.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { usePaged } from '../ui/use-paged.ts';
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
  const can = useCan();
  const [task, setTask] = useState<ListTask>();
  const lists = usePaged<ListPage>(
    listsKey(processId),
    '/api/lists',
    { processId, pageSize: PAGE_SIZE },
    FOLLOW_MS,
  );
  const close = (): void => setTask(undefined);
  return (
    <Page
      title="Lists"
      actions={
        can('list:write') ? (
          <Button tone="accent" onPress={() => setTask({ type: 'create' })}>
            New list
          </Button>
        ) : null
      }
    >
      <QueryState query={lists}>{(page) => <ListTable page={page} onTask={setTask} />}</QueryState>
      <UploadsTable />
      {task === undefined ? null : <TaskDialog task={task} onClose={close} />}
    </Page>
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
