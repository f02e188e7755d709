import type { ReasonView } from '../../../src/app/views/desk.ts';
import { formatDayTime } from '../logic/formats.ts';
import { reasonLabel } from '../logic/reason-words.ts';
import styles from './explain.module.css';

/** Reasons in words, each with the instant from which it no longer holds. */
export function Reasons({ label, reasons }: { label: string; reasons: readonly ReasonView[] }) {
  return (
    <ul className={styles['reasons']} aria-label={label}>
      {reasons.map(({ reason, text, clearsAt }) => (
        <li key={reason} title={text}>
          <span>{reasonLabel(reason)}</span>
          <span className={styles['until']}>
            {clearsAt === undefined ? 'until something changes' : `until ${formatDayTime(clearsAt)}`}
          </span>
        </li>
      ))}
    </ul>
  );
}
