import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { ExclusionPage, ExclusionView } from '../../../src/app/views/exclusions.ts';
import { deleteJson, getJson, problemText } from '../api-client.ts';
import { CAUSE_WORDS, coveredBy, KIND_WORDS } from '../logic/exclusion-words.ts';
import { formatDayTime } from '../logic/formats.ts';
import { spoken, wordFor } from '../logic/words.ts';
import { navigate, useLocation, withParams } from '../router.ts';
import { useCan, useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { InputField } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import styles from '../ui/page.module.css';
import { pageToken, Paging } from '../ui/paging.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { useDebounced } from '../ui/use-debounced.ts';
import { ExclusionDialog } from './exclusion-dialog.tsx';
import { NumbersDialog } from './numbers-dialog.tsx';
import settings from './settings.module.css';
import { TwoLines } from './two-lines.tsx';
import { useChange } from './use-change.ts';

const SEARCH_RESTS_MS = 250;

/** who is never dialled in this process. */
export function DncPage() {
  const { processId } = useSession();
  const can = useCan();
  const { query } = useLocation();
  const [search, setSearch] = useState(query.get('search') ?? '');
  const rested = useDebounced(search, SEARCH_RESTS_MS);
  const [open, setOpen] = useState<'add' | 'upload' | undefined>();
  const listKey = ['exclusions', processId];
  const ask = { processId, search: rested.trim(), pageToken: pageToken(query) };
  const entries = useQuery({
    queryKey: [...listKey, ask],
    queryFn: () => getJson<ExclusionPage>('/api/exclusions', ask),
    placeholderData: (before) => before,
  });
  useEffect(() => {
    document.title = 'DNC · Firstring';
  }, []);
  useEffect(() => {
    const now = new URLSearchParams(window.location.search);
    if ((now.get('search') ?? '') !== rested) navigate(withParams(now, { search: rested, page: '' }), true);
  }, [rested]);
  return (
    <div className={styles['page']}>
      <div className={styles['head']}>
        <h1>Do-not-call list</h1>
        <div className={settings['buttons']}>
          <a
            className={settings['link']}
            href={`/api/exclusions/export?processId=${encodeURIComponent(processId)}`}
            download
          >
            Export
          </a>
          {can('exclusion:write') ? (
            <>
              <Button onPress={() => setOpen('upload')}>Upload numbers</Button>
              <Button tone="accent" onPress={() => setOpen('add')}>
                Add entry
              </Button>
            </>
          ) : null}
        </div>
      </div>
      <p className={settings['quiet']}>
        Whoever an entry covers is neither offered nor dialled from the moment it is confirmed, by nobody and
        in no way.
      </p>
      <div className={styles['filters']}>
        <InputField
          label="Search"
          type="search"
          placeholder="+1 202, or a customer id"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      </div>
      <QueryState query={entries}>
        {(page) => (
          <>
            <ExclusionTable page={page} isSearch={rested.trim() !== ''} listKey={listKey} />
            <Paging nextPageToken={page.nextPageToken} count={page.exclusions.length} />
          </>
        )}
      </QueryState>
      {open === 'add' ? <ExclusionDialog listKey={listKey} onClose={() => setOpen(undefined)} /> : null}
      {open === 'upload' ? <NumbersDialog listKey={listKey} onClose={() => setOpen(undefined)} /> : null}
    </div>
  );
}

interface ExclusionTableProps {
  page: ExclusionPage;
  isSearch: boolean;
  listKey: readonly unknown[];
}

function ExclusionTable({ page, isSearch, listKey }: ExclusionTableProps) {
  const { processId } = useSession();
  const can = useCan();
  const removal = useChange(listKey, (exclusionId: string, requestId) =>
    deleteJson('/api/exclusions', { processId, exclusionId, requestId }),
  );
  if (page.exclusions.length === 0) {
    return (
      <div className={styles['tableWrap']}>
        <p className={styles['empty']}>
          {isSearch ? 'No entry begins like that.' : 'Nobody is on the list.'}
        </p>
      </div>
    );
  }
  return (
    <>
      {removal.error === null ? null : <Notice tone="bad">{problemText(removal.error)}</Notice>}
      <div className={styles['tableWrap']}>
        <table className={styles['table']}>
          <thead>
            <tr>
              <th scope="col">Who</th>
              <th scope="col">Why</th>
              <th scope="col">Since</th>
              <th scope="col">Until</th>
              <th scope="col" className={styles['actions']}>
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {page.exclusions.map((entry) => (
              <ExclusionRow
                key={entry.exclusionId}
                entry={entry}
                onRemove={can('exclusion:write') ? () => removal.mutate(entry.exclusionId) : undefined}
              />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function ExclusionRow({ entry, onRemove }: { entry: ExclusionView; onRemove: (() => void) | undefined }) {
  const who = coveredBy(entry);
  const since = entry.createdAt === undefined ? '—' : formatDayTime(entry.createdAt);
  const why = wordFor(CAUSE_WORDS, entry.cause) ?? spoken(entry.cause);
  return (
    <tr>
      <td className={styles['number']}>
        <TwoLines first={who} second={KIND_WORDS[entry.kind]} />
      </td>
      <td title={entry.note}>
        <TwoLines first={why} second={entry.note} />
      </td>
      <td className={styles['number']}>
        <TwoLines first={since} second={entry.createdBy === '' ? '' : `by ${entry.createdBy}`} />
      </td>
      <td className={styles['number']}>
        {entry.expiresAt === undefined ? 'For good' : formatDayTime(entry.expiresAt)}
      </td>
      <td className={styles['actions']}>
        <div className={styles['icons']}>
          {onRemove === undefined ? null : (
            <ConfirmButton
              label="Remove"
              accessibleName={`Remove ${who}`}
              question={`Take ${who} off the list?`}
              consequence="Whoever it covers may be dialled again from this moment on, unless another entry covers them, too."
              onConfirm={onRemove}
            />
          )}
        </div>
      </td>
    </tr>
  );
}
