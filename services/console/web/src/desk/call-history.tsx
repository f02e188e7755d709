import type { CallRow } from '../../../src/app/views/leads.ts';
import { formatElapsed } from '../logic/durations.ts';
import { formatWeekdayTime } from '../logic/formats.ts';
import { endedWords } from '../logic/words.ts';
import styles from './lead-card.module.css';

/** A lead's calls, newest first: when, how it ended, what the agent said of it. */
export function CallHistory({ calls }: { calls: readonly CallRow[] }) {
  if (calls.length === 0) return <p className={styles['quiet']}>Never called before.</p>;
  return (
    <ol className={styles['history']}>
      {calls.map((call) => (
        <li key={call.attemptId} className={styles['call']}>
          <time>{formatWeekdayTime(call.dialAt ?? call.endAt ?? 0)}</time>
          <span>
            {endedWords(call)}
            {call.dispositionLabel === '' ? null : <strong>{` · ${call.dispositionLabel}`}</strong>}
          </span>
          <span className={styles['quiet']}>
            {call.talkMs > 0 ? `${formatElapsed(call.talkMs)} talk · ` : ''}
            {call.agentName}
          </span>
          {call.note === '' ? null : <p className={styles['note']}>{call.note}</p>}
        </li>
      ))}
    </ol>
  );
}
