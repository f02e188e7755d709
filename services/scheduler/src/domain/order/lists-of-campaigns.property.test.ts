import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cadencePolicy, isSlotOpen, type TimeSlot } from '@firstring/domain';
import fc from 'fast-check';
import type { IndexCard } from './card.ts';
import { OrderIndex } from './order-index.ts';
import { sampleCard, sampleLeadId } from './sample-card.ts';

const MINUTE = 60_000;
/** Monday noon in New York. */
const START = Date.UTC(2026, 5, 1, 16);
const LEADS = 8;
const CAMPAIGNS = ['campaign-1', 'campaign-2', 'campaign-3'];
const LISTS = ['list-1', 'list-2'];
const ZONE = 'America/New_York';
const policy = cadencePolicy({ firstDayAttemptsMax: 9, firstDayGapsMs: [MINUTE], freshMs: 600 * MINUTE });
const window = { startMinute: 0, endMinute: 1440 };
const AFTERNOON: TimeSlot = { weekday: 1, startMinute: 780, endMinute: 1080 };

/** The same rules over plain sets. */
class NaiveCampaigns {
  readonly cards = new Map<string, IndexCard>();
  readonly paused = new Set<string>();
  readonly disabled = new Set<string>();
  readonly assigned = new Map<string, ReadonlyMap<string, Assignment>>();
  readonly held = new Set<string>();

  offered(campaignId: string, nowAt: number): string[] {
    return [...this.cards.values()]
      .filter((card) => this.#isOffered(card, campaignId, nowAt))
      .map(({ leadId }) => leadId)
      .toSorted();
  }

  #isOffered(card: IndexCard, campaignId: string, nowAt: number): boolean {
    const assignment = this.assigned.get(campaignId)?.get(card.listId);
    const isIn = card.campaignId === campaignId || assignment !== undefined;
    const isOn = !this.paused.has(campaignId) && !this.disabled.has(card.listId);
    const attemptsMax = assignment?.maxAttempts ?? 0;
    return (
      isIn &&
      isOn &&
      !this.held.has(card.homeGuard) &&
      (attemptsMax === 0 || card.totalAttempts < attemptsMax) &&
      isSlotOpen(assignment?.timeSlots ?? [], ZONE, nowAt)
    );
  }
}

interface Assignment {
  readonly listId: string;
  readonly maxAttempts: number;
  readonly timeSlots: readonly TimeSlot[];
}

const assignment = (listId: string): fc.Arbitrary<Assignment> =>
  fc.record({
    listId: fc.constant(listId),
    maxAttempts: fc.constantFrom(0, 0, 2),
    timeSlots: fc.constantFrom<readonly TimeSlot[]>([], [], [AFTERNOON]),
  });
const lead = fc.integer({ min: 0, max: LEADS - 1 });
const campaignId = fc.constantFrom(...CAMPAIGNS);
const step = fc.oneof(
  fc.record({
    type: fc.constant('upsert' as const),
    lead,
    home: fc.constantFrom('', '', ...CAMPAIGNS),
    listId: fc.constantFrom('', ...LISTS),
    attempts: fc.integer({ min: 0, max: 3 }),
  }),
  fc.record({ type: fc.constant('remove' as const), lead }),
  fc.record({ type: fc.constant('hold' as const), lead, isHeld: fc.boolean() }),
  fc.record({
    type: fc.constant('campaign' as const),
    campaignId,
    isActive: fc.constantFrom(true, true, false),
    lists: fc.tuple(...LISTS.map(assignment)).chain((lists) => fc.subarray(lists)),
  }),
  fc.record({
    type: fc.constant('list' as const),
    listId: fc.constantFrom(...LISTS),
    isEnabled: fc.boolean(),
  }),
  fc.record({ type: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 120 }) }),
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** Half of the leads share a number with another lead. */
function guardOf(number: number): string {
  return `+1212555${1000 + Math.floor(number / 2)}`;
}

function apply(
  input: Step,
  order: OrderIndex,
  naive: NaiveCampaigns,
  now: { at: number; version: number },
): void {
  now.version += 1;
  switch (input.type) {
    case 'upsert': {
      const card = sampleCard(input.lead, {
        homeGuard: guardOf(input.lead),
        campaignId: input.home,
        listId: input.listId,
        version: now.version,
        optInAt: START,
        totalAttempts: input.attempts,
      });
      order.upsert(card, now.at);
      naive.cards.set(card.leadId, card);
      return;
    }
    case 'remove':
      order.remove(sampleLeadId(input.lead), now.at);
      naive.cards.delete(sampleLeadId(input.lead));
      return;
    case 'hold': {
      const guard = guardOf(input.lead);
      if (input.isHeld) order.hold(guard, { leadId: sampleLeadId(input.lead), token: 1 });
      else order.release(guard, { token: 1 }, now.at);
      if (input.isHeld) naive.held.add(guard);
      else naive.held.delete(guard);
      return;
    }
    case 'campaign':
      order.setCampaign(input.campaignId, { policy, window, isActive: input.isActive, lists: input.lists });
      naive.assigned.set(input.campaignId, new Map(input.lists.map((each) => [each.listId, each])));
      if (input.isActive) naive.paused.delete(input.campaignId);
      else naive.paused.add(input.campaignId);
      return;
    case 'list': {
      const { listId, isEnabled } = input;
      order.setList({ listId, isEnabled, processId: 'process-1', timeZone: ZONE, version: now.version });
      if (isEnabled) naive.disabled.delete(listId);
      else naive.disabled.add(listId);
      return;
    }
    case 'wait':
      now.at += input.minutes * MINUTE;
  }
}

