import type { CallPhase, LaneName, PresenceName, PreviewView } from '../../../src/app/views/desk.ts';
import type { EndCauseName, LeadStatusName } from '../../../src/app/views/leads.ts';

/** Every state in words that people use. One table a vocabulary, so that a page never shows a code. */

/** A word that came over the wire may be the name of anything: only the table's own entries count. */
export function wordFor(table: Readonly<Record<string, string>>, word: string): string | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}

export const PRESENCE_WORDS: Readonly<Record<PresenceName, string>> = {
  offline: 'Offline',
  not_ready: 'Not ready',
  ready: 'Ready',
  reserved: 'Lead on its way',
  previewing: 'Preview',
  ringing: 'Incoming call',
  dialing: 'Dialling',
  on_call: 'In call',
  wrap_up: 'Wrap-up',
};

export const NOT_READY_REASONS = [
  { id: 'break', label: 'Break' },
  { id: 'lunch', label: 'Lunch' },
  { id: 'meeting', label: 'Meeting' },
  { id: 'training', label: 'Training' },
  { id: 'other', label: 'Other' },
] as const;

const OTHER_NOT_READY_WORDS: Readonly<Record<string, string>> = {
  sign_in: 'just signed in',
  preview_limit: 'the preview time ran out',
  skips_spent: 'your skips are used up',
  wrap_up_limit: 'the wrap-up time ran out',
  lock_expired: 'the time with the lead ran out',
  lock_forced: 'a supervisor took the lead back',
  phone_unreachable: 'your phone did not answer',
  transfer: 'a call was given to you',
  call_not_answered: 'you did not answer an incoming call',
  call_declined: 'you declined an incoming call',
  phone_busy: 'your phone was busy',
};

/** `break` is "Break"; a reason the page does not know is shown with its underscores as spaces. */
export function notReadyWords(reason: string): string {
  if (reason === '') return '';
  const chosen = NOT_READY_REASONS.find((known) => known.id === reason);
  return (
    chosen?.label.toLowerCase() ?? wordFor(OTHER_NOT_READY_WORDS, reason.toLowerCase()) ?? spoken(reason)
  );
}

export interface LevelWords {
  /** Short enough for a badge. */
  badge: string;
  words: string;
  tone: 'p1' | 'p2' | 'p3' | 'p4' | 'callback' | 'dialback';
}

/** What a lead in this lane is, and why it comes now. */
export function levelWords(preview: Pick<PreviewView, 'level' | 'lane' | 'dialback'>): LevelWords {
  if (preview.dialback || preview.lane === 'dialback') {
    return { badge: 'Dial-back', words: 'They called and nobody answered', tone: 'dialback' };
  }
  switch (preview.lane) {
    case 'own_callback':
      return { badge: 'Callback', words: 'You agreed on this time', tone: 'callback' };
    case 'common_callback':
      return { badge: 'Callback', words: 'Agreed for anyone in the team', tone: 'callback' };
    case 'by_hand':
      return { badge: 'By hand', words: 'You opened it', tone: 'callback' };
    case 'caller':
      return { badge: 'Incoming', words: 'They are calling', tone: 'dialback' };
    case 'postponed':
      return { badge: 'Postponed', words: 'Put back to the end of the queue', tone: 'p4' };
    default:
      return levelOf(preview.level);
  }
}

function levelOf(level: string): LevelWords {
  switch (level) {
    case 'P1':
      return { badge: 'P1', words: 'New lead', tone: 'p1' };
    case 'P2':
      return { badge: 'P2', words: 'Day two onward', tone: 'p2' };
    case 'P3':
      return { badge: 'P3', words: 'First-week follow-up', tone: 'p3' };
    case 'P4':
      return { badge: 'P4', words: 'Long-term follow-up', tone: 'p4' };
    default:
      return { badge: level === '' ? 'Lead' : level, words: 'Next in the queue', tone: 'p4' };
  }
}

export interface LevelCount {
  id: string;
  label: string;
  words: string;
  count: number;
}

