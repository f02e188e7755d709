import type { DeskEvent, ReasonView } from '../../../src/app/views/desk.ts';
import { formatClock } from './formats.ts';
import { waitingSentence } from './reason-words.ts';
import { notReadyWords } from './words.ts';

export interface EmptyWords {
  title: string;
  /** Why no lead is shown: names the class of reason, never a bare "no leads". */
  why: string;
  /** When the next lead falls due, if one is known. */
  nextDueAt: number | undefined;
  /** What holds leads back, each once. */
  heldBack: readonly ReasonView[];
}

const NOT_DUE = 'Leads are spread over the day from the time each came in. A gap between calls is normal.';

export function emptyWords(desk: DeskEvent): EmptyWords {
  const { nextDueAt, heldBack } = desk;
  // The sentence above already says the first class of reason.
  const others = heldBack.filter(({ reason }) => reason !== desk.emptyReason);
  const base = { nextDueAt, heldBack: distinct(others) };
  switch (desk.presence) {
    case 'offline':
      return { ...base, title: 'You are offline', why: 'The desk is connecting to the queue.' };
    case 'not_ready': {
      const reason = notReadyWords(desk.notReadyReason);
      const title = reason === '' ? 'You are not ready' : `You are not ready: ${reason}`;
      return {
        ...base,
        title,
        why: 'No lead is shown to you, and none is lost: leads wait until you are ready.',
      };
    }
    case 'reserved':
      return { ...base, title: 'A lead is on its way', why: 'It appears here in a moment.' };
    default:
      return { ...base, title: 'Waiting for the next lead', why: whyWaiting(desk) };
  }
}

/** the explanation an idle alert carries. */
export function idleWords(desk: DeskEvent): string {
  const due = desk.nextDueAt === undefined ? '' : ` The next lead is due at ${formatClock(desk.nextDueAt)}.`;
  return `${whyWaiting(desk)}${due}`;
}

function whyWaiting(desk: DeskEvent): string {
  const [first] = desk.heldBack;
  const reason = desk.emptyReason.toUpperCase();
  if (reason !== '') return waitingSentence({ reason, text: '' });
  if (first !== undefined) return waitingSentence(first);
  return desk.nextDueAt === undefined ? waitingSentence({ reason: 'ALL_IN_HAND', text: '' }) : NOT_DUE;
}

function distinct(reasons: readonly ReasonView[]): ReasonView[] {
  return [...new Map(reasons.map((reason) => [reason.reason, reason])).values()];
}
