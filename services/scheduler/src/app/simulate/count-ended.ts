import { afterAttempt, isTimedCallback } from '@firstring/domain/lead-lifecycle';
import type { Behaviour } from './customers.ts';
import { capsMet, type Presentation } from './presentation.ts';
import type { SimContext } from './sim-context.ts';

/** A played call is over: the attempt counts, by the rules of lead-store, and the record of this run has it. */
export function countEnded(
  run: SimContext,
  presentation: Presentation,
  of: {
    readonly processId: string;
    readonly homeGuard: string;
    readonly dialledAt: number;
    readonly behaviour: Behaviour;
    readonly isDialback: boolean;
  },
): void {
  const { processId, homeGuard: phone, dialledAt, isDialback } = of;
  const { result, counted, talkMs } = of.behaviour;
  const { attemptId, leadId } = presentation;
  const { nowAt } = run;
  presentation.result = result;
  presentation.talkMs = talkMs;
  const bridged = talkMs === 0 ? {} : { bridgedAt: nowAt - talkMs };
  const call = { attemptId, phone, dialledAt, ...bridged, endedAt: nowAt, result, counted };
  run.tell({ type: 'call', at: nowAt, ...call });
  const known = run.world.cards.get(leadId)?.card;
  if (known === undefined) return;
  const outsideCadence = isDialback || isTimedCallback(known, dialledAt);
  const over = { counted, result, startedAt: dialledAt, endedAt: nowAt, outsideCadence };
  const card = { ...known, ...afterAttempt(known, over, known.timeZone), version: known.version + 1 };
  run.world.upsert(processId, card, nowAt);
  run.tell({ type: 'card', at: nowAt, processId, card, attemptId });
  const policy = run.world.policyOf(presentation.campaignId, card.listId);
  presentation.capHits = [...presentation.capHits, ...capsMet(card, policy, nowAt)];
}
