import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ListPage, ListView } from '../../../src/app/views/lists.ts';
import type { ProspectPage, ProspectView } from '../../../src/app/views/tables.ts';
import { getJson, sendJson } from '../api-client.ts';
import { formatCount, formatDayTime, formatPhone, fullName } from '../logic/formats.ts';
import { useCan, useSession } from '../session.tsx';
import { useChange } from '../settings/use-change.ts';
import { Button } from '../ui/button.tsx';
import { SelectField } from '../ui/field.tsx';
import pageStyles from '../ui/page.module.css';
import { Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { Table, type Column } from '../ui/table.tsx';
import { usePaged } from '../ui/use-paged.ts';
import { ContactDialog } from './contact-dialog.tsx';
import styles from './lists.module.css';
import { UploadDialog } from './upload-dialog.tsx';
import { UploadsTable } from './uploads-table.tsx';

const PAGE_SIZE = '50';
const FOLLOW_MS = 2000;
const LISTS_SHOWN = '100';
/** What the API takes in place of a list. */
const PROSPECTS = { listId: 'prospects', name: 'the prospect table' };

const COLUMNS: readonly Column<ProspectView>[] = [
  { label: 'Phone', kind: 'figures', cell: ({ phones }) => formatPhone(phones[0] ?? '') },
  { label: 'E-mail', cell: ({ email }) => email || '—' },
  {
    label: 'Since',
    kind: 'figures',
    cell: ({ createdAt }) => (createdAt === undefined ? '—' : formatDayTime(createdAt)),
  },
  { label: 'Why it waits', kind: 'text', cell: ({ note }) => note || 'No rule fits' },
];

/** Leads > Prospects: contacts that no rule has sent into a list. */
export function ProspectsPage() {
  const { processId } = useSession();
  const can = useCan();
  const [task, setTask] = useState<'contact' | 'upload'>();
  const close = (): void => setTask(undefined);
  const prospects = usePaged<ProspectPage>(
    ['prospects', processId],
    '/api/prospects',
    { processId, pageSize: PAGE_SIZE },
    FOLLOW_MS,
  );
  return (
    <Page
      title="Prospects"
      about="Contacts that are in no list yet. Rules of Settings, Distribution rules move them into lists; what no rule fits waits here."
      actions={
        <>
          {can('list:write') ? <Button onPress={() => setTask('contact')}>Add a prospect</Button> : null}
          {can('list:upload') ? (
            <Button tone="accent" onPress={() => setTask('upload')}>
              Upload prospects
            </Button>
          ) : null}
        </>
      }
    >
      <QueryState query={prospects}>{(page) => <Review page={page} />}</QueryState>
      <UploadsTable />
      {task === 'contact' ? <ContactDialog list={PROSPECTS} onClose={close} /> : null}
      {task === 'upload' ? <UploadDialog list={PROSPECTS} onClose={close} /> : null}
    </Page>
  );
}

function Review({ page }: { page: ProspectPage }) {
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
  const decide = (to: string): void => review.mutate(to, { onSuccess: () => setChosen(new Set()) });
  const toggle = (prospectId: string): void => {
    const next = new Set(chosen);
    if (!next.delete(prospectId)) next.add(prospectId);
    setChosen(next);
  };
  return (
    <>
      <Problem of={review.error} />
      {can('prospect:review') && page.prospects.length > 0 ? (
        <Decision
          chosen={chosen.size}
          waiting={page.waiting}
          lists={lists.data?.lists ?? []}
          listId={listId}
          onList={setListId}
          onDecide={decide}
        />
      ) : null}
      <Table
        rows={page.prospects}
        columns={[
          {
            label: 'Contact',
            cell: (prospect) => <Choice prospect={prospect} chosen={chosen} onToggle={toggle} />,
          },
          ...COLUMNS,
        ]}
        keyOf={({ prospectId }) => prospectId}
        empty="No prospect waits for review."
        nextPageToken={page.nextPageToken}
      />
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
      <p className={styles['quiet']}>{`${formatCount(waiting)} waiting, ${chosen} chosen`}</p>
    </div>
  );
}

interface ChoiceProps {
  prospect: ProspectView;
  chosen: ReadonlySet<string>;
  onToggle(prospectId: string): void;
}

function Choice({ prospect, chosen, onToggle }: ChoiceProps) {
  const { prospectId } = prospect;
  return (
    <label className={styles['choice']}>
      <input type="checkbox" checked={chosen.has(prospectId)} onChange={() => onToggle(prospectId)} />
      <bdi>{fullName(prospect) || (prospect.phones[0] ?? '')}</bdi>
    </label>
  );
}
