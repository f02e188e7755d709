import { unreachable } from '@firstring/kernel';
import type { CallFact, CardFact, ReportInput } from './report-input.ts';

/** One attempt: parts come from different topics, in any order. */
export interface AttemptFacts {
  readonly level?: string;
  readonly presentedAt?: number;
  /** Of the presentation: an attempt that is not dialled has no other. */
  readonly campaignId?: string;
  /** Category of the disposition. */
  readonly category?: string;
  readonly call?: CallFact;
}

/** Everything reports know of one lead; all figures are sums over these. */
export interface LeadFacts {
  readonly processId: string;
  readonly leadId: string;
  /** Absent until the lead's own event has come: calls of a lead nobody knows are in no report about leads. */
  readonly card?: CardFact;
  /** For good: only its calls are left, for the reports about calls. */
  readonly isDeleted?: boolean;
  readonly attempts: Readonly<Record<string, AttemptFacts>>;
}

/** A call a day for over a year: one lead must fit into a document and its change into another. What comes after is in the call log only. */
export const ATTEMPTS_MAX = 400;

/** The facts with one event in them: the same object when it brings nothing new. */
export function takeInput(before: LeadFacts | undefined, input: ReportInput): LeadFacts {
  const { processId, leadId } = input;
  const facts = before ?? { processId, leadId, attempts: {} };
  switch (input.type) {
    case 'card':
      return facts.isDeleted === true || (facts.card?.version ?? 0) >= input.card.version
        ? facts
        : { ...facts, card: input.card };
    case 'deleted':
      return facts.isDeleted === true ? facts : onlyCalls(facts);
    case 'presented': {
      const { level, campaignId, at } = input;
      return withAttempt(facts, input.attemptId, { level, campaignId, presentedAt: at });
    }
    case 'disposed':
      return withAttempt(facts, input.attemptId, { category: input.category });
    case 'called':
      return withAttempt(facts, input.attemptId, { call: input.call });
    default:
      return unreachable(input);
  }
}

function onlyCalls({ processId, leadId, attempts }: LeadFacts): LeadFacts {
  const calls = Object.entries(attempts).flatMap(([attemptId, { call }]) =>
    call === undefined ? [] : [[attemptId, { call }] as const],
  );
  return { processId, leadId, isDeleted: true, attempts: Object.fromEntries(calls) };
}

/** What was known first stays: an attempt is presented, disposed and ended once. */
function withAttempt(facts: LeadFacts, attemptId: string, part: AttemptFacts): LeadFacts {
  if (facts.isDeleted === true && part.call === undefined) return facts;
  const known = facts.attempts[attemptId];
  const [name] = Object.keys(part);
  if (known !== undefined && name !== undefined && name in known) return facts;
  if (known === undefined && Object.keys(facts.attempts).length >= ATTEMPTS_MAX) return facts;
  return { ...facts, attempts: { ...facts.attempts, [attemptId]: { ...known, ...part } } };
}
