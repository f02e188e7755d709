import type { Candidate } from '../domain/order/standing.ts';
import type { ChoiceStamp } from './decision-log.ts';
import type { ProcessOrder } from './orders.ts';
import type { SchedulerDeps } from './scheduler-deps.ts';

/** Before anything is changed by the choice. */
export function stampChoice(
  { clock, decisionLog }: SchedulerDeps,
  {
    process: { order },
    candidate: { campaignId, leadId },
  }: { readonly process: ProcessOrder; readonly candidate: Candidate },
): ChoiceStamp {
  const nowAt = clock.now();
  return {
    sequence: decisionLog.next(),
    chosenAt: nowAt,
    read: decisionLog.takeRead(),
    turns: decisionLog.tellsTurns(campaignId, nowAt) ? order.view.turnPlaces(campaignId) : undefined,
    isBehind: order.advance(nowAt, 0),
    facts: order.view.facts(leadId),
  };
}
