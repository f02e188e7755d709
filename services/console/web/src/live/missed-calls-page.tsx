import type { MissedCallPage, MissedCallView } from '../../../src/app/views/missed-calls.ts';
import { formatDayTime } from '../logic/formats.ts';
import {
  daySpan,
  DIALBACK_TONES,
  DIALBACK_WORDS,
  isToHandle,
  MISSED_CAUSE_WORDS,
  outcomeWords,
} from '../logic/missed-call-words.ts';
import { useLocation } from '../router.ts';
import { useSession } from '../session.tsx';
import { Badge } from '../ui/badge.tsx';
import { Page } from '../ui/page.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { Table, type Column } from '../ui/table.tsx';
import { TwoLines } from '../ui/two-lines.tsx';
import { usePaged } from '../ui/use-paged.ts';
import { CallerCell } from './caller-cell.tsx';
import { HandledButton } from './handled-button.tsx';
import { MissedCallFilters } from './missed-call-filters.tsx';

const REFRESH_MS = 10_000;

const COLUMNS: readonly Column<MissedCallView>[] = [
  {
    label: 'Missed',
    kind: 'figures',
    cell: ({ missedAt }) => (missedAt === undefined ? '—' : formatDayTime(missedAt)),
  },
  { label: 'Caller', cell: (call) => <CallerCell caller={call} /> },
  {
    label: 'Called',
    kind: 'text',
    isSpare: true,
    cell: ({ numberName, campaignName }) => <TwoLines first={numberName || '—'} second={campaignName} />,
  },
  { label: 'Why', kind: 'text', cell: ({ missedCause }) => MISSED_CAUSE_WORDS[missedCause] },
  {
    label: 'What became of it',
    kind: 'text',
    cell: (call) => (
      <TwoLines
        first={<Badge tone={DIALBACK_TONES[call.state]}>{DIALBACK_WORDS[call.state]}</Badge>}
        second={outcomeWords(call)}
      />
    ),
  },
];

/** All calls nobody took, newest first. */
export function MissedCallsPage() {
  const { processId } = useSession();
  const { query } = useLocation();
  const day = query.get('day') ?? '';
  const calls = usePaged<MissedCallPage>(
    ['missed-calls'],
    '/api/missed-calls',
    {
      processId,
      phone: (query.get('phone') ?? '').replace(/[\s().-]/g, ''),
      state: query.get('state') ?? '',
      missedCause: query.get('cause') ?? '',
      incomingNumberId: query.get('number') ?? '',
      toHandle: query.get('by-hand') ?? '',
      ...(day === '' ? {} : daySpan(day)),
    },
    REFRESH_MS,
  );
  return (
    <Page
      title="Missed calls"
      views="missed-calls"
      about="Calls that nobody took. Those outside opening hours are not dialled back by themselves: an agent calls them back by hand and ticks them off."
    >
      <MissedCallFilters query={query} />
      <QueryState query={calls}>
        {(page) => (
          <Table
            rows={page.calls}
            columns={COLUMNS}
            keyOf={({ dialbackId }) => dialbackId}
            empty="No call was missed, or none is like that."
            nextPageToken={page.nextPageToken}
            actions={(call) => (isToHandle(call) ? <HandledButton call={call} /> : null)}
          />
        )}
      </QueryState>
    </Page>
  );
}
