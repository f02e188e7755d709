import type { ReasonView } from '../../../src/app/views/desk.ts';
import { spoken } from './words.ts';

interface ReasonWords {
  /** A few words, for tables and lists of reasons. */
  readonly label: string;
  /** A sentence for an agent who waits because of it; left out where no agent waits because of it. */
  readonly waiting?: string;
}

/** Every reason why a lead, an agent or a campaign is not dialling, in words: the one place (docs/failure-modes explains each). */
export const REASON_WORDS: Readonly<Record<string, ReasonWords>> = {
  CALLING_WINDOW_CLOSED: {
    label: 'Outside calling hours',
    waiting: 'It is outside calling hours where the waiting leads live.',
  },
  TIME_SLOT_CLOSED: {
    label: "Outside the list's time slots",
    waiting: 'It is outside the time slots of the lists with the waiting leads.',
  },
  RETRY_GAP: {
    label: 'Resting after an attempt',
    waiting: 'The waiting leads were called a short while ago and rest before the next attempt.',
  },
  CALLBACK_NOT_DUE: { label: 'Callback agreed for later', waiting: 'Callbacks are agreed for later.' },
  P1_DAY_CAP: {
    label: "First day's attempts used",
    waiting: "Today's new leads have had their three attempts.",
  },
  P4_DAY_CAP: {
    label: "Today's one call was made",
    waiting: 'The long-term leads have had their one call today.',
  },
  DAY_CAP: {
    label: "Today's attempts used",
    waiting: 'The waiting leads have had their attempts of today.',
  },
  NUMBER_DAY_CAP: {
    label: 'Number called often in 24 hours',
    waiting: 'The waiting numbers have had their attempts of the last 24 hours.',
  },
  MAX_ATTEMPTS_REACHED: {
    label: 'All attempts used',
    waiting: 'The leads have had all their attempts.',
  },
  LEAD_FINISHED: {
    label: 'Finished',
    waiting: 'All leads are done for now. New ones appear the moment they come in.',
  },
  LEAD_SKIPPED: {
    label: 'Skipped by the agent a moment ago',
    waiting: 'You skipped the waiting leads a moment ago.',
  },
  LOCKED_BY_OTHER: {
    label: 'Being worked on',
    waiting: 'Other agents are working on the waiting leads.',
  },
  CLAIMED_BY_OTHER: {
    label: 'Claimed by one agent',
    waiting: 'The waiting leads belong to other agents.',
  },
  CALLBACK_OF_OTHER: {
    label: "One agent's own callback",
    waiting: 'The callbacks are agreed with other agents.',
  },
  OWNERSHIP_CODE_MISSING: {
    label: 'Ownership code missing',
    waiting: 'The leads that are left carry ownership codes of other agents.',
  },
  LIST_OF_OTHERS: {
    label: 'List given to others',
    waiting: 'The lists that are left are given to other agents.',
  },
  SEGMENT_OF_OTHERS: {
    label: 'Segment given to others',
    waiting: 'The segments of the leads that are left are given to other agents.',
  },
  FILTERED_OUT: {
    label: 'Left out by filters',
    waiting: "Your campaign's filters leave out the leads it has.",
  },
  LIST_DISABLED: {
    label: 'List switched off',
    waiting: 'The lists with the waiting leads are switched off.',
  },
  CAMPAIGN_PAUSED: {
    label: 'Campaign paused',
    waiting: 'Your campaign is paused. Your supervisor resumes it.',
  },
  CAMPAIGN_CLOSED: { label: 'Campaign closed' },
  NUMBER_EXCLUDED: {
    label: 'Number on the do-not-call list',
    waiting: 'The waiting numbers are on the do-not-call list.',
  },
  CUSTOMER_EXCLUDED: {
    label: 'Customer on the do-not-call list',
    waiting: 'The waiting customers are on the do-not-call list.',
  },
  COMBINATION_EXCLUDED: {
    label: "Customer's number on the do-not-call list",
    waiting: 'The waiting numbers of these customers are on the do-not-call list.',
  },
  ATTRIBUTE_EXCLUDED: {
    label: 'Field on the do-not-call list',
    waiting: 'A field of the waiting leads is on the do-not-call list.',
  },
  NUMBER_BLACKLISTED: {
    label: 'Number on the blacklist',
    waiting: 'The waiting numbers are on the blacklist.',
  },
  ATTEMPT_OUTSTANDING: {
    label: 'A call to the number still runs',
    waiting: 'Calls to the waiting numbers are still running.',
  },
  GUARD_FULL: {
    label: 'Too many leads of one number',
    waiting: 'Too many leads share the waiting numbers.',
  },
  UNAVAILABLE: {
    label: 'A service did not answer',
    waiting: 'A service did not answer. It is tried again in a moment.',
  },
  SCHEDULER_STARTING: {
    label: 'The queue is being rebuilt',
    waiting: 'The queue is being rebuilt after a restart. This takes a few seconds.',
  },
  NO_CAMPAIGN: {
    label: 'In no campaign',
    waiting: 'You are in no campaign yet. Ask your supervisor to add you to one.',
  },
  NO_LEADS: {
    label: 'No leads yet',
    waiting: 'Your campaigns have no leads yet. They appear the moment they come in.',
  },
  ALL_IN_HAND: {
    label: 'All finished or in hand',
    waiting: 'All leads are done or being worked by colleagues. New ones appear the moment they come in.',
  },
  NO_AGENTS: { label: 'Nobody works the campaign' },
  NO_AGENT_READY: { label: 'No agent is Ready' },
  AGENT_OFFLINE: { label: 'Offline' },
  AGENT_NOT_READY: { label: 'Not Ready' },
  DESK_CLOSED: { label: 'Ready, but no desk is open' },
  CALLER_RINGS: { label: 'Is being rung for a caller' },
  CALLER_ON_LINE: { label: 'Is on the line' },
  LEAD_IN_HAND: { label: 'Has a lead in hand' },
  OFFERS_PAUSED: { label: 'Offers pause for a moment' },
};

function wordsOf(reason: string): ReasonWords | undefined {
  return Object.hasOwn(REASON_WORDS, reason) ? REASON_WORDS[reason] : undefined;
}

/** A few words; a reason that came after this page was built is spoken. */
export function reasonLabel(reason: string): string {
  return wordsOf(reason)?.label ?? spoken(reason);
}

/** Why an agent waits. */
export function waitingSentence({ reason, text }: Pick<ReasonView, 'reason' | 'text'>): string {
  return wordsOf(reason)?.waiting ?? (text === '' ? `${spoken(reason)}.` : capital(text));
}

/** The catalogue's sentences have no capital and no stop, so that others can embed them. */
function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
