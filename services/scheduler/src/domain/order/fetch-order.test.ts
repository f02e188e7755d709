import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cadencePolicy } from '@firstring/domain';
import { uuidWords } from '@firstring/domain/lead-id';
import type { IndexCard } from './card.ts';
import type { FetchPolicy } from './fetch-order.ts';
import { OrderIndex } from './order-index.ts';
import { sampleCard, sampleLeadId } from './sample-card.ts';
import type { SortValue } from './sort-column.ts';
import { packSteps } from './steps.ts';

const HOUR = 3_600_000;
/** Monday noon in New York. */
const NOW = Date.UTC(2026, 5, 1, 16);
const CAMPAIGN = 'campaign-1';
const IN = packSteps([1, 1, 1, 1, 1]);

interface Made {
  readonly card?: Partial<IndexCard>;
  readonly values?: readonly SortValue[];
}

/** A campaign of one step in this order; leads are in P1, older ones have lower numbers. */
function ordered(policies: readonly FetchPolicy[], leads: readonly Made[]): OrderIndex {
  const order = new OrderIndex({ leadsMax: 65_536 });
  order.setCampaign(CAMPAIGN, {
    policy: cadencePolicy({ firstDayGapsMs: [] }),
    window: { startMinute: 0, endMinute: 1440 },
  });
  setPolicies(order, 1, policies);
  leads.forEach(({ card, values = [] }, number) => {
    const placement = { campaignId: CAMPAIGN, revision: 1, steps: IN, values };
    const optInAt = NOW - HOUR + number;
    order.upsert(sampleCard(number, { optInAt, totalAttempts: 1, placements: [placement], ...card }), NOW);
  });
  return order;
}

function setPolicies(order: OrderIndex, revision: number, policies: readonly FetchPolicy[]): void {
  order.setCriteria(CAMPAIGN, {
    revision,
    isFiltered: true,
    isLayered: true,
    stepNames: ['All'],
    policies,
  });
}

/** Numbers of all leads, the next first. */
function sequence(order: OrderIndex): number[] {
  const skip = new Set<string>();
  for (;;) {
    const best = order.view.peekBest({ agentId: 'agent-1', campaignIds: [CAMPAIGN], skip }, NOW);
    if (best === undefined) return [...skip].map((leadId) => Number.parseInt(leadId.slice(-12), 16));
    skip.add(best.leadId);
  }
}

const byValue = (index: number, direction: 1 | -1): FetchPolicy => ({ type: 'value', index, direction });

test('R-122 by upload time, either way; leads without one come last', () => {
  const leads = [{ values: [30] }, { values: [10] }, {}, { values: [20] }];
  assert.deepEqual(sequence(ordered([byValue(0, 1)], leads)), [1, 3, 0, 2]);
  assert.deepEqual(sequence(ordered([byValue(0, -1)], leads)), [0, 3, 1, 2]);
});

test('R-123 shuffled by a seed: the same each time, another way with another seed, and not in the standard order', () => {
  const leads = Array.from({ length: 50 }, () => ({}));
  const shuffled = (seed: number) => sequence(ordered([{ type: 'random', seed }], leads));
  const first = shuffled(1);
  assert.deepEqual(shuffled(1), first);
  assert.notDeepEqual(shuffled(2), first);
  assert.notDeepEqual(first, sequence(ordered([], leads)));
  assert.deepEqual(
    first.toSorted((a, b) => a - b),
    leads.map((_, number) => number),
  );
});

test('R-124 in the order of the file’s rows, whenever the leads came', () => {
  const leads = [{ values: [3] }, { values: [1] }, { values: [2] }];
  assert.deepEqual(sequence(ordered([byValue(0, 1)], leads)), [1, 2, 0]);
});

test('R-125 by all attempts, either way', () => {
  const leads = [3, 1, 2].map((totalAttempts) => ({ card: { totalAttempts } }));
  assert.deepEqual(sequence(ordered([{ type: 'attempts', direction: 1 }], leads)), [1, 2, 0]);
  assert.deepEqual(sequence(ordered([{ type: 'attempts', direction: -1 }], leads)), [0, 2, 1]);
});

test('R-126 by a field of the lead: numbers as numbers, then texts, then those without, and the next policy breaks ties', () => {
  const leads = [
    { values: ['oak', 1] },
    { values: [10, 1] },
    { values: [9, 1] },
    { values: [undefined, 1] },
    { values: ['oak', 0] },
    { values: ['ash', 1] },
  ];
  assert.deepEqual(sequence(ordered([byValue(0, 1), byValue(1, 1)], leads)), [2, 1, 5, 4, 0, 3]);
  assert.deepEqual(sequence(ordered([byValue(0, -1), byValue(1, 1)], leads)), [4, 0, 5, 1, 2, 3]);
});

test('R-127 by the retry time of the last disposition, either way; leads without one come last', () => {
  const leads = [NOW - 1000, undefined, NOW - 3000, NOW - 2000].map((callbackAt) => ({
    card: { callbackAt },
  }));
  assert.deepEqual(sequence(ordered([{ type: 'retry_time', direction: 1 }], leads)), [2, 3, 0, 1]);
  assert.deepEqual(sequence(ordered([{ type: 'retry_time', direction: -1 }], leads)), [0, 3, 2, 1]);
});

test('R-121 five policies hold one after the other, and a new order reaches every lead slice by slice', () => {
  const leads = Array.from({ length: 40 }, (_, number) => ({
    values: [0, 0, 0, number % 2, -number],
  }));
  const order = ordered(
    [0, 1, 2, 3, 4].map((index) => byValue(index, 1)),
    leads,
  );
  assert.deepEqual(sequence(order).slice(0, 3), [38, 36, 34]);
  setPolicies(order, 2, [byValue(3, -1)]);
  let slices = 0;
  while (order.advance(NOW, 4)) slices += 1;
  assert.ok(slices >= 9, String(slices));
  assert.deepEqual(sequence(order).slice(0, 3), [1, 3, 5]);
});

test('a sort value that changes moves its lead, alone or with its step', () => {
  const order = ordered([byValue(0, 1)], [{ values: ['b'] }, { values: ['c'] }, { values: ['d'] }]);
  const words = uuidWords(sampleLeadId(2));
  assert.ok(words !== undefined);
  const placement = { revision: 2, steps: IN, values: ['a'] };
  order.setPlacements(CAMPAIGN, [{ words, version: 1, placement }], NOW);
  assert.deepEqual(sequence(order), [2, 0, 1]);
});

test('R-20 R-111 leads that are out are the reason for an empty desk, unless their campaign is paused', () => {
  const order = ordered([], []);
  const placement = { campaignId: CAMPAIGN, revision: 1, steps: packSteps([]), values: [] };
  order.upsert(sampleCard(1, { optInAt: NOW - HOUR, placements: [placement] }), NOW);
  const reasons = () => order.view.waitingReasons({ agentId: 'agent-1', campaignIds: [CAMPAIGN] }, NOW);
  assert.deepEqual(reasons(), [{ reason: 'FILTERED_OUT' }]);
  const policy = cadencePolicy({ firstDayGapsMs: [] });
  const window = { startMinute: 0, endMinute: 1440 };
  order.setCampaign(CAMPAIGN, { policy, window, isActive: false });
  assert.deepEqual(reasons(), [{ reason: 'CAMPAIGN_PAUSED' }]);
  order.remove(sampleLeadId(1), NOW);
  assert.deepEqual(reasons(), []);
});
