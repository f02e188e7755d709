import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import type { ReportView } from '../../../src/app/views/reports.ts';
import type { ReportColumn, ReportRow } from '../../../src/domain/reports/report-table.ts';
import { getJson } from '../api-client.ts';
import { formatCount, formatDayTime } from '../logic/formats.ts';
import { cellText, sortRows } from '../logic/report-words.ts';
import { navigate, useLocation, withParams } from '../router.ts';
import { useSession } from '../session.tsx';
import { Notice } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { Table, type Column, type Order } from '../ui/table.tsx';
import { ReportFilters } from './report-filters.tsx';
import type { ReportSpec } from './report-specs.ts';
import styles from './report.module.css';

const LIVE_MS = 5000;

/** uPlot comes with the first chart that is shown. */
const ReportChart = lazy(async () => ({ default: (await import('./report-chart.tsx')).ReportChart }));

/** One report: what is asked, how far it is counted, a chart where there is something to see, and the table. */
export function ReportPage({ spec }: { spec: ReportSpec }) {
  const { processId } = useSession();
  const { query } = useLocation();
  const ask = askOf(spec, query, processId);
  const report = useQuery({
    queryKey: ['reports', spec.report, ask],
    queryFn: () => getJson<ReportView>(`/api/reports/${spec.report}`, ask),
    placeholderData: keepPreviousData,
    refetchInterval: spec.isLive === true ? LIVE_MS : false,
  });
  const given = Object.entries(ask).filter(([, value]) => value !== '');
  return (
    <Page
      title={spec.title}
      views={`report-${spec.report}`}
      about={spec.about}
      actions={
        <a download href={`/api/reports/${spec.report}/export?${new URLSearchParams(given).toString()}`}>
          Export CSV
        </a>
      }
    >
      <ReportFilters spec={spec} query={query} today={report.data?.today} />
      <QueryState query={report}>{(view) => <Report spec={spec} view={view} />}</QueryState>
    </Page>
  );
}

function askOf(spec: ReportSpec, query: URLSearchParams, processId: string): Record<string, string> {
  const days = spec.hasDays === true ? { from: query.get('from') ?? '', to: query.get('to') ?? '' } : {};
  return {
    processId,
    ...days,
    by: spec.bys === undefined ? '' : (query.get('by') ?? ''),
    campaignId: spec.hasCampaigns === true ? (query.get('campaign') ?? '') : '',
    listId: spec.hasLists === true ? (query.get('list') ?? '') : '',
    vendorId: spec.hasVendors === true ? (query.get('vendor') ?? '') : '',
  };
}

const ALL = 'all of them';

function Report({ spec, view }: { spec: ReportSpec; view: ReportView }) {
  const { query } = useLocation();
  const order: Order = {
    sort: query.get('sort') ?? '',
    direction: query.get('direction') === 'desc' ? 'desc' : 'asc',
  };
  const rows = sortRows(view.rows, order);
  const isSum = view.total !== undefined && rows.length > 1;
  const all: readonly ReportRow[] = isSum ? [...rows, { id: ALL, cells: view.total ?? {} }] : rows;
  const drawn = view.columns.filter(({ id }) => spec.chart?.includes(id));
  return (
    <>
      {view.isComplete ? null : (
        <Notice tone="warn">
          Calls and leads of the past are still being read: these figures will grow.
        </Notice>
      )}
      <DialableNow view={view} />
      {drawn.length > 0 && view.rows.length > 1 ? (
        <Suspense fallback={<div className={styles['chart']} />}>
          <ReportChart title={spec.title} columns={drawn} view={view} />
        </Suspense>
      ) : null}
      <Table
        rows={all}
        columns={view.columns.map(columnOf)}
        keyOf={({ id }) => id}
        empty={spec.empty}
        order={order}
        onOrder={({ sort, direction }) =>
          navigate(withParams(query, { sort, direction: sort === '' ? '' : direction }), true)
        }
      />
      <p className={styles['counted']}>{countedText(view)}</p>
    </>
  );
}

function DialableNow({ view: { waitingNow } }: { view: ReportView }) {
  if (waitingNow.length === 0) return null;
  const words = waitingNow.map(({ name, waiting }) => `${name} ${formatCount(waiting)}`);
  return <p>{`Dialable now: ${words.join(' · ')}`}</p>;
}

function columnOf(column: ReportColumn): Column<ReportRow> {
  const { id, label, kind } = column;
  return {
    id,
    label,
    sort: id,
    ...(kind === 'text' ? {} : { kind: 'count' as const }),
    cell: ({ id: row, cells }) => (row === ALL ? <b>{cellText(column, cells)}</b> : cellText(column, cells)),
  };
}

/** The watermark: how far the events are counted that these figures come from. */
function countedText({ countedAt, waiting, timeZone }: ReportView): string {
  const days = `Days are those of ${timeZone}.`;
  if (waiting > 0)
    return `${formatCount(waiting)} events are not counted yet; the newest that is happened ${formatDayTime(countedAt)}. ${days}`;
  if (countedAt === 0) return `Nothing has happened yet that could be counted. ${days}`;
  return `Everything is counted; the newest event happened ${formatDayTime(countedAt)}. ${days}`;
}
