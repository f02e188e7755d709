import { useState } from 'react';
import type { ListPage, ListView } from '../../../src/app/views/lists.ts';
import { deleteJson, sendJson } from '../api-client.ts';
import { formatCount } from '../logic/formats.ts';
import { useCan, useSession } from '../session.tsx';
import { useChange } from '../settings/use-change.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { Menu, type MenuChoice } from '../ui/menu.tsx';
import { Problem } from '../ui/problem.tsx';
import { Table, type Column } from '../ui/table.tsx';
import { TwoLines } from '../ui/two-lines.tsx';
import type { ListTask } from './lists-page.tsx';
import { listPath, listsKey } from './lists-key.ts';

/** Lists are counted no further in the table. */
const COUNT_MAX = 100_000;

const COLUMNS: readonly Column<ListView>[] = [
  {
    label: 'List',
    kind: 'text',
    cell: ({ name, description }) => <TwoLines first={<strong>{name}</strong>} second={description} />,
  },
  {
    label: 'Leads',
    kind: 'count',
    cell: ({ leadCount }) =>
      leadCount >= COUNT_MAX ? `over ${formatCount(COUNT_MAX)}` : formatCount(leadCount),
  },
  { label: 'Owner', isSpare: true, cell: ({ owner }) => owner || '—' },
  { label: 'Time zone', cell: ({ timeZone }) => timeZone },
  { label: 'State', cell: (list) => <ListState list={list} /> },
];

interface ListTableProps {
  page: ListPage;
  onTask(task: ListTask): void;
}

export function ListTable({ page, onTask }: ListTableProps) {
  const { processId } = useSession();
  const [deleting, setDeleting] = useState<ListView>();
  const toggle = useChange(listsKey(processId), ({ listId, enabled }: ListView, requestId) =>
    sendJson('PUT', listPath(processId, listId, '/enabled'), { requestId, enabled: !enabled }),
  );
  return (
    <>
      <Problem of={toggle.error} />
      <Table
        rows={page.lists}
        columns={COLUMNS}
        keyOf={({ listId }) => listId}
        actions={(list) =>
          list.deleting ? null : (
            <ListActions
              list={list}
              onToggle={() => toggle.mutate(list)}
              onTask={onTask}
              onDelete={() => setDeleting(list)}
            />
          )
        }
        empty="There is no list yet. Make one, then upload a file of contacts into it, or add them by hand."
        nextPageToken={page.nextPageToken}
      />
      {deleting === undefined ? null : (
        <DeleteDialog list={deleting} onClose={() => setDeleting(undefined)} />
      )}
    </>
  );
}

interface ListActionsProps {
  list: ListView;
  onToggle(): void;
  onTask(task: ListTask): void;
  onDelete(): void;
}

function ListActions({ list, onToggle, onTask, onDelete }: ListActionsProps) {
  const can = useCan();
  const choices: MenuChoice[] = [
    ...(can('list:write')
      ? [
          { id: 'contact', label: 'Add a contact' },
          { id: 'edit', label: 'Edit' },
          { id: 'split', label: 'Split' },
        ]
      : []),
    ...(can('list:delete') ? [{ id: 'delete', label: 'Delete' }] : []),
  ];
  const choose = (id: string): void => {
    if (id === 'delete') onDelete();
    else if (id === 'contact' || id === 'edit' || id === 'split') onTask({ type: id, list });
  };
  return (
    <>
      {can('list:upload') ? (
        <Button aria-label={`Upload into ${list.name}`} onPress={() => onTask({ type: 'upload', list })}>
          Upload
        </Button>
      ) : null}
      {can('list:write') ? (
        <Button aria-label={`${list.enabled ? 'Disable' : 'Enable'} ${list.name}`} onPress={onToggle}>
          {list.enabled ? 'Disable' : 'Enable'}
        </Button>
      ) : null}
      {choices.length === 0 ? null : (
        <Menu
          label={`What to do with ${list.name}`}
          trigger={<Button aria-label={`More for ${list.name}`}>More</Button>}
          choices={choices}
          onChoose={choose}
        />
      )}
    </>
  );
}

function ListState({ list }: { list: ListView }) {
  if (list.deleting) return <Badge tone="bad">Being erased</Badge>;
  return list.enabled ? <Badge tone="good">Enabled</Badge> : <Badge tone="plain">Disabled</Badge>;
}

function DeleteDialog({ list, onClose }: { list: ListView; onClose(): void }) {
  const { processId } = useSession();
  const removal = useChange(listsKey(processId), (listId: string, requestId) =>
    deleteJson(`/api/lists/${encodeURIComponent(listId)}`, { processId, requestId }),
  );
  return (
    <Dialog role="alertdialog" title={`Delete the list ${list.name}?`} onClose={onClose}>
      <p>
        This cannot be undone. Its leads are erased for good and are not dialled from now on; their calls stay
        in the Call Log.
      </p>
      <Problem of={removal.error} />
      <DialogActions>
        <Button autoFocus onPress={onClose}>
          Cancel
        </Button>
        <Button
          tone="bad"
          isDisabled={removal.isPending}
          onPress={() => removal.mutate(list.listId, { onSuccess: onClose })}
        >
          Delete
        </Button>
      </DialogActions>
    </Dialog>
  );
}
