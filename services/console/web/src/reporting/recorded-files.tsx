import type { RecordingView } from '../../../src/app/views/leads.ts';
import { formatElapsed } from '../logic/durations.ts';
import { recordingFailureWords } from '../logic/words.ts';
import styles from './recorded-files.module.css';

/** What was written down of a call: how much, and on opening in which files. */
export function RecordedFiles({ recordings }: { recordings: readonly RecordingView[] }) {
  if (recordings.length === 0) return '—';
  const totalMs = recordings.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return (
    <details>
      <summary>{formatElapsed(totalMs)}</summary>
      <ul className={styles['files']}>
        {recordings.map(({ name, durationMs, failure }) => (
          <li key={name}>
            <code>{name}</code> {formatElapsed(durationMs)}
            {failure === '' ? null : `, not whole: ${recordingFailureWords(failure)}`}
          </li>
        ))}
      </ul>
    </details>
  );
}
