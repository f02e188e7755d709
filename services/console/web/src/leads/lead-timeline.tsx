import type { CallRow } from '../../../src/app/views/leads.ts';
import type { ActivityPage, MissedCallView } from '../../../src/app/views/missed-calls.ts';
import { formatElapsed } from '../logic/durations.ts';
import { formatDayTime } from '../logic/formats.ts';
import { DIALBACK_WORDS, MISSED_CAUSE_WORDS, outcomeWords } from '../logic/missed-call-words.ts';
import { endedWords } from '../logic/words.ts';
import { RecordedFiles } from '../reporting/recorded-files.tsx';
import styles from './lead-sidebar.module.css';

type Event =
  | { readonly type: 'call'; readonly at: number; readonly call: CallRow }
  | { readonly type: 'missed'; readonly at: number; readonly missed: MissedCallView };

/** calls out and in, and those of theirs that nobody took, newest first. */
export function LeadTimeline({ activity: { calls, missed } }: { activity: ActivityPage }) {
  const events: Event[] = [
    ...calls.map((call) => ({ type: 'call', at: call.dialAt ?? call.endAt ?? 0, call }) as const),
    ...missed.map((each) => ({ type: 'missed', at: each.missedAt ?? 0, missed: each }) as const),
  ];
  if (events.length === 0) return <p className={styles['quiet']}>No calls yet.</p>;
  return (
    <ol className={styles['timeline']}>
      {events
        .toSorted((a, b) => b.at - a.at)
        .map((event) =>
          event.type === 'call' ? (
            <Call key={event.call.attemptId} call={event.call} at={event.at} />
          ) : (
            <Missed key={event.missed.dialbackId} missed={event.missed} at={event.at} />
          ),
        )}
    </ol>
  );
}

function Call({ call, at }: { call: CallRow; at: number }) {
  return (
    <li className={styles['event']} data-talked={call.talkMs > 0}>
      <time>{formatDayTime(at)}</time>
      <span>{endedWords(call)}</span>
      <span className={styles['quiet']}>
        {joined([
          call.agentName,
          call.talkMs > 0 ? `${formatElapsed(call.talkMs)} talk` : '',
          call.dispositionLabel,
        ])}
      </span>
      {call.note === '' ? null : <span>{call.note}</span>}
      {call.recordings.length === 0 ? null : <RecordedFiles call={call} />}
    </li>
  );
}

function Missed({ missed, at }: { missed: MissedCallView; at: number }) {
  return (
    <li className={styles['event']}>
      <time>{formatDayTime(at)}</time>
      <span>{`Missed call: ${MISSED_CAUSE_WORDS[missed.missedCause].toLowerCase()}`}</span>
      <span className={styles['quiet']}>
        {joined([missed.numberName, DIALBACK_WORDS[missed.state], outcomeWords(missed)])}
      </span>
    </li>
  );
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' · ');
}
