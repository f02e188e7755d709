import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cadencePolicy } from '@firstring/domain';
import { OrderIndex } from './order-index.ts';
import { sampleCard, sampleLeadId } from './sample-card.ts';

const MINUTE = 60_000;
/** Monday noon in New York. */
const NOW = Date.UTC(2026, 5, 1, 16);
const scope = { agentId: 'agent-1', campaignIds: ['campaign-1'] };

function order(): OrderIndex {
  const index = new OrderIndex({ leadsMax: 65_536 });
  index.setCampaign('campaign-1', { policy: cadencePolicy(), window: { startMinute: 540, endMinute: 1200 } });
  return index;
}

test('R-70 a duplicate of a held number is offered to nobody, until the newest token lets go', () => {
  const index = order();
  const shared = { homeGuard: '+12125550000', optInAt: NOW };
  index.upsert(sampleCard(1, shared), NOW);
  index.hold('+12125550000', { leadId: sampleLeadId(1), token: Infinity });
  index.upsert(sampleCard(2, shared), NOW);
  assert.equal(index.view.peekBest(scope, NOW), undefined);
  index.confirmHold('+12125550000', 7);
  index.release('+12125550000', { token: 6 }, NOW);
  assert.equal(index.view.peekBest(scope, NOW), undefined, 'an event about an older lock frees nothing');
  index.release('+12125550000', { token: 7 }, NOW);
  assert.equal(index.view.peekBest(scope, NOW)?.leadId, sampleLeadId(1));
});

test('R-72 a released lead comes back only with the card of its outcome', () => {
  const index = order();
  index.upsert(sampleCard(1, { optInAt: NOW, homeGuard: '+12125550000' }), NOW);
  index.hold('+12125550000', { leadId: sampleLeadId(1), token: 1 });
  index.release('+12125550000', { token: 1, after: { leadId: sampleLeadId(1), version: 3 } }, NOW);
  assert.equal(index.view.peekBest(scope, NOW), undefined);
  const finished = { optInAt: NOW, homeGuard: '+12125550000', dialState: 'postponed' } as const;
  index.upsert(sampleCard(1, { ...finished, version: 2 }), NOW);
  assert.equal(index.view.peekBest(scope, NOW), undefined);
  index.upsert(sampleCard(1, { ...finished, version: 3 }), NOW);
  assert.equal(index.view.peekBest(scope, NOW)?.lane, 'postponed');
});

test('R-5 a fresh lead leaves its lane five minutes after opt-in, without anybody asking', () => {
  const index = order();
  index.upsert(sampleCard(1, { optInAt: NOW }), NOW);
  assert.equal(index.view.peekBest(scope, NOW)?.lane, 'fresh_p1');
  assert.equal(index.nextDueAt, NOW + 5 * MINUTE + 1000);
  index.advance(index.nextDueAt, 10);
  assert.equal(index.view.peekBest(scope, NOW + 6 * MINUTE)?.lane, 'p1');
});

test('I15 with the last lead of an excluded number the order forgets the number', () => {
  const index = order();
  const shared = { homeGuard: '+12125550000', optInAt: NOW };
  for (const number of [1, 2]) index.upsert(sampleCard(number, shared), NOW);
  index.exclude('+12125550000', true, NOW);
  const isKept = (): boolean =>
    [...index.image.pieces()].some((piece) => Buffer.from(piece).includes('12125550000'));
  index.remove(sampleLeadId(1), NOW);
  assert.equal(isKept(), true);
  index.remove(sampleLeadId(2), NOW);
  assert.equal(isKept(), false);
});

test('R-140 an excluded number is never chosen, and comes back when it is readmitted', () => {
  const index = order();
  index.upsert(sampleCard(1, { optInAt: NOW, homeGuard: '+12125550000' }), NOW);
  index.exclude('+12125550000', true, NOW);
  assert.equal(index.view.peekBest(scope, NOW), undefined);
  assert.deepEqual(index.view.standings(sampleLeadId(1), NOW)?.[0]?.reasons, [{ reason: 'NUMBER_EXCLUDED' }]);
  index.exclude('+12125550000', false, NOW);
  assert.notEqual(index.view.peekBest(scope, NOW), undefined);
});

