import type { SimulationView } from '../../../src/app/views/simulations.ts';
import { formatCount, formatShare } from '../logic/formats.ts';
import { simulationRows, levelRows, type FigureRow, type LevelRow } from '../logic/simulation-rows.ts';
import { Notice } from '../ui/notice.tsx';
import { Table, type Column } from '../ui/table.tsx';
import campaigns from './campaigns.module.css';
import styles from './simulator.module.css';

const COLUMNS: readonly Column<FigureRow>[] = [
  { label: 'Figure', cell: ({ name }) => name },
  { label: 'Real day', kind: 'count', cell: ({ real }) => real },
  { label: 'Simulated', kind: 'count', cell: ({ simulated }) => simulated },
];

const LEVEL_COLUMNS: readonly Column<LevelRow>[] = [
  { label: 'Level', cell: ({ level }) => level },
  {
    label: 'Real day',
    kind: 'count',
    cell: ({ real }) => `${formatShare(real.rate)} of ${formatCount(real.dials)}`,
  },
  {
    label: 'Simulated',
    kind: 'count',
    cell: ({ simulated }) => `${formatShare(simulated.rate)} of ${formatCount(simulated.dials)}`,
  },
];

/** The figures of a simulated day beside the real one's. */
export function SimulationReport({ report }: { report: SimulationView }) {
  const levels = levelRows(report);
  return (
    <div className={campaigns['stack']}>
      <Outcome report={report} />
      <section className={styles['part']}>
        <h2>Figures</h2>
        <Table rows={simulationRows(report)} columns={COLUMNS} keyOf={({ name }) => name} />
      </section>
      <section className={styles['part']}>
        <h2>Contacts a dial, by level</h2>
        <LevelBars rows={levels} />
        <Table
          rows={levels}
          columns={LEVEL_COLUMNS}
          keyOf={({ level }) => level}
          empty="Nobody was dialled."
        />
      </section>
      <p className={campaigns['quiet']}>
        {formatCount(report.events)} events, {formatCount(report.eventsPerSecond)} a second.
      </p>
    </div>
  );
}

function Outcome({ report }: { report: SimulationView }) {
  const { replay, simulated, notes, answers } = report;
  return (
    <>
      {replay === undefined ? null : replay.isExact ? (
        <Notice tone="good">The day’s own policy made all {formatCount(replay.real)} choices again.</Notice>
      ) : (
        <Notice tone="warn">
          The day’s own policy made only the first {formatCount(replay.alike)} of {formatCount(replay.real)}{' '}
          choices again.
        </Notice>
      )}
      {simulated.modelled === 0 ? null : (
        <p>
          {formatCount(simulated.modelled)} of {formatCount(simulated.dials)} dials were answered by the model
          ({answers}).
        </p>
      )}
      {notes.map((note) => (
        <p key={note} className={campaigns['quiet']}>
          {note}.
        </p>
      ))}
    </>
  );
}

const BAR_HEIGHT = 14;
const ROW_HEIGHT = 44;
const LABEL_WIDTH = 90;
const WIDTH = 560;

/** The same as the table under it. */
function LevelBars({ rows }: { rows: readonly LevelRow[] }) {
  if (rows.length === 0) return null;
  const most = Math.max(0.01, ...rows.flatMap(({ real, simulated }) => [real.rate, simulated.rate]));
  const widthOf = (rate: number): number => (rate / most) * (WIDTH - LABEL_WIDTH);
  return (
    <figure className={styles['figure']}>
      <svg viewBox={`0 0 ${WIDTH} ${rows.length * ROW_HEIGHT}`} aria-hidden="true" className={styles['bars']}>
        {rows.map(({ level, real, simulated }, at) => (
          <g key={level} transform={`translate(0 ${at * ROW_HEIGHT})`}>
            <text x={0} y={ROW_HEIGHT / 2} className={styles['label']}>
              {level}
            </text>
            <rect
              x={LABEL_WIDTH}
              y={4}
              height={BAR_HEIGHT}
              width={widthOf(real.rate)}
              className={styles['real']}
            />
            <rect
              x={LABEL_WIDTH}
              y={6 + BAR_HEIGHT}
              height={BAR_HEIGHT}
              width={widthOf(simulated.rate)}
              className={styles['simulated']}
            />
          </g>
        ))}
      </svg>
      <figcaption className={campaigns['quiet']}>Upper bar: real day. Lower bar: simulated.</figcaption>
    </figure>
  );
}
