import { useState } from 'react';
import type { ExclusionPage, ExclusionView } from '../../../src/app/views/exclusions.ts';
import { deleteJson } from '../api-client.ts';
import { CAUSE_WORDS, coveredBy, KIND_WORDS } from '../logic/exclusion-words.ts';
import { formatDayTime } from '../logic/formats.ts';
import { spoken, wordFor } from '../logic/words.ts';
import { useLocation } from '../router.ts';
import { useCan, useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import styles from '../ui/page.module.css';
import { Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { SearchField } from '../ui/search-field.tsx';
import { Table, type Column } from '../ui/table.tsx';
import { TwoLines } from '../ui/two-lines.tsx';
import { usePaged } from '../ui/use-paged.ts';
import { ExclusionDialog } from './exclusion-dialog.tsx';
import { NumbersDialog } from './numbers-dialog.tsx';
import settings from './settings.module.css';
import { Since } from './since.tsx';
import { useChange } from './use-change.ts';

const COLUMNS: readonly Column<ExclusionView>[] = [
  {
    label: 'Who',
    kind: 'figures',
    cell: (entry) => <TwoLines first={coveredBy(entry)} second={KIND_WORDS[entry.kind]} />,
  },
  {
    label: 'Why',
    kind: 'text',
    cell: ({ cause, note }) => (
      <TwoLines first={wordFor(CAUSE_WORDS, cause) ?? spoken(cause)} second={note} />
    ),
  },
  { label: 'Since', kind: 'figures', cell: (entry) => <Since {...entry} /> },
  {
    label: 'Until',
    kind: 'figures',
    cell: ({ expiresAt }) => (expiresAt === undefined ? 'For good' : formatDayTime(expiresAt)),
  },
];

/** who is never dialled in this process. */
export function DncPage() {
  const { processId } = useSession();
  const mayWrite = useCan()('exclusion:write');
  const { query } = useLocation();
  const [open, setOpen] = useState<'add' | 'upload'>();
  const listKey = ['exclusions', processId];
  const search = query.get('search') ?? '';
  const entries = usePaged<ExclusionPage>(listKey, '/api/exclusions', { processId, search });
  const removal = useChange(listKey, (exclusionId: string, requestId) =>
    deleteJson('/api/exclusions', { processId, exclusionId, requestId }),
  );
  const close = (): void => setOpen(undefined);
  return (
    <Page
      title="Do-not-call list"
      about="Whoever an entry covers is neither offered nor dialled from the moment it is confirmed, by nobody and in no way."
      actions={<Tools mayWrite={mayWrite} onOpen={setOpen} />}
    >
      <search className={styles['filters']}>
        <SearchField placeholder="+1 202, or a customer id" />
      </search>
      <Problem of={removal.error} />
      <QueryState query={entries}>
        {(page) => (
          <Table
            rows={page.exclusions}
            columns={COLUMNS}
            keyOf={({ exclusionId }) => exclusionId}
            actions={
              mayWrite
                ? (entry) => <Removal entry={entry} onRemove={() => removal.mutate(entry.exclusionId)} />
                : undefined
            }
            empty={search === '' ? 'Nobody is on the list.' : 'No entry begins like that.'}
            nextPageToken={page.nextPageToken}
          />
        )}
      </QueryState>
      {open === 'add' ? <ExclusionDialog listKey={listKey} onClose={close} /> : null}
      {open === 'upload' ? <NumbersDialog listKey={listKey} onClose={close} /> : null}
    </Page>
  );
}

function Tools({ mayWrite, onOpen }: { mayWrite: boolean; onOpen(dialog: 'add' | 'upload'): void }) {
  const { processId } = useSession();
  return (
    <>
      <a
        className={settings['link']}
        href={`/api/exclusions/export?processId=${encodeURIComponent(processId)}`}
        download
      >
        Export
      </a>
      {mayWrite ? (
        <>
          <Button onPress={() => onOpen('upload')}>Upload numbers</Button>
          <Button tone="accent" onPress={() => onOpen('add')}>
            Add entry
          </Button>
        </>
      ) : null}
    </>
  );
}

function Removal({ entry, onRemove }: { entry: ExclusionView; onRemove(): void }) {
  const who = coveredBy(entry);
  return (
    <ConfirmButton
      label="Remove"
      accessibleName={`Remove ${who}`}
      question={`Take ${who} off the list?`}
      consequence="Whoever it covers may be dialled again from this moment on, unless another entry covers them, too."
      onConfirm={onRemove}
    />
  );
}