test('R-139 leads that an entry by customer held back come forward when such an entry goes, some at a time', () => {
  const index = order();
  const reasons = ['CUSTOMER_EXCLUDED', 'GUARD_FULL', 'ATTRIBUTE_EXCLUDED'];
  reasons.forEach((reason, at) => {
    index.upsert(sampleCard(at, { optInAt: NOW }), NOW);
    index.holdBack(sampleLeadId(at), { untilAt: Infinity, reason }, NOW);
  });
  assert.equal(index.view.peekBest(scope, NOW), undefined);
  assert.equal(index.liftExclusions(NOW, 1), true);
  assert.equal(index.view.peekBest(scope, NOW)?.leadId, sampleLeadId(0));
  assert.equal(index.liftExclusions(NOW, 1), false);
  assert.deepEqual(index.view.standings(sampleLeadId(1), NOW)?.[0]?.reasons, [{ reason: 'GUARD_FULL' }]);
  assert.deepEqual(index.view.standings(sampleLeadId(2), NOW)?.[0]?.reasons, []);
});

test('R-21 outside calling hours nothing is offered and the reason says from when', () => {
  const index = order();
  const night = Date.UTC(2026, 5, 2, 3);
  index.upsert(sampleCard(1, { optInAt: night }), night);
  assert.equal(index.view.peekBest(scope, night), undefined);
  const opensAt = Date.UTC(2026, 5, 2, 13);
  assert.deepEqual(index.view.waitingReasons(scope, night), [
    { reason: 'CALLING_WINDOW_CLOSED', clearsAt: opensAt },
  ]);
  while (index.advance(opensAt, 100));
  assert.equal(index.view.peekBest(scope, opensAt)?.lane, 'p2');
});

test('R-104 a changed attempt limit reaches every lead of the campaign, slice by slice', () => {
  const index = order();
  const tried = { optInAt: NOW - 86_400_000 * 3, cadenceAttempts: 2, totalAttempts: 2 };
  for (let number = 0; number < 50; number += 1) index.upsert(sampleCard(number, tried), NOW);
  index.setCampaign('campaign-1', {
    policy: cadencePolicy({ maxAttempts: 2 }),
    window: { startMinute: 540, endMinute: 1200 },
  });
  let slices = 0;
  while (index.advance(NOW, 10)) slices += 1;
  assert.ok(slices >= 4);
  assert.equal(index.view.peekBest(scope, NOW), undefined);
  assert.equal(index.view.standings(sampleLeadId(7), NOW)?.[0]?.reasons[0]?.reason, 'MAX_ATTEMPTS_REACHED');
});

test('R-20 a lead explains its place: how many come before it', () => {
  const index = order();
  for (let number = 0; number < 100; number += 1) {
    index.upsert(sampleCard(number, { optInAt: NOW - number * 1000 }), NOW);
  }
  assert.equal(index.view.standings(sampleLeadId(99), NOW)?.[0]?.position, 1);
  assert.equal(index.view.standings(sampleLeadId(0), NOW)?.[0]?.position, 100);
  assert.equal(index.view.standings(sampleLeadId(1000), NOW), undefined);
});

test('a card whose id or number cannot be read is refused', () => {
  const index = order();
  assert.equal(index.upsert(sampleCard(1, { leadId: 'lead-1' }), NOW), false);
  assert.equal(index.upsert(sampleCard(1, { homeGuard: '12125550000' }), NOW), false);
  assert.equal(index.size, 0);
});

