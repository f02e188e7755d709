import type { LeadCountsView, WaitingView } from '../../../src/app/views/explain.ts';
import { formatCount, formatDayTime } from '../logic/formats.ts';
import { reasonLabel } from '../logic/reason-words.ts';
import { waitingCounts } from '../logic/words.ts';
import { Table, type Column } from '../ui/table.tsx';
import styles from './explain.module.css';

type Row = LeadCountsView['reasons'][number];

const COLUMNS: readonly Column<Row>[] = [
  { label: 'Why leads wait', kind: 'text', cell: ({ reason }) => reasonLabel(reason.reason) },
  { label: 'Leads', kind: 'count', cell: ({ leads }) => formatCount(leads) },
  {
    label: 'First free at',
    kind: 'figures',
    cell: ({ reason }) =>
      reason.clearsAt === undefined ? 'When something changes' : formatDayTime(reason.clearsAt),
  },
];

/** Leads by why they wait; each counts once, by the reason that clears last. */
export function LeadCounts({ leads }: { leads: LeadCountsView }) {
  return (
    <>
      <p>
        {formatCount(leads.known)} leads, {formatCount(leads.free)} may be given.
      </p>
      <Table
        rows={leads.reasons}
        columns={COLUMNS}
        keyOf={({ reason }) => reason.reason}
        empty="No lead waits for anything."
      />
    </>
  );
}

/** how many leads could be given, level by level. */
export function LevelCounts({ label, waiting }: { label: string; waiting: WaitingView }) {
  return (
    <ul className={styles['levels']} aria-label={label}>
      {waitingCounts(waiting).map((level) => (
        <li key={level.id} data-empty={level.count === 0} title={level.words}>
          {level.label} <b>{formatCount(level.count)}</b>
        </li>
      ))}
    </ul>
  );
}