/** Waiting leads in the levels agents know: fresh P1 leads count as P1, both kinds of callbacks together. */
export function waitingCounts(waiting: readonly { lane: LaneName; count: number }[]): LevelCount[] {
  const sum = (...lanes: LaneName[]): number =>
    waiting.filter(({ lane }) => lanes.includes(lane)).reduce((total, { count }) => total + count, 0);
  return [
    { id: 'dialback', label: 'Dial-backs', words: 'they called us', count: sum('dialback') },
    { id: 'callback', label: 'Callbacks', words: 'due now', count: sum('own_callback', 'common_callback') },
    { id: 'p1', label: 'P1', words: 'new leads', count: sum('fresh_p1', 'p1') },
    { id: 'p2', label: 'P2', words: 'day two onward', count: sum('p2') },
    { id: 'p3', label: 'P3', words: 'first week', count: sum('p3') },
    { id: 'p4', label: 'P4', words: 'long term', count: sum('p4') },
    { id: 'postponed', label: 'Postponed', words: 'end of queue', count: sum('postponed') },
  ];
}

export const PHASE_WORDS: Readonly<Record<CallPhase, { title: string; hint: string }>> = {
  agent_ringing: { title: 'Your phone is ringing', hint: 'Lift it to start the call.' },
  agent_answered: { title: 'Dialling', hint: 'Your phone is connected. The lead is being called.' },
  lead_dialled: { title: 'Dialling', hint: 'The lead is being called.' },
  lead_ringing: { title: 'Ringing', hint: "The lead's phone is ringing." },
  lead_answered: { title: 'Answered', hint: 'Connecting the two of you.' },
  bridged: { title: 'In call', hint: 'You are talking.' },
  ended: { title: 'Ended', hint: 'Save an outcome to get the next lead.' },
};

export const CAUSE_WORDS: Readonly<Record<EndCauseName, string>> = {
  unspecified: 'Ended',
  lead_hung_up: 'The lead hung up',
  agent_hung_up: 'The agent hung up',
  lost: 'The connection was lost',
  no_answer: 'No answer',
  busy: 'Busy',
  rejected: 'The lead declined',
  cancelled: 'Hung up before an answer',
  invalid_number: 'The number does not exist',
  congested: 'The network was congested',
  forbidden: 'The network refused the call',
  failed: 'The call failed',
  agent_unreachable: "The agent's phone did not answer",
  blocked: 'Not dialled: the rules changed meanwhile',
  abandoned: 'Answered, but no agent was there',
  unknown: 'Unknown: being checked',
  announced: 'A recording was played',
};

/** The same to the agent whose call it was. */
const OWN_CAUSE_WORDS: Readonly<Record<string, string>> = {
  agent_hung_up: 'You hung up',
  transferred: 'A colleague has the call',
  agent_unreachable: 'Your phone did not answer',
  abandoned: 'The lead answered, but your phone was gone',
  cancelled: 'You hung up before an answer',
};

export function ownCauseWords(cause: string): string {
  return wordFor(OWN_CAUSE_WORDS, cause) ?? causeWords(cause);
}

/** How a call of the log ended, and that it came in. */
export function endedWords({ cause, incoming }: { cause: EndCauseName; incoming: boolean }): string {
  return incoming ? `Incoming: ${causeWords(cause).toLowerCase()}` : causeWords(cause);
}

export function causeWords(cause: string): string {
  return wordFor(CAUSE_WORDS, cause) ?? spoken(cause);
}

const RECORDING_FAILURE_WORDS: Readonly<Record<string, string>> = {
  DISK_FULL: 'the disk was full',
  DISK_TOO_SLOW: 'the disk was too slow',
  FILE_FAILED: 'the file could not be written',
};

export function recordingFailureWords(failure: string): string {
  return wordFor(RECORDING_FAILURE_WORDS, failure) ?? spoken(failure).toLowerCase();
}

export const STATUS_WORDS: Readonly<Record<LeadStatusName, string>> = {
  new: 'New',
  contacted: 'Contacted',
  converted: 'Converted',
};

/** `CALLING_WINDOW_CLOSED` is "Calling window closed": for words that came after this page was built. */
export function spoken(code: string): string {
  const words = code.toLowerCase().replaceAll('_', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