test('R-57 a lead with an ownership code is offered, as preview and as dial-back, to agents of the campaign who have the code', () => {
  const index = order();
  const settings = { policy: cadencePolicy(), window: { startMinute: 540, endMinute: 1200 } };
  const north = [{ agentId: 'agent-1', codes: [' North ', 'west'] }];
  index.setCampaign('campaign-1', { ...settings, agentCodes: north });
  index.setCampaign('campaign-2', { ...settings, agentCodes: [{ agentId: 'agent-3', codes: ['north'] }] });
  index.upsert(sampleCard(1, { optInAt: NOW, ownershipCode: 'north' }), NOW);
  const lead = sampleLeadId(1);
  const cases: readonly [agentId: string, campaignIds: readonly string[], offered: boolean][] = [
    ['agent-1', ['campaign-1'], true],
    ['agent-2', ['campaign-1'], false],
    ['agent-3', ['campaign-2'], false],
    ['agent-4', [], false],
  ];
  for (const [agentId, campaignIds, offered] of cases) {
    const asked = { agentId, campaignIds };
    assert.equal(index.view.peekBest(asked, NOW)?.leadId, offered ? lead : undefined, agentId);
    assert.equal(index.view.asDialback(lead, asked, NOW)?.leadId, offered ? lead : undefined, agentId);
    assert.equal(index.view.counts(asked, NOW).get('fresh_p1') ?? 0, offered ? 1 : 0, agentId);
  }
  const missing = [{ reason: 'OWNERSHIP_CODE_MISSING' }];
  assert.deepEqual(
    index.view.waitingReasons({ agentId: 'agent-2', campaignIds: ['campaign-1'] }, NOW),
    missing,
  );
  assert.deepEqual(index.view.waitingReasons({ agentId: 'agent-1', campaignIds: ['campaign-1'] }, NOW), []);
  assert.equal(index.view.counts({ agentId: '', campaignIds: ['campaign-1'] }, NOW).get('fresh_p1'), 1);
  index.upsert(sampleCard(2, { optInAt: NOW }), NOW);
  const anybody = { agentId: 'agent-2', campaignIds: ['campaign-1'] };
  assert.equal(index.view.peekBest(anybody, NOW)?.leadId, sampleLeadId(2), 'one without a code is anybody’s');
});

test('R-57 a code that nobody has says so, and codes taken from or given to an agent hold from the next question on', () => {
  const index = order();
  const settings = { policy: cadencePolicy(), window: { startMinute: 540, endMinute: 1200 } };
  index.upsert(sampleCard(1, { optInAt: NOW, ownershipCode: 'east' }), NOW);
  const nobodys = index.view.standings(sampleLeadId(1), NOW)?.[0];
  assert.deepEqual(
    [nobodys?.reasons, nobodys?.eligibleAt],
    [[{ reason: 'OWNERSHIP_CODE_MISSING' }], Infinity],
  );
  index.setCampaign('campaign-1', { ...settings, agentCodes: [{ agentId: 'agent-1', codes: ['EAST'] }] });
  assert.equal(index.view.peekBest(scope, NOW)?.leadId, sampleLeadId(1));
  assert.deepEqual(index.view.standings(sampleLeadId(1), NOW)?.[0]?.reasons, []);
  index.upsert(sampleCard(1, { optInAt: NOW, ownershipCode: 'west', version: 2 }), NOW);
  assert.equal(index.view.peekBest(scope, NOW), undefined);
  index.upsert(sampleCard(1, { optInAt: NOW, version: 3 }), NOW);
  assert.equal(index.view.peekBest(scope, NOW)?.leadId, sampleLeadId(1));
  assert.deepEqual(index.view.waitingReasons(scope, NOW), [], 'nothing of the old codes is left');
});

test('R-57 more distinct codes than are kept apart make leads nobody’s, never another’s', () => {
  const index = order();
  for (let number = 0; number < 5000; number += 1)
    index.upsert(sampleCard(number, { optInAt: NOW, ownershipCode: `code ${number}` }), NOW);
  const agentCodes = [{ agentId: 'agent-1', codes: ['code 4999'] }];
  const settings = { policy: cadencePolicy(), window: { startMinute: 540, endMinute: 1200 } };
  index.setCampaign('campaign-1', { ...settings, agentCodes });
  assert.equal(index.view.peekBest(scope, NOW), undefined);
  index.setCampaign('campaign-1', { ...settings, agentCodes: [{ agentId: 'agent-1', codes: ['code 7'] }] });
  assert.equal(index.view.peekBest(scope, NOW)?.leadId, sampleLeadId(7));
});
