import type { DialbackStateName, MissedCallView } from '../../../src/app/views/missed-calls.ts';
import type { BadgeTone } from '../ui/badge.tsx';
import { formatPhone } from './formats.ts';
import { spoken, wordFor } from './words.ts';

/** What became of a missed call, in the words of the glossary. */
export const DIALBACK_WORDS: Readonly<Record<DialbackStateName, string>> = {
  queued: 'Dialback Queued',
  presented: 'In front of an agent',
  dialing: 'Being dialled',
  completed: 'Called back',
  cancelled: 'Dialback Cancelled',
  expired: 'Dialback Expired',
  closed: 'Automatic Redial',
  missed_only: 'Listed only',
};

export const DIALBACK_TONES: Readonly<Record<DialbackStateName, BadgeTone>> = {
  queued: 'dialback',
  presented: 'accent',
  dialing: 'accent',
  completed: 'good',
  cancelled: 'plain',
  expired: 'warn',
  closed: 'plain',
  missed_only: 'plain',
};

export const MISSED_CAUSE_WORDS: Readonly<Record<MissedCallView['missedCause'], string>> = {
  caller_hung_up: 'Hung up while waiting',
  queue_timeout: 'Waited too long',
  no_agent: 'No agent was there',
  closed_hours: 'Outside opening hours',
  refused: 'Refused by the queue policy',
  unspecified: 'Missed',
};

/** Why it ended so, or was never queued. */
const END_WORDS: Readonly<Record<string, string>> = {
  superseded: 'they called again',
  caller_reached: 'they got through themselves',
  withdrawn: 'ended by hand',
  number_excluded: 'the number is on the do-not-call list',
  lead_deleted: 'the lead was deleted',
  lead_unknown: 'nobody we know',
  number_withheld: 'the number is withheld',
  not_by_rule: 'the number’s rules do not dial back',
  time_limit: 'the time limit was over',
  attempts_spent: 'all attempts were made',
  automatic_redial: 'nobody answered; the new lead is redialled in turn',
};

const OPEN: ReadonlySet<DialbackStateName> = new Set(['queued', 'presented', 'dialing']);

export function isOpenDialback({ state }: Pick<MissedCallView, 'state'>): boolean {
  return OPEN.has(state);
}

/** In a line below the state: who has it, why it ended, who saw to it; empty when the state says all. */
export function outcomeWords(call: MissedCallView): string {
  if (call.handledAt !== undefined) return `seen to by ${call.handledByName || 'somebody'}`;
  if (call.agentName !== '' && call.state !== 'queued') return call.agentName;
  if (isOpenDialback(call)) return call.attempts === 0 ? '' : `${attemptWords(call.attempts)} unanswered`;
  // Why it was lost stands beside it already.
  if (call.cause === '' || call.cause === call.missedCause || call.state === 'completed') return '';
  return wordFor(END_WORDS, call.cause) ?? spoken(call.cause).toLowerCase();
}

function attemptWords(attempts: number): string {
  return attempts === 1 ? 'one attempt' : `${attempts} attempts`;
}

/** The lead's own dial-back may be served by its owner alone. */
export function isOwnerOnly({ ownerId, commonAt }: MissedCallView, nowAt: number): boolean {
  return ownerId !== '' && (commonAt === undefined || commonAt > nowAt);
}

/** To be called back by hand, and nobody has yet. */
export function isToHandle({ state, phone, handledAt }: MissedCallView): boolean {
  return state === 'missed_only' && phone !== '' && handledAt === undefined;
}

/** A caller by name, else by number. */
export function callerName({ leadName, phone }: { leadName: string; phone: string }): string {
  return leadName || (phone === '' ? 'Number withheld' : formatPhone(phone));
}

/** The first and the last instant of a day as it is written in the address, in the reader's zone. */
export function daySpan(day: string): { fromAt: string; toAt: string } {
  const from = new Date(`${day}T00:00`);
  if (Number.isNaN(from.getTime())) return { fromAt: '', toAt: '' };
  const to = new Date(from);
  to.setDate(to.getDate() + 1);
  return { fromAt: String(from.getTime()), toAt: String(to.getTime()) };
}
