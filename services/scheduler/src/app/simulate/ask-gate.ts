import { gate, type DialFacts, type GuardFacts } from '@firstring/domain';
import type { IndexCard } from '../../domain/order/card.ts';
import type { SimContext } from './sim-context.ts';

/** Whose dial it is. */
export interface GateQuestion {
  readonly campaignId: string;
  readonly homeGuard: string;
  /** Empty: dialled without one. */
  readonly agentId: string;
  readonly dialback: boolean;
}

/** The one gate, with what the simulation knows of the number. */
export function askGate(
  run: SimContext,
  card: IndexCard,
  { campaignId, homeGuard, agentId, dialback }: GateQuestion,
): ReturnType<typeof gate> {
  const campaign = run.world.campaign(campaignId);
  const facts: DialFacts = {
    cadence: card,
    policy: run.world.policyOf(campaignId, card.listId),
    candidateZones: card.candidateZones,
    window: {
      startMinute: campaign?.windowStartMinute ?? 0,
      endMinute: campaign?.windowEndMinute ?? 0,
    },
    numberAttemptsPerDayMax: campaign?.maxAttemptsPerDay || Infinity,
  };
  const guard: GuardFacts = {
    exclusion: undefined,
    attemptsOfDayAt: run.numbers.get(homeGuard) ?? [],
    attemptOutstanding: false,
    claimedBy: undefined,
  };
  return gate(facts, guard, { agentId, dialback }, run.nowAt);
}
