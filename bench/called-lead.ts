import type { Random } from '@firstring/kernel';
import type { IndexCard } from '../services/scheduler/src/domain/order/card.ts';
import { sampleLead } from '../services/scheduler/src/domain/order/sample-campaign.ts';

const HOUR_MS = 3_600_000;

/** A sample lead after one more attempt that reached nobody. */
export function calledLead(
  { leadId, leadVersion }: { readonly leadId: string; readonly leadVersion: number },
  random: Random,
  nowAt: number,
): IndexCard {
  const card = sampleLead(Number.parseInt(leadId.slice(-12), 16), random);
  return {
    ...card,
    version: leadVersion + 1,
    dialState: 'open',
    cadenceAttempts: card.cadenceAttempts + 1,
    totalAttempts: card.totalAttempts + 1,
    dayAttempts: 1,
    lastAttemptDay: '2026-06-01',
    lastAttemptEndAt: nowAt,
    lastAttemptResult: random.int(2) === 0 ? 'busy' : 'no_answer',
    optInAt: Math.min(card.optInAt, nowAt - HOUR_MS),
  };
}
