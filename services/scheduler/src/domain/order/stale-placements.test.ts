import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cadencePolicy } from '@firstring/domain';
import { uuidWords } from '@firstring/domain/lead-id';
import { OrderIndex } from './order-index.ts';
import { sampleCard, sampleLeadId } from './sample-card.ts';
import { packSteps } from './steps.ts';

/** Monday noon in New York. */
const NOW = Date.UTC(2026, 5, 1, 16);
const HOUR = 3_600_000;
const CAMPAIGN = 'campaign-1';

/** Leads that were tried once, the lowest number first; where each stands, by revision and step. */
function orderOf(placed: Readonly<Record<number, { revision: number; step: number }>>): OrderIndex {
  const order = new OrderIndex({ leadsMax: 65_536 });
  const window = { startMinute: 540, endMinute: 1200 };
  order.setCampaign(CAMPAIGN, { policy: cadencePolicy(), window });
  setFilters(order, 1);
  for (const [number, { revision, step }] of Object.entries(placed)) {
    const card = sampleCard(Number(number), {
      campaignId: CAMPAIGN,
      cadenceAttempts: 1,
      totalAttempts: 1,
      optInAt: NOW - 27 * HOUR + Number(number),
      lastAttemptEndAt: NOW - 26 * HOUR,
      lastAttemptResult: 'no_answer',
      placements: [{ campaignId: CAMPAIGN, ...placement(revision, step) }],
    });
    order.upsert(card, NOW);
  }
  return order;
}

function placement(revision: number, step: number) {
  return { revision, steps: packSteps([step, step, step, step, step]), values: [] };
}

function setFilters(order: OrderIndex, revision: number, stepsSince = revision): void {
  const filters = { isFiltered: true, isLayered: true, stepNames: ['gold', 'silver'], policies: [] };
  order.setCriteria(CAMPAIGN, { ...filters, revision, stepsSince });
}

function place(order: OrderIndex, number: number, revision: number, step: number): void {
  const words = uuidWords(sampleLeadId(number)) ?? [0, 0, 0, 0];
  order.setPlacements(CAMPAIGN, [{ words, version: 1, placement: placement(revision, step) }], NOW);
}

function firstOf(order: OrderIndex): string | undefined {
  while (order.advance(NOW, 64));
  return order.view.peekBest({ agentId: 'agent-1', campaignIds: [CAMPAIGN] }, NOW)?.leadId;
}

test('R-115 from the first lead on that the new filters have placed, no decision goes by the old ones', () => {
  const order = orderOf({
    1: { revision: 1, step: 1 },
    2: { revision: 1, step: 1 },
    3: { revision: 1, step: 2 },
  });
  assert.equal(firstOf(order), sampleLeadId(1));
  setFilters(order, 2);
  assert.equal(
    firstOf(order),
    sampleLeadId(1),
    'nobody is kept waiting until the new filters have placed somebody',
  );
  place(order, 3, 2, 2);
  assert.equal(firstOf(order), sampleLeadId(3), 'placed as before, and confirmed');
  place(order, 2, 2, 1);
  assert.equal(firstOf(order), sampleLeadId(2));
  place(order, 1, 2, 2);
  assert.equal(firstOf(order), sampleLeadId(2));
});

test('R-115 a card that is placed by filters which are not known yet counts as new when they are', () => {
  const order = orderOf({ 1: { revision: 1, step: 1 }, 2: { revision: 2, step: 2 } });
  assert.equal(firstOf(order), sampleLeadId(1));
  setFilters(order, 2);
  assert.equal(firstOf(order), sampleLeadId(2));
});

test('R-121 another order of leads makes no placement old', () => {
  const order = orderOf({ 1: { revision: 1, step: 1 }, 2: { revision: 1, step: 2 } });
  setFilters(order, 2, 1);
  place(order, 2, 2, 2);
  assert.equal(firstOf(order), sampleLeadId(1));
});

test('R-115 filters that change again and again before their leads are placed lose none of them', () => {
  const order = orderOf({
    1: { revision: 1, step: 1 },
    2: { revision: 1, step: 1 },
    3: { revision: 1, step: 2 },
  });
  for (let revision = 2; revision < 30; revision += 1) {
    setFilters(order, revision);
    if (revision % 2 === 0) place(order, 1 + (revision % 3), revision, 1 + (revision % 2));
    assert.notEqual(firstOf(order), undefined);
  }
  const given = new Set<string>();
  for (let next = firstOf(order); next !== undefined;) {
    given.add(next);
    const scope = { agentId: 'agent-1', campaignIds: [CAMPAIGN], skip: given };
    next = order.view.peekBest(scope, NOW)?.leadId;
  }
  assert.equal(given.size, 3);
});
