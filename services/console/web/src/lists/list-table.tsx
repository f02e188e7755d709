import { useState } from 'react';
import type { ListView } from '../../../src/app/views/lists.ts';
import { deleteJson, problemText, sendJson } from '../api-client.ts';
import { useCan, useSession } from '../session.tsx';
import { useChange } from '../settings/use-change.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { Menu, type MenuChoice } from '../ui/menu.tsx';
import { Notice } from '../ui/notice.tsx';
import pageStyles from '../ui/page.module.css';
import type { ListTask } from './lists-page.tsx';
import { listPath, listsKey } from './lists-key.ts';
import styles from './lists.module.css';

/** Lists are counted no further in the table. */
const COUNT_MAX = 100_000;

interface ListTableProps {
  lists: readonly ListView[];
  onTask(task: ListTask): void;
}

export function ListTable({ lists, onTask }: ListTableProps) {
  const { processId } = useSession();
  const [deleting, setDeleting] = useState<ListView>();
  const toggle = useChange(listsKey(processId), ({ listId, enabled }: ListView, requestId) =>
    sendJson('PUT', listPath(processId, listId, '/enabled'), { requestId, enabled: !enabled }),
  );
  if (lists.length === 0) {
    return (
      <div className={pageStyles['tableWrap']}>
        <p className={pageStyles['empty']}>
          There is no list yet. Make one, then upload a file of contacts into it, or add them by hand.
        </p>
      </div>
    );
  }
  return (
    <>
      {toggle.error === null ? null : <Notice tone="bad">{problemText(toggle.error)}</Notice>}
      <div className={pageStyles['tableWrap']}>
        <table className={pageStyles['table']}>
          <thead>
            <tr>
              <th scope="col">List</th>
              <th scope="col">Leads</th>
              <th scope="col">Owner</th>
              <th scope="col">Time zone</th>
              <th scope="col">State</th>
              <th scope="col" className={`${pageStyles['actions']} ${pageStyles['many']}`}>
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {lists.map((list) => (
              <ListLine
                key={list.listId}
                list={list}
                onToggle={() => toggle.mutate(list)}
                onTask={onTask}
                onDelete={() => setDeleting(list)}
              />
            ))}
          </tbody>
        </table>
      </div>
      {deleting === undefined ? null : (
        <DeleteDialog list={deleting} onClose={() => setDeleting(undefined)} />
      )}
    </>
  );
}

interface ListLineProps {
  list: ListView;
  onToggle(): void;
  onTask(task: ListTask): void;
  onDelete(): void;
}

function ListLine({ list, onToggle, onTask, onDelete }: ListLineProps) {
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
    <tr>
      <td>
        <div className={styles['two']}>
          <strong>{list.name}</strong>
          {list.description === '' ? null : <span>{list.description}</span>}
        </div>
      </td>
      <td className={pageStyles['number']}>
        {list.leadCount >= COUNT_MAX ? 'over 100,000' : list.leadCount.toLocaleString('en')}
      </td>
      <td>{list.owner}</td>
      <td>{list.timeZone}</td>
      <td>
        <ListState list={list} />
      </td>
      <td className={`${pageStyles['actions']} ${pageStyles['many']}`}>
        {list.deleting ? null : (
          <div className={`${pageStyles['icons']} ${styles['buttons']}`}>
            {can('list:upload') ? (
              <Button
                aria-label={`Upload into ${list.name}`}
                onPress={() => onTask({ type: 'upload', list })}
              >
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
          </div>
        )}
      </td>
    </tr>
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
      {removal.error === null ? null : <Notice tone="bad">{problemText(removal.error)}</Notice>}
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