/** Every lead the order would offer in a campaign, one after the other. */
function offered(order: OrderIndex, campaignIds: readonly string[], nowAt: number): string[] {
  const skip = new Set<string>();
  for (;;) {
    const best = order.view.peekBest({ agentId: 'agent-1', campaignIds, skip }, nowAt);
    if (best === undefined) return [...skip];
    assert.ok(campaignIds.includes(best.campaignId));
    assert.ok(!skip.has(best.leadId), 'no lead comes twice');
    skip.add(best.leadId);
  }
}

function prepared(): { order: OrderIndex; naive: NaiveCampaigns } {
  const order = new OrderIndex({ leadsMax: 65_536 });
  for (const each of CAMPAIGNS) order.setCampaign(each, { policy, window });
  for (const listId of LISTS) {
    order.setList({ listId, isEnabled: true, processId: 'process-1', timeZone: ZONE, version: 0.5 });
  }
  return { order, naive: new NaiveCampaigns() };
}

test('R-86 R-96 R-104 R-105 R-147 a lead is offered in exactly the campaigns it belongs to, after any history', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const { order, naive } = prepared();
      const now = { at: START, version: 0 };
      for (const each of steps) {
        apply(each, order, naive, now);
        while (order.advance(now.at, 3));
        for (const id of CAMPAIGNS) {
          assert.deepEqual(offered(order, [id], now.at).toSorted(), naive.offered(id, now.at), id);
        }
        const all = [...new Set(CAMPAIGNS.flatMap((id) => naive.offered(id, now.at)))].toSorted();
        assert.deepEqual(offered(order, CAMPAIGNS, now.at).toSorted(), all);
        assert.equal(order.size, naive.cards.size);
      }
    }),
    { numRuns: 150 },
  );
});

test('R-96 a pause, a list that is off or taken away hold from the next question on, before any lead was looked at', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const { order, naive } = prepared();
      const now = { at: START, version: 0 };
      for (const each of steps) {
        apply(each, order, naive, now);
        if (each.type === 'campaign' || each.type === 'list') {
          for (const id of CAMPAIGNS) {
            // What is new in a campaign comes a slice at a time; what may not be offered never is.
            const allowed = new Set(naive.offered(id, now.at));
            const early = offered(order, [id], now.at).filter((leadId) => !allowed.has(leadId));
            assert.deepEqual(
              early.filter((leadId) => !isTried(naive, leadId)),
              [],
            );
          }
        }
        while (order.advance(now.at, 3));
      }
    }),
    { numRuns: 100 },
  );
});

/** A changed limit of attempts reaches leads slice by slice, as the campaign's own does: the gate has the last word. */
function isTried(naive: NaiveCampaigns, leadId: string): boolean {
  return (naive.cards.get(leadId)?.totalAttempts ?? 0) > 0;
}

test('R-70 a lead taken in one campaign is offered in none', () => {
  const { order } = prepared();
  const lists = [{ listId: 'list-1', maxAttempts: 0, timeSlots: [] }];
  for (const id of CAMPAIGNS) order.setCampaign(id, { policy, window, lists });
  order.upsert(sampleCard(1, { campaignId: '', listId: 'list-1', optInAt: START }), START);
  while (order.advance(START, 100));
  const best = order.view.peekBest({ agentId: 'agent-1', campaignIds: ['campaign-3'] }, START);
  assert.equal(best?.campaignId, 'campaign-3');
  assert.deepEqual(order.view.lead(best?.leadId ?? '')?.campaignIds, CAMPAIGNS);
  order.hold(best?.homeGuard ?? '', { leadId: best?.leadId ?? '', token: Infinity });
  for (const id of CAMPAIGNS) assert.deepEqual(offered(order, [id], START), []);
  order.release(best?.homeGuard ?? '', { token: Infinity }, START);
  for (const id of CAMPAIGNS) assert.equal(offered(order, [id], START).length, 1);
});

test('R-20 a group that is not given says why: paused, switched off, outside its time slots', () => {
  const { order } = prepared();
  const scope = { agentId: 'agent-1', campaignIds: ['campaign-1'] };
  const set = (isActive: boolean) =>
    order.setCampaign('campaign-1', {
      policy,
      window,
      isActive,
      lists: [{ listId: 'list-1', maxAttempts: 0, timeSlots: [AFTERNOON] }],
    });
  set(true);
  order.upsert(sampleCard(1, { campaignId: '', listId: 'list-1', optInAt: START }), START);
  assert.deepEqual(order.view.waitingReasons(scope, START), [
    { reason: 'TIME_SLOT_CLOSED', clearsAt: START + 60 * MINUTE },
  ]);
  assert.equal(order.view.standings(sampleLeadId(1), START)?.[0]?.eligibleAt, START + 60 * MINUTE);
  set(false);
  assert.deepEqual(order.view.waitingReasons(scope, START), [{ reason: 'CAMPAIGN_PAUSED' }]);
  set(true);
  order.setList({ listId: 'list-1', isEnabled: false, processId: 'process-1', timeZone: ZONE, version: 2 });
  assert.deepEqual(order.view.waitingReasons(scope, START), [{ reason: 'LIST_DISABLED' }]);
});
