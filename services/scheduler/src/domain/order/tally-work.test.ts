import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cadencePolicy } from '@firstring/domain';
import { OrderIndex } from './order-index.ts';
import { sampleCard } from './sample-card.ts';
import { STEP_WORK } from './tally.ts';

const HOUR = 3_600_000;
/** Monday noon in New York. */
const NOW = Date.UTC(2026, 5, 1, 16);
const LEADS = 6000;
const ZONES = ['America/New_York', 'America/Chicago', 'America/Los_Angeles', 'Europe/Berlin', 'Asia/Tokyo'];
/** The worst single lead: windows and slots that never meet are looked for sixteen times, by two questions, in two tables. */
const WORST_LEAD = 640;

/** Slots that some zones' windows never meet, and leads that fall due at thousands of different minutes. */
function awkwardOrder(): OrderIndex {
  const order = new OrderIndex({ leadsMax: LEADS });
  const timeSlots = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, startMinute: 600, endMinute: 660 }));
  order.setCampaign('campaign-1', {
    policy: cadencePolicy(),
    window: { startMinute: 540, endMinute: 1200 },
    lists: [{ listId: 'list-1', maxAttempts: 0, timeSlots }],
  });
  const list = { listId: 'list-1', processId: 'process-1', version: 1, isEnabled: true };
  order.setList({ ...list, timeZone: 'America/New_York' });
  for (let number = 0; number < LEADS; number += 1) {
    const attempts = number % 9;
    const zone = ZONES[number % ZONES.length] ?? '';
    const dialled = {
      lastAttemptDay: '2026-06-01',
      lastAttemptEndAt: NOW - ((number * 37) % 90_000) * 1000,
    };
    const card = sampleCard(number, {
      campaignId: '',
      listId: 'list-1',
      candidateZones: [zone],
      timeZone: zone,
      optInAt: NOW - ((number * 977) % 900_000) * 1000,
      cadenceAttempts: attempts,
      totalAttempts: attempts,
      dayAttempts: number % 3,
      ...(attempts === 0 ? {} : dialled),
    });
    order.upsert(card, NOW);
  }
  while (order.advance(NOW, 1000));
  return order;
}

/** The work of each step, looks into the zone database included. */
function workOf(order: OrderIndex, at: number): readonly number[] {
  const scope = { agentId: 'agent-1', campaignIds: ['campaign-1'] };
  const steps = order.view.tally({ scope, nowAt: NOW, at, skippedUntil: new Map() });
  const work: number[] = [];
  for (let next = steps.next(); next.done !== true; next = steps.next()) work.push(next.value);
  return work;
}

test('R-22 explaining an instant ahead is done in small steps, however much each lead asks of the zone database', () => {
  const order = awkwardOrder();
  const total = (steps: readonly number[]): number => steps.reduce((sum, each) => sum + each, 0);
  let looked = 0;
  for (const aheadMs of [0, 5 * HOUR + 1234, 72 * HOUR]) {
    const first = workOf(order, NOW + aheadMs);
    assert.ok(Math.max(...first) <= STEP_WORK + WORST_LEAD, `a step of ${Math.max(...first)}`);
    const searches = (total(first) - LEADS) / 10;
    assert.ok(searches < LEADS / 2, `the zone database was asked ${searches} times`);
    // What was found is known: the same question again costs the leads alone.
    const again = workOf(order, NOW + aheadMs);
    assert.ok(Math.max(...again) <= STEP_WORK, `a step of ${Math.max(...again)}`);
    looked += total(first) - total(again);
  }
  assert.ok(looked > 0, 'looking is counted');
});
