import { Fragment, useState, type CSSProperties } from 'react';
import type { LadderView } from '../../../src/app/views/telephony.ts';
import { formatOffset, layOut, type LadderArrow, type LadderColumn } from '../logic/ladder-layout.ts';
import styles from './ladder-diagram.module.css';

/** A sequence diagram. Each arrow is a button that shows the message it stands for. */
export function LadderDiagram({ ladder }: { ladder: LadderView }) {
  const [shown, setShown] = useState<number>();
  const { columns, arrows } = layOut(ladder);
  if (arrows.length === 0) return <p className={styles['quiet']}>Nothing was said yet.</p>;
  return (
    <div className={styles['scroll']}>
      <div className={styles['diagram']} style={variables({ columns: columns.length })}>
        <div className={styles['heads']}>
          {columns.map((column) => (
            <div key={column.id} className={styles['columnHead']}>
              <strong>{column.title}</strong>
              <span>{column.detail}</span>
            </div>
          ))}
        </div>
        <ol className={styles['rows']}>
          {arrows.map((arrow) => (
            <Fragment key={arrow.index}>
              {ladder.omitted > 0 && arrow.index === ladder.omittedBefore ? (
                <li className={styles['omitted']}>{`${ladder.omitted} messages are left out here`}</li>
              ) : null}
              <Row
                arrow={arrow}
                columns={columns}
                open={shown === arrow.index}
                onToggle={() => setShown(shown === arrow.index ? undefined : arrow.index)}
              />
            </Fragment>
          ))}
        </ol>
      </div>
    </div>
  );
}

interface RowProps {
  arrow: LadderArrow;
  columns: readonly LadderColumn[];
  open: boolean;
  onToggle(): void;
}

function Row({ arrow, columns, open, onToggle }: RowProps) {
  const { from, to, label, notes, tone, message } = arrow;
  const offset = formatOffset(arrow.afterMs);
  const ends = `${columns[from]?.title ?? ''} to ${columns[to]?.title ?? ''}`;
  const rawId = `message-${arrow.index}`;
  const line = [
    styles['arrow'],
    styles[tone],
    to < from ? styles['leftward'] : '',
    message.repeated || message.madeUp ? styles['dashed'] : '',
  ].join(' ');
  return (
    <li>
      <button
        type="button"
        className={styles['row']}
        aria-expanded={open}
        aria-controls={open ? rawId : undefined}
        onClick={onToggle}
      >
        <span className={styles['time']}>
          {offset}
          <span className="visually-hidden">{`${ends}: `}</span>
        </span>
        <span className={styles['track']}>
          {columns.map((column, place) => (
            <span key={column.id} className={styles['lifeline']} style={variables({ place })} />
          ))}
          <span className={line} style={variables({ left: Math.min(from, to), span: Math.abs(to - from) })}>
            <span className={styles['label']}>
              {label}
              {notes.map((note) => (
                <span key={note} className={styles['note']}>
                  {note}
                </span>
              ))}
            </span>
          </span>
        </span>
      </button>
      {open ? (
        <pre id={rawId} className={styles['raw']} tabIndex={0} aria-label={`${label}, as it was sent`}>
          {message.raw.replaceAll('\r\n', '\n').trimEnd()}
          {message.cut ? '\n… the rest is not kept' : ''}
        </pre>
      ) : null}
    </li>
  );
}

/** Numbers for the style sheet. */
function variables(values: Readonly<Record<string, number>>): CSSProperties {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`--${name}`, value]));
}
