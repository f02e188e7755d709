import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cadencePolicy } from '@firstring/domain';
import { OrderIndex } from './order-index.ts';
import { sampleCard, sampleLeadId } from './sample-card.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Monday noon in New York. */
const NOW = Date.UTC(2026, 5, 1, 16);
const scopeOf = (agentId: string) => ({ agentId, campaignIds: ['campaign-1'] });

function order(): OrderIndex {
  const index = new OrderIndex({ leadsMax: 65_536 });
  index.setCampaign('campaign-1', { policy: cadencePolicy(), window: { startMinute: 540, endMinute: 1200 } });
  return index;
}

/** Every lead an agent would be offered, in this order. */
function queueOf(index: OrderIndex, agentId: string): string[] {
  const queue: string[] = [];
  for (;;) {
    const next = index.view.peekBest(scopeOf(agentId), NOW);
    if (next === undefined) return queue;
    queue.push(next.leadId);
    index.remove(next.leadId, NOW);
  }
}

test('A-24 R-79 unclaimed callbacks: with a time before the levels, without one after all of them, first postponed first', () => {
  const index = order();
  const old = { optInAt: NOW - 30 * DAY, cadenceAttempts: 8, totalAttempts: 8 };
  const postponed = { ...old, dialState: 'postponed' } as const;
  index.upsert(sampleCard(1, { ...postponed, lastAttemptEndAt: NOW - 2 * DAY }), NOW);
  index.upsert(sampleCard(2, { ...postponed, lastAttemptEndAt: NOW - 3 * DAY }), NOW);
  index.upsert(sampleCard(3, { ...old, lastAttemptEndAt: NOW - 2 * DAY }), NOW);
  index.upsert(sampleCard(4, { ...old, dialState: 'callback', callbackAt: NOW - HOUR }), NOW);
  assert.deepEqual(queueOf(index, 'agent-1'), [4, 3, 2, 1].map(sampleLeadId));
});

test('R-75 A-25 a reassigned callback is the next owner’s only, a released one anybody’s at its time', () => {
  const index = order();
  const callback = { optInAt: NOW - 30 * DAY, dialState: 'callback', callbackAt: NOW - HOUR } as const;
  index.upsert(sampleCard(1, { ...callback, callbackAgentId: 'agent-1' }), NOW);
  index.setOwner(sampleLeadId(1), 'agent-1', NOW);
  assert.equal(index.view.peekBest(scopeOf('agent-2'), NOW), undefined);
  // The claim's event comes first, the card that follows it later.
  index.setOwner(sampleLeadId(1), 'agent-2', NOW);
  assert.equal(index.view.peekBest(scopeOf('agent-1'), NOW), undefined, 'from the event on');
  index.upsert(sampleCard(1, { ...callback, callbackAgentId: 'agent-2', version: 2 }), NOW);
  assert.equal(index.view.peekBest(scopeOf('agent-2'), NOW)?.leadId, sampleLeadId(1));
  index.setOwner(sampleLeadId(1), undefined, NOW);
  index.upsert(sampleCard(1, { ...callback, version: 3 }), NOW);
  assert.equal(index.view.peekBest(scopeOf('agent-3'), NOW)?.leadId, sampleLeadId(1));
});
