import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cadencePolicy } from '@firstring/domain';
import fc from 'fast-check';
import { OrderIndex } from './order-index.ts';
import { sampleCard, sampleLeadId } from './sample-card.ts';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 5, 1, 16);
const CAMPAIGN = 'campaign-1';
const scope = { agentId: 'agent-1', campaignIds: [CAMPAIGN] };

const weights = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 });
/** Leads that come before each presentation, by list. */
const arrivals = fc.array(fc.array(fc.nat(3), { maxLength: 4 }), { minLength: 1, maxLength: 12 });

interface Queue {
  readonly order: OrderIndex;
  /** Newer than all leads before; the number of the lead. */
  add(list: number): number;
  /** As the loop does it: hold, turn, presentation. */
  present(): string | undefined;
}

function queueOf(listWeights: readonly number[]): Queue {
  const order = new OrderIndex({ leadsMax: 65_536 });
  const lists = listWeights.map((weight, list) => {
    return { listId: `list-${list}`, priority: 1, weight, maxAttempts: 0, timeSlots: [] };
  });
  order.setCampaign(CAMPAIGN, {
    policy: cadencePolicy({ firstDayGapsMs: [] }),
    window: { startMinute: 0, endMinute: 1440 },
    lists,
  });
  let leads = 0;
  return {
    order,
    add(list) {
      const listId = `list-${list % listWeights.length}`;
      const optInAt = NOW - HOUR + leads;
      order.upsert(
        sampleCard(leads, { campaignId: '', listId, optInAt, cadenceAttempts: 1, totalAttempts: 1 }),
        NOW,
      );
      leads += 1;
      return leads - 1;
    },
    present() {
      const best = order.view.peekBest(scope, NOW);
      if (best === undefined) return undefined;
      order.hold(best.homeGuard, { leadId: best.leadId, token: Infinity });
      order.turns.take(best.turn);
      order.turns.confirm(best.turn);
      return best.leadId;
    },
  };
}

test('I18 R-103 a ready lead is presented within its list’s share, whatever comes in after it at its rank and priority', () => {
  fc.assert(
    fc.property(weights, fc.nat(3), fc.nat(20), arrivals, (listWeights, chosen, before, coming) => {
      const own = chosen % listWeights.length;
      const queue = queueOf(listWeights);
      for (let number = 0; number < before; number += 1) queue.add(own);
      const waiting = sampleLeadId(queue.add(own));
      const total = listWeights.reduce((sum, weight) => sum + weight, 0);
      const bound = Math.ceil(((before + 2) * total) / (listWeights[own] ?? 1));
      for (let turn = 0; turn < bound; turn += 1) {
        for (const list of coming[turn % coming.length] ?? []) queue.add(list);
        if (queue.present() === waiting) return;
      }
      assert.fail(`not among ${bound} presentations`);
    }),
    { numRuns: 120 },
  );
});

test('I18 R-18 every ready lead is presented once, and none is left, when nothing new comes', () => {
  fc.assert(
    fc.property(weights, fc.array(fc.nat(3), { maxLength: 40 }), (listWeights, leads) => {
      const queue = queueOf(listWeights);
      const ids = leads.map((list) => sampleLeadId(queue.add(list)));
      const presented = leads.map(() => queue.present());
      assert.deepEqual(new Set(presented), new Set(ids));
      assert.equal(queue.present(), undefined);
    }),
    { numRuns: 60 },
  );
});
