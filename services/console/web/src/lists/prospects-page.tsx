import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { ListPage, ListView } from '../../../src/app/views/lists.ts';
import type { ProspectPage, ProspectView } from '../../../src/app/views/tables.ts';
import { getJson, problemText, sendJson } from '../api-client.ts';
import { formatDayTime, formatPhone, fullName } from '../logic/formats.ts';
import { useLocation } from '../router.ts';
import { useCan, useSession } from '../session.tsx';
import { useChange } from '../settings/use-change.ts';
import { Button } from '../ui/button.tsx';
import { SelectField } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import pageStyles from '../ui/page.module.css';
import { pageToken, Paging } from '../ui/paging.tsx';
import { QueryState } from '../ui/query-state.tsx';
import styles from './lists.module.css';
import { UploadDialog } from './upload-dialog.tsx';
import { UploadsTable } from './uploads-table.tsx';

const PAGE_SIZE = '50';
const FOLLOW_MS = 2000;
const LISTS_SHOWN = '100';

/** Leads > Prospects: contacts that no rule has sent into a list. */
export function ProspectsPage() {
  const { processId } = useSession();
  const { query } = useLocation();
  const can = useCan();
  const [uploading, setUploading] = useState(false);
  const page = { pageSize: PAGE_SIZE, pageToken: pageToken(query) };
  const prospects = useQuery({
    queryKey: ['prospects', processId, page],
    queryFn: () => getJson<ProspectPage>('/api/prospects', { processId, ...page }),
    placeholderData: keepPreviousData,
    refetchInterval: FOLLOW_MS,
  });
  useEffect(() => {
    document.title = 'Prospects · Firstring';
  }, []);
  return (
    <div className={pageStyles['page']}>
      <div className={pageStyles['head']}>
        <div>
          <h1>Prospects</h1>
          <p>
            Contacts that are in no list yet. Rules of Settings, Distribution rules move them into lists; what
            no rule fits waits here.
          </p>
        </div>
        {can('list:upload') ? (
          <Button tone="accent" onPress={() => setUploading(true)}>
            Upload prospects
          </Button>
        ) : null}
      </div>
      <QueryState query={prospects}>
        {(answer) => (
          <>
            <Review prospects={answer.prospects} waiting={answer.waiting} />
            <Paging nextPageToken={answer.nextPageToken} count={answer.prospects.length} />
          </>
        )}
      </QueryState>
      <UploadsTable />
      {uploading ? (
        <UploadDialog
          list={{ listId: 'prospects', name: 'the prospect table' }}
          onClose={() => setUploading(false)}
        />
      ) : null}
    </div>
  );
}

function Review({ prospects, waiting }: { prospects: readonly ProspectView[]; waiting: number }) {
  const { processId } = useSession();
  const can = useCan();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [listId, setListId] = useState('');
  const lists = useQuery({
    queryKey: ['lists', processId, 'to-choose'],
    queryFn: () => getJson<ListPage>('/api/lists', { processId, pageSize: LISTS_SHOWN }),
  });
  const review = useChange(['prospects', processId], (to: string, requestId) =>
    sendJson<{ moved: number; stayed: number }>(
      'POST',
      `/api/prospects/review?processId=${encodeURIComponent(processId)}`,
      { requestId, prospectIds: [...chosen].sort(), listId: to },
    ),
  );
  if (prospects.length === 0) {
    return (
      <div className={pageStyles['tableWrap']}>
        <p className={pageStyles['empty']}>No prospect waits for review.</p>
      </div>
    );
  }
  const decide = (to: string): void => review.mutate(to, { onSuccess: () => setChosen(new Set()) });
  const toggle = (prospectId: string): void => {
    const next = new Set(chosen);
    if (!next.delete(prospectId)) next.add(prospectId);
    setChosen(next);
  };
  return (
    <>
      {review.error === null ? null : <Notice tone="bad">{problemText(review.error)}</Notice>}
      {can('prospect:review') ? (
        <Decision
          chosen={chosen.size}
          waiting={waiting}
          lists={lists.data?.lists ?? []}
          listId={listId}
          onList={setListId}
          onDecide={decide}
        />
      ) : null}
      <ProspectTable prospects={prospects} chosen={chosen} onToggle={toggle} />
    </>
  );
}

interface DecisionProps {
  chosen: number;
  waiting: number;
  lists: readonly ListView[];
  listId: string;
  onList(listId: string): void;
  onDecide(listId: string): void;
}

function Decision({ chosen, waiting, lists, listId, onList, onDecide }: DecisionProps) {
  return (
    <div className={pageStyles['filters']}>
      <SelectField label="Into the list" value={listId} onChange={(event) => onList(event.target.value)}>
        <option value="">Choose a list</option>
        {lists
          .filter(({ deleting }) => !deleting)
          .map((list) => (
            <option key={list.listId} value={list.listId}>
              {list.name}
            </option>
          ))}
      </SelectField>
      <Button tone="accent" isDisabled={chosen === 0 || listId === ''} onPress={() => onDecide(listId)}>
        Accept chosen
      </Button>
      <Button isDisabled={chosen === 0} onPress={() => onDecide('')}>
        Reject chosen
      </Button>
      <p className={styles['quiet']}>{`${waiting.toLocaleString('en')} waiting, ${chosen} chosen`}</p>
    </div>
  );
}

interface ProspectTableProps {
  prospects: readonly ProspectView[];
  chosen: ReadonlySet<string>;
  onToggle(prospectId: string): void;
}

function ProspectTable({ prospects, chosen, onToggle }: ProspectTableProps) {
  return (
    <div className={pageStyles['tableWrap']}>
      <table className={pageStyles['table']}>
        <thead>
          <tr>
            <th scope="col">Contact</th>
            <th scope="col">Phone</th>
            <th scope="col">E-mail</th>
            <th scope="col">Since</th>
            <th scope="col">Why it waits</th>
          </tr>
        </thead>
        <tbody>
          {prospects.map((prospect) => {
            const name = fullName(prospect) || (prospect.phones[0] ?? '');
            return (
              <tr key={prospect.prospectId}>
                <td>
                  <label>
                    <input
                      type="checkbox"
                      checked={chosen.has(prospect.prospectId)}
                      onChange={() => onToggle(prospect.prospectId)}
                    />{' '}
                    <bdi>{name}</bdi>
                  </label>
                </td>
                <td className={pageStyles['number']}>{formatPhone(prospect.phones[0] ?? '')}</td>
                <td>{prospect.email}</td>
                <td>{prospect.createdAt === undefined ? '' : formatDayTime(prospect.createdAt)}</td>
                <td>{prospect.note === '' ? 'No rule fits' : prospect.note}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
