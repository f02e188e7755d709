import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cadencePolicy } from '@firstring/domain';
import fc from 'fast-check';
import { OrderIndex } from './order-index.ts';
import { sampleCard, sampleLeadId } from './sample-card.ts';
import type { Tally, TallyAsked } from './tally.ts';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const START = Date.UTC(2026, 5, 1, 12);
const AGENTS = ['agent-1', 'agent-2'];
const CAMPAIGNS = ['campaign-1', 'campaign-2'];

const lead = fc.record({
  campaign: fc.nat(1),
  zone: fc.constantFrom('America/New_York', 'Europe/Berlin', 'Asia/Tokyo'),
  ageMin: fc.nat(12_000),
  attempts: fc.nat(8),
  agoMin: fc.nat(2_000),
  dialState: fc.constantFrom('open', 'open', 'callback', 'postponed', 'winner'),
  callbackInMin: fc.integer({ min: -300, max: 600 }),
  callbackAgent: fc.constantFrom(undefined, ...AGENTS),
  code: fc.constantFrom('', '', 'north', 'south'),
  fate: fc.constantFrom('none', 'none', 'none', 'held', 'excluded', 'claimed', 'refused', 'skipped'),
});

type Lead = typeof lead extends fc.Arbitrary<infer T> ? T : never;

interface World {
  readonly order: OrderIndex;
  readonly skippedUntil: ReadonlyMap<string, number>;
}

function build(leads: readonly Lead[], nowAt: number): World {
  const order = new OrderIndex({ leadsMax: 65_536 });
  for (const [at, campaignId] of CAMPAIGNS.entries()) {
    order.setCampaign(campaignId, {
      policy: cadencePolicy(),
      window: { startMinute: 540, endMinute: at === 0 ? 1200 : 1320 },
      agentCodes: [{ agentId: 'agent-1', codes: ['north'] }],
    });
  }
  const skippedUntil = new Map<string, number>();
  for (const [number, each] of leads.entries()) {
    const lastAt = nowAt - each.agoMin * MINUTE;
    const card = sampleCard(number, {
      campaignId: CAMPAIGNS[each.campaign] ?? '',
      candidateZones: [each.zone],
      timeZone: each.zone,
      optInAt: nowAt - each.ageMin * MINUTE,
      cadenceAttempts: each.attempts,
      totalAttempts: each.attempts,
      dayAttempts: Math.min(1, each.attempts),
      lastAttemptDay: each.attempts === 0 ? '' : new Date(lastAt).toISOString().slice(0, 10),
      lastAttemptEndAt: each.attempts === 0 ? undefined : lastAt,
      dialState: each.dialState,
      callbackAt: each.dialState === 'callback' ? nowAt + each.callbackInMin * MINUTE : undefined,
      callbackAgentId: each.dialState === 'callback' ? each.callbackAgent : undefined,
      ownershipCode: each.code,
    });
    order.upsert(card, nowAt);
    const { leadId, homeGuard } = card;
    if (each.fate === 'held') order.hold(homeGuard, { leadId, token: 1 });
    if (each.fate === 'excluded') order.exclude(homeGuard, true, nowAt);
    if (each.fate === 'claimed') order.setOwner(leadId, 'agent-2', nowAt);
    if (each.fate === 'refused') {
      order.holdBack(leadId, { untilAt: nowAt + 90 * MINUTE, reason: 'NUMBER_DAY_CAP' }, nowAt);
    }
    if (each.fate === 'skipped') skippedUntil.set(leadId, nowAt + 10 * MINUTE);
  }
  while (order.advance(nowAt, 256));
  return { order, skippedUntil };
}

function tally({ order }: World, asked: TallyAsked): Tally {
  const steps = order.view.tally(asked);
  for (;;) {
    const next = steps.next();
    if (next.done === true) return next.value;
  }
}

/** What a decision would give this agent, one after the other. */
function given({ order, skippedUntil }: World, agentId: string, nowAt: number): number {
  const skip = new Set(skippedUntil.keys());
  const skipped = skip.size;
  const scope = { agentId, campaignIds: CAMPAIGNS, skip };
  for (;;) {
    const best = order.view.peekBest(scope, nowAt);
    if (best === undefined) return skip.size - skipped;
    skip.add(best.leadId);
  }
}

const NONE = new Map<string, number>();

test('R-19 R-20 R-21 what is free is what choosing would give, every lead counts once, and the next is due to the instant', () => {
  fc.assert(
    fc.property(fc.array(lead, { maxLength: 30 }), fc.nat(1439), (leads, minute) => {
      const nowAt = START + minute * MINUTE;
      const world = build(leads, nowAt);
      const { order, skippedUntil } = world;
      for (const agentId of AGENTS) {
        const scope = { agentId, campaignIds: CAMPAIGNS };
        const found = tally(world, { scope, nowAt, at: nowAt, skippedUntil });
        const waiting = [...found.reasons.values()].reduce((sum, each) => sum + each.leads, 0);
        assert.equal(found.known, leads.length);
        assert.equal(found.free + waiting, leads.length);
        assert.equal(found.free, given(world, agentId, nowAt));
        const all = tally(world, { scope, nowAt, at: nowAt, skippedUntil: NONE });
        const counts = [...order.view.counts(scope, nowAt).values()];
        assert.equal(
          all.free,
          counts.reduce((sum, count) => sum + count, 0),
        );
        if (all.free > 0) continue;
        const [soonest] = order.view.waitingReasons(scope, nowAt);
        assert.equal(all.nextDueAt, soonest?.clearsAt ?? Infinity);
      }
    }),
    { numRuns: 100 },
  );
});

test('R-20 the instant a lead is said to be due is the first at which it is given', () => {
  fc.assert(
    fc.property(lead, fc.nat(1439), (each, minute) => {
      const nowAt = START + minute * MINUTE;
      const world = build([{ ...each, campaign: 0, code: '' }], nowAt);
      const [standing] = world.order.view.standings(sampleLeadId(0), nowAt) ?? [];
      const dueAt = standing?.eligibleAt ?? Infinity;
      if (each.fate === 'held' || dueAt === Infinity) return;
      const isGiven = (at: number): boolean => {
        while (world.order.advance(at, 256));
        return AGENTS.some(
          (agentId) => world.order.view.peekBest({ agentId, campaignIds: CAMPAIGNS }, at) !== undefined,
        );
      };
      if (dueAt > nowAt) assert.ok(!isGiven(dueAt - 1), 'not a moment earlier');
      assert.ok(isGiven(dueAt));
    }),
    { numRuns: 200 },
  );
});

test('R-20 an instant ahead is answered as the order itself will answer then', () => {
  fc.assert(
    fc.property(fc.array(lead, { maxLength: 20 }), fc.nat(1439), fc.nat(4320), (leads, minute, aheadMin) => {
      const nowAt = START + minute * MINUTE;
      const at = nowAt + aheadMin * MINUTE;
      const world = build(leads, nowAt);
      for (const agentId of ['', ...AGENTS]) {
        const asked = { scope: { agentId, campaignIds: CAMPAIGNS }, at, skippedUntil: NONE };
        const foretold = tally(world, { ...asked, nowAt });
        while (world.order.advance(at, 256));
        assert.deepEqual(tally(world, { ...asked, nowAt: at }), foretold);
      }
      assert.ok(at - nowAt < 4 * DAY);
    }),
    { numRuns: 60 },
  );
});
