import type { DeskEvent, ReasonView } from '../../../src/app/views/desk.ts';
import { notReadyWords, spoken, wordFor } from './words.ts';

export interface EmptyWords {
  title: string;
  /** Why no lead is shown: names the class of reason, never a bare "no leads". */
  why: string;
  /** When the next lead falls due, if one is known. */
  nextDueAt: number | undefined;
  /** What holds leads back, each once. */
  heldBack: readonly ReasonView[];
}

const ALL_IN_HAND =
  'All leads are done or being worked by colleagues. New ones appear the moment they come in.';
const NOT_DUE = 'Leads are spread over the day from the time each came in. A gap between calls is normal.';

/** Why a gate or the scheduler holds leads back, for an agent who waits. */
const EMPTY_WORDS: Readonly<Record<string, string>> = {
  CALLING_WINDOW_CLOSED: 'It is outside calling hours where the waiting leads live.',
  RETRY_GAP: 'The waiting leads were called a short while ago and rest before the next attempt.',
  P1_DAY_CAP: "Today's new leads have had their three attempts.",
  P4_DAY_CAP: 'The long-term leads have had their one call today.',
  DAY_CAP: 'The waiting leads have had their attempts of today.',
  NUMBER_DAY_CAP: 'The waiting numbers have had their attempts of the last 24 hours.',
  CALLBACK_NOT_DUE: 'Callbacks are agreed for later.',
  LOCKED_BY_OTHER: 'Other agents are working on the waiting leads.',
  CLAIMED_BY_OTHER: 'The waiting leads belong to other agents.',
  MAX_ATTEMPTS_REACHED: 'The leads have had all their attempts.',
  NUMBER_EXCLUDED: 'The waiting numbers are on the do-not-call list.',
  ATTEMPT_OUTSTANDING: 'Calls to the waiting numbers are still running.',
  CAMPAIGN_PAUSED: 'Your campaign is paused. Your supervisor resumes it.',
  LIST_DISABLED: 'The lists with the waiting leads are switched off.',
  TIME_SLOT_CLOSED: 'It is outside the time slots of the lists with the waiting leads.',
  OWNERSHIP_CODE_MISSING: 'The leads that are left carry ownership codes of other agents.',
  FILTERED_OUT: "Your campaign's filters leave out the leads it has.",
  SCHEDULER_STARTING: 'The queue is being rebuilt after a restart. This takes a few seconds.',
  LEAD_FINISHED: 'All leads are done for now. New ones appear the moment they come in.',
  NO_CAMPAIGN: 'You are in no campaign yet. Ask your supervisor to add you to one.',
  NO_LEADS: 'Your campaigns have no leads yet. They appear the moment they come in.',
  ALL_IN_HAND,
  NOT_DUE,
};

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

function whyWaiting(desk: DeskEvent): string {
  const code = desk.emptyReason.toUpperCase();
  if (code !== '') return wordFor(EMPTY_WORDS, code) ?? `${spoken(code)}.`;
  const first = desk.heldBack[0];
  if (first !== undefined) return wordFor(EMPTY_WORDS, first.reason) ?? first.text;
  if (desk.nextDueAt !== undefined) return NOT_DUE;
  return ALL_IN_HAND;
}

function distinct(reasons: readonly ReasonView[]): ReasonView[] {
  return [...new Map(reasons.map((reason) => [reason.reason, reason])).values()];
}
