import { fromTime } from '@firstring/contracts';
import type { DecisionEvent } from '@firstring/contracts/scheduling/scheduling_service';
import type { IndexCard } from '../../../domain/order/card.ts';

/** What an attempt brings about may be told so long after it is over. */
const AFTER_MS = 60_000;

interface Span {
  readonly attemptId: string;
  readonly fromAt: number;
  endAt: number;
  isDnc: boolean;
}

/** Which events are an attempt's doing: they did not happen without it. */
export class AttemptMarks {
  readonly #byToken = new Map<string, string>();
  readonly #spans = new Map<string, Span[]>();
  readonly #known = new Map<string, IndexCard>();

  constructor(decisions: readonly DecisionEvent[]) {
    for (const decision of decisions) this.#note(decision);
  }

  /** Of an event of a lead's lock or claim. */
  ofToken(leadId: string, token: number): string | undefined {
    return this.#byToken.get(`${leadId} ${token}`);
  }

  /** Of a card: when dialling changed the lead while, or just after, it was in somebody's hands. */
  ofCard(card: IndexCard, at: number): string | undefined {
    const before = this.#known.get(card.leadId);
    this.#known.set(card.leadId, card);
    return before === undefined || progressOf(before) === progressOf(card)
      ? undefined
      : this.#spanAt(card.leadId, at)?.attemptId;
  }

  /** Of a do-not-call entry for the number of a lead. */
  ofExclusion(leadIds: readonly string[], at: number): string | undefined {
    const spans = leadIds.map((leadId) => this.#spanAt(leadId, at));
    return spans.find((span) => span?.isDnc === true)?.attemptId;
  }

  /** The lead as it is known before the day. */
  knows(card: IndexCard): void {
    this.#known.set(card.leadId, card);
  }

  #note(event: DecisionEvent): void {
    const { leadId, attemptId, fencingToken, outcome, choice, disposal } = event;
    if (leadId === '' || attemptId === '') return;
    if (fencingToken > 0n) this.#byToken.set(`${leadId} ${fencingToken}`, attemptId);
    const at = fromTime(event.decisionTime) ?? 0;
    const spans = this.#spans.get(leadId) ?? [];
    this.#spans.set(leadId, spans);
    const known = spans.find((span) => span.attemptId === attemptId);
    if (known === undefined) {
      const fromAt = fromTime(choice?.choiceTime) ?? at;
      spans.push({ attemptId, fromAt, endAt: Infinity, isDnc: false });
    } else if (outcome !== 'presented' && outcome !== 'opened') {
      known.endAt = at;
      known.isDnc ||= disposal?.category === 'dnc';
    }
  }

  #spanAt(leadId: string, at: number): Span | undefined {
    return this.#spans.get(leadId)?.findLast(({ fromAt, endAt }) => fromAt <= at && at <= endAt + AFTER_MS);
  }
}

function progressOf(card: IndexCard): string {
  const { cadenceAttempts, totalAttempts, dayAttempts, lastAttemptEndAt, dialState, callbackAt } = card;
  return [cadenceAttempts, totalAttempts, dayAttempts, lastAttemptEndAt, dialState, callbackAt].join(' ');
}
