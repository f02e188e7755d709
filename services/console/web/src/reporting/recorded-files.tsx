import type { CallRow } from '../../../src/app/views/leads.ts';
import { formatElapsed } from '../logic/durations.ts';
import { recordingFailureWords } from '../logic/words.ts';
import { useCan, useSession } from '../session.tsx';
import styles from './recorded-files.module.css';

/** What was written down of a call: how much, and on opening each part, to be heard by those who may. */
export function RecordedFiles({ call: { attemptId, recordings } }: { call: CallRow }) {
  const { processId } = useSession();
  const mayHear = useCan()('recording:read');
  if (recordings.length === 0) return '—';
  const totalMs = recordings.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const pathOf = (part: number): string =>
    `/api/calls/${encodeURIComponent(attemptId)}/recordings/${part}?processId=${encodeURIComponent(processId)}`;
  return (
    <details>
      <summary>{formatElapsed(totalMs)}</summary>
      <ul className={styles['files']}>
        {recordings.map(({ name, durationMs, failure }, at) => (
          <li key={name}>
            <code>{name}</code> {formatElapsed(durationMs)}
            {failure === '' ? null : `, not whole: ${recordingFailureWords(failure)}`}
            {mayHear ? (
              // Nothing is read before somebody presses play: each reading is in the audit.
              <audio
                controls
                preload="none"
                src={pathOf(at + 1)}
                aria-label={`Recording ${at + 1} of ${recordings.length}`}
              />
            ) : null}
          </li>
        ))}
      </ul>
    </details>
  );
}
