import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cadencePolicy } from '@firstring/domain';
import fc from 'fast-check';
import type { IndexCard } from './card.ts';
import { OrderIndex } from './order-index.ts';
import { sampleCard } from './sample-card.ts';

/** Monday noon in New York. */
const NOW = Date.UTC(2026, 5, 1, 16);
const LISTS = ['list-1', 'list-2', 'list-3'];
const AGENTS = ['agent-1', 'agent-2', 'agent-3'];
const settings = { policy: cadencePolicy(), window: { startMinute: 0, endMinute: 1440 } };

const agents = fc.subarray(AGENTS);
const world = fc.record({
  lists: fc.tuple(
    ...LISTS.map((listId) =>
      fc.record({ listId: fc.constant(listId), agents, priority: fc.integer({ min: 1, max: 2 }) }),
    ),
  ),
  leads: fc.array(
    fc.record({
      list: fc.constantFrom('', ...LISTS),
      age: fc.integer({ min: 0, max: 90_000 }),
      owner: fc.constantFrom('', '', ...AGENTS),
    }),
    { maxLength: 25 },
  ),
});
type World = typeof world extends fc.Arbitrary<infer Value> ? Value : never;

function cardOf({ list, age }: World['leads'][number], number: number): IndexCard {
  const place = list === '' ? { campaignId: 'campaign-1', listId: '' } : { campaignId: '', listId: list };
  return sampleCard(number, { ...place, optInAt: NOW - age * 1000 });
}

function orderOf(
  { lists, leads }: World,
  isIn: (lead: World['leads'][number]) => boolean,
  isAssigned: boolean,
): OrderIndex {
  const order = new OrderIndex({ leadsMax: 100 });
  order.setCampaign('campaign-1', {
    ...settings,
    lists: lists.map(({ listId, priority, agents: agentIds }) => ({
      listId,
      priority,
      maxAttempts: 0,
      timeSlots: [],
      agentIds: isAssigned ? agentIds : [],
    })),
  });
  for (const [number, lead] of leads.entries()) {
    if (!isIn(lead)) continue;
    const card = cardOf(lead, number);
    order.upsert(card, NOW);
    if (lead.owner !== '') order.setOwner(card.leadId, lead.owner, NOW);
  }
  while (order.advance(NOW, 1000));
  return order;
}

test('R-82 what an agent is given is what there would be if only the lists were there that are everybody’s or theirs', () => {
  fc.assert(
    fc.property(world, (given) => {
      const whole = orderOf(given, () => true, true);
      for (const agentId of AGENTS) {
        const isTheirs = ({ list }: World['leads'][number]): boolean => {
          const named = given.lists.find(({ listId }) => listId === list)?.agents ?? [];
          return named.length === 0 || named.includes(agentId);
        };
        const naive = orderOf(given, isTheirs, false);
        const scope = { agentId, campaignIds: ['campaign-1'] };
        assert.equal(whole.view.peekBest(scope, NOW)?.leadId, naive.view.peekBest(scope, NOW)?.leadId);
        assert.deepEqual(whole.view.counts(scope, NOW), naive.view.counts(scope, NOW));
        const isLeft = given.leads.some(
          (lead) => !isTheirs(lead) && (lead.owner === '' || lead.owner === agentId),
        );
        const words = whole.view.waitingReasons(scope, NOW).map(({ reason }) => reason);
        assert.equal(words.includes('LIST_OF_OTHERS'), isLeft);
      }
    }),
    { numRuns: 150 },
  );
});
