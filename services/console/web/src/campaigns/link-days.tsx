import { useQuery } from '@tanstack/react-query';
import type { LinkDayPage, LinkDayView, NamedCount } from '../../../src/app/views/links.ts';
import { getJson } from '../api-client.ts';
import { formatCount } from '../logic/formats.ts';
import { useSession } from '../session.tsx';
import settings from '../settings/settings.module.css';
import { QueryState } from '../ui/query-state.tsx';
import { Table, type Column } from '../ui/table.tsx';

const FOLLOW_MS = 30_000;
/** Links; those of before are seen on the vendors' own pages. */
const LINKS_SHOWN = '100';

const COLUMNS: readonly Column<LinkDayView>[] = [
  { label: 'Day', kind: 'figures', cell: ({ day }) => day },
  { label: 'Vendor', cell: ({ vendorName, revoked }) => (revoked ? `${vendorName} (revoked)` : vendorName) },
  { label: 'Accepted', kind: 'count', cell: ({ accepted }) => formatCount(accepted) },
  { label: 'Updated', kind: 'count', cell: ({ updated }) => formatCount(updated) },
  { label: 'Refused', kind: 'text', cell: ({ refused }) => refusedInWords(refused) },
  { label: 'Ignored parameters', kind: 'text', cell: ({ ignored }) => inWords(ignored) || '—' },
];

/** What came through the campaign's links by day: the same figures as on the vendors' own pages. */
export function LinkDays({ campaignId }: { campaignId: string }) {
  const { processId } = useSession();
  const days = useQuery({
    queryKey: ['link-days', processId, campaignId],
    queryFn: () =>
      getJson<LinkDayPage>(`/api/campaigns/${encodeURIComponent(campaignId)}/link-days`, {
        processId,
        pageSize: LINKS_SHOWN,
      }),
    refetchInterval: FOLLOW_MS,
  });
  return (
    <section className={settings['section']}>
      <h2>What came by day</h2>
      <p className={settings['quiet']}>
        Days are in UTC, the last 31 of each link on which anything came. Refused leads were not stored;
        ignored parameters are not declared, or hold no value of their type.
      </p>
      <QueryState query={days}>
        {(answer) => (
          <Table
            rows={answer.days}
            columns={COLUMNS}
            keyOf={({ ingestLinkId, day }) => `${day} ${ingestLinkId}`}
            empty="Nothing has come through these links yet."
          />
        )}
      </QueryState>
    </section>
  );
}

/** `45: CONSENT_REQUIRED (41), CALLER_ID_INVALID (4)` */
function refusedInWords(refused: readonly NamedCount[]): string {
  if (refused.length === 0) return '0';
  return `${formatCount(refused.reduce((sum, { count }) => sum + count, 0))}: ${inWords(refused)}`;
}

/** The most frequent first. */
function inWords(counts: readonly NamedCount[]): string {
  const most = counts.toSorted((left, right) => right.count - left.count);
  return most.map(({ name, count }) => `${name} (${formatCount(count)})`).join(', ');
}
