import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cadencePolicy, eligibility, isWindowOpen, LANES, type Lane } from '@firstring/domain';
import fc from 'fast-check';
import type { IndexCard } from './card.ts';
import { OrderIndex } from './order-index.ts';
import { sampleCard, sampleLeadId } from './sample-card.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2026, 5, 1, 13);
const LEADS = 12;
const CAMPAIGNS = ['campaign-1', 'campaign-2'];
const AGENTS = ['agent-1', 'agent-2'];
const ZONES = ['America/New_York', 'Asia/Kolkata'];
const window = { startMinute: 8 * 60, endMinute: 21 * 60 };
const policy = cadencePolicy({ maxAttempts: 9 });

/** The same rules over a plain array, sorted anew for every question. */
class NaiveOrder {
  readonly cards = new Map<string, IndexCard>();
  readonly owners = new Map<string, string>();
  readonly held = new Set<string>();
  readonly heldBack = new Map<string, number>();

  laneNow(card: IndexCard, agentId: string, nowAt: number): Lane | undefined {
    const due = eligibility(card, policy, nowAt);
    const owner =
      this.owners.get(card.leadId) ?? (card.dialState === 'callback' ? card.callbackAgentId : undefined);
    if (due.reason !== undefined || this.held.has(card.homeGuard)) return undefined;
    if (owner !== undefined && owner !== agentId) return undefined;
    if ((this.heldBack.get(card.leadId) ?? 0) > nowAt) return undefined;
    return isWindowOpen(card.candidateZones, window, nowAt) ? due.lane : undefined;
  }

  key(card: IndexCard, lane: Lane): (number | string)[] {
    const number = LANES.indexOf(lane);
    if (lane.endsWith('callback')) return [number, card.callbackAt ?? 0, card.leadId];
    if (lane === 'postponed') return [number, card.lastAttemptEndAt ?? 0, card.optInAt, card.leadId];
    return [number, card.cadenceAttempts, card.optInAt, card.leadId];
  }

  queue(agentId: string, campaignIds: readonly string[], nowAt: number): { leadId: string; lane: Lane }[] {
    return [...this.cards.values()]
      .filter((card) => campaignIds.includes(card.campaignId))
      .flatMap((card) => {
        const lane = this.laneNow(card, agentId, nowAt);
        return lane === undefined ? [] : [{ card, lane, key: this.key(card, lane) }];
      })
      .sort((a, b) => {
        const index = a.key.findIndex((part, at) => part !== b.key[at]);
        return index < 0 ? 0 : (a.key[index] ?? 0) < (b.key[index] ?? 0) ? -1 : 1;
      })
      .map(({ card, lane }) => ({ leadId: card.leadId, lane }));
  }
}

const lead = fc.integer({ min: 0, max: LEADS - 1 });
const step = fc.oneof(
  fc.record({
    type: fc.constant('upsert' as const),
    lead,
    campaign: fc.constantFrom(...CAMPAIGNS),
    zone: fc.constantFrom(...ZONES),
    attempts: fc.integer({ min: 0, max: 9 }),
    optInAgoMin: fc.integer({ min: 0, max: 12 * 24 * 60 }),
    lastAgoMin: fc.integer({ min: 0, max: 600 }),
    dialState: fc.constantFrom('open', 'open', 'open', 'callback', 'postponed', 'loser'),
    callbackInMin: fc.integer({ min: -20, max: 60 }),
    callbackAgent: fc.constantFrom(undefined, ...AGENTS),
  }),
  fc.record({ type: fc.constant('remove' as const), lead }),
  fc.record({ type: fc.constant('hold' as const), lead }),
  fc.record({ type: fc.constant('release' as const), lead }),
  fc.record({ type: fc.constant('own' as const), lead, agent: fc.constantFrom(undefined, ...AGENTS) }),
  fc.record({ type: fc.constant('holdBack' as const), lead, forMin: fc.integer({ min: 1, max: 90 }) }),
  fc.record({ type: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 400 }) }),
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** Half of the leads share a number with another lead. */
function guardOf(number: number): string {
  return `+1212555${1000 + Math.floor(number / 2)}`;
}

function cardOf(input: Extract<Step, { type: 'upsert' }>, version: number, nowAt: number): IndexCard {
  const second = Math.floor(nowAt / 1000) * 1000;
  const attempted = input.attempts > 0;
  const isCallback = input.dialState === 'callback';
  return sampleCard(input.lead, {
    homeGuard: guardOf(input.lead),
    campaignId: input.campaign,
    timeZone: input.zone,
    candidateZones: [input.zone],
    version,
    optInAt: nowAt - input.optInAgoMin * MINUTE,
    cadenceAttempts: input.attempts,
    totalAttempts: input.attempts,
    lastAttemptEndAt: attempted ? second - input.lastAgoMin * MINUTE : undefined,
    lastAttemptResult: attempted ? 'no_answer' : undefined,
    dialState: input.dialState,
    callbackAt: isCallback ? nowAt + input.callbackInMin * MINUTE : undefined,
    callbackAgentId: isCallback ? input.callbackAgent : undefined,
  });
}

function apply(
  input: Step,
  order: OrderIndex,
  naive: NaiveOrder,
  now: { at: number; version: number },
): void {
  if (input.type === 'wait') {
    now.at += input.minutes * MINUTE;
    while (order.advance(now.at, 3));
    return;
  }
  const leadId = sampleLeadId(input.lead);
  const guard = guardOf(input.lead);
  switch (input.type) {
    case 'upsert': {
      const card = cardOf(input, ++now.version, now.at);
      assert.ok(order.upsert(card, now.at));
      assert.equal(order.upsert({ ...card, campaignId: 'stale' }, now.at), false);
      naive.cards.set(leadId, card);
      naive.heldBack.delete(leadId);
      return;
    }
    case 'remove':
      order.remove(leadId, now.at);
      naive.cards.delete(leadId);
      naive.owners.delete(leadId);
      naive.heldBack.delete(leadId);
      return;
    case 'hold':
      order.hold(guard, { leadId, token: 1 });
      naive.held.add(guard);
      return;
    case 'release':
      order.release(guard, { token: 1 }, now.at);
      naive.held.delete(guard);
      return;
    case 'own':
      order.setOwner(leadId, input.agent, now.at);
      if (!naive.cards.has(leadId) || input.agent === undefined) naive.owners.delete(leadId);
      else naive.owners.set(leadId, input.agent);
      if (naive.cards.has(leadId)) naive.heldBack.delete(leadId);
      return;
    case 'holdBack': {
      const untilAt = now.at + input.forMin * MINUTE;
      order.holdBack(leadId, { untilAt, reason: 'LOCKED_BY_OTHER' }, now.at);
      if (naive.cards.has(leadId)) naive.heldBack.set(leadId, untilAt);
      return;
    }
  }
}

test('R-9 R-12 R-18 R-70 R-75 the order in memory offers exactly what a sorted list would, after any history', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const order = new OrderIndex({ leadsMax: 65_536 });
      for (const campaignId of CAMPAIGNS) order.setCampaign(campaignId, { policy, window });
      const naive = new NaiveOrder();
      const now = { at: START, version: 0 };
      for (const each of steps) {
        apply(each, order, naive, now);
        for (const agentId of AGENTS) {
          const campaignIds = agentId === 'agent-1' ? CAMPAIGNS : ['campaign-1'];
          const expected = naive.queue(agentId, campaignIds, now.at);
          const best = order.view.peekBest({ agentId, campaignIds }, now.at);
          assert.deepEqual(
            best === undefined ? undefined : { leadId: best.leadId, lane: best.lane },
            expected[0],
          );
          const counts = order.view.counts({ agentId, campaignIds }, now.at);
          for (const lane of LANES) {
            assert.equal(counts.get(lane) ?? 0, expected.filter((entry) => entry.lane === lane).length, lane);
          }
          const skip = new Set(expected.slice(0, 2).map((entry) => entry.leadId));
          assert.equal(
            order.view.peekBest({ agentId, campaignIds, skip }, now.at)?.leadId,
            expected[2]?.leadId,
          );
        }
        assert.equal(order.size, naive.cards.size);
      }
    }),
    { numRuns: 150 },
  );
});

test('R-20 with nothing to offer, the soonest reason names the very minute at which a lead can be offered', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const order = new OrderIndex({ leadsMax: 65_536 });
      for (const campaignId of CAMPAIGNS) order.setCampaign(campaignId, { policy, window });
      const naive = new NaiveOrder();
      const now = { at: START, version: 0 };
      for (const each of steps) apply(each, order, naive, now);
      const scope = { agentId: 'agent-1', campaignIds: CAMPAIGNS };
      if (order.view.peekBest(scope, now.at) !== undefined) return;
      const [soonest] = order.view.waitingReasons(scope, now.at);
      const dueAt = soonest?.clearsAt;
      if (dueAt === undefined || dueAt > now.at + 100 * HOUR) return;
      while (order.advance(dueAt - 1, 100));
      assert.equal(order.view.peekBest(scope, dueAt - 1), undefined);
      while (order.advance(dueAt, 100));
      assert.notEqual(order.view.peekBest(scope, dueAt), undefined, `${soonest?.reason} at ${dueAt}`);
    }),
    { numRuns: 150 },
  );
});
