import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cadencePolicy } from '@firstring/domain';
import { uuidWords } from '@firstring/domain/lead-id';
import fc from 'fast-check';
import type { FetchPolicy } from './fetch-order.ts';
import { NaivePipeline, packed, type NaivePlacement } from './naive-pipeline.ts';
import { OrderIndex } from './order-index.ts';
import { sampleCard, sampleLeadId } from './sample-card.ts';

const MINUTE = 60_000;
/** Monday noon in New York. */
const START = Date.UTC(2026, 5, 1, 16);
const CAMPAIGNS = ['campaign-1', 'campaign-2'];
const LISTS = ['list-1', 'list-2', 'list-3'];
const LEADS = 10;
const policy = cadencePolicy({ maxAttempts: 9, firstDayGapsMs: [MINUTE], followUpGapMs: 30 * MINUTE });
const window = { startMinute: 0, endMinute: 1440 };
const ASSIGNED = LISTS.map((listId, at) => ({
  listId,
  priority: at === 2 ? 2 : 1,
  weight: 3 - at,
  maxAttempts: 0,
  timeSlots: [],
}));
const unfiltered = { revision: 0, isFiltered: false, isLayered: false, stepNames: [], policies: [] };

const direction = fc.constantFrom<1 | -1>(1, -1);
const fetchPolicy: fc.Arbitrary<FetchPolicy> = fc.oneof(
  fc.record({ type: fc.constant('value' as const), index: fc.nat(2), direction }),
  fc.record({ type: fc.constant('random' as const), seed: fc.nat(99) }),
  fc.record({ type: fc.constant('attempts' as const), direction }),
  fc.record({ type: fc.constant('retry_time' as const), direction }),
);
const value = fc.constantFrom(undefined, 1, 2, 3.5, 'ash', 'oak', 'elm');
const byLevel = fc.oneof(
  fc.nat(3).map((step) => [step, step, step, step, step]),
  fc.array(fc.constantFrom(0, 1, 2, 9), { minLength: 5, maxLength: 5 }),
);
/** Relative to the newest revision: an event may be late, or ahead of the criteria. */
const placement = fc.record({
  ahead: fc.constantFrom(-1, 0, 0, 0, 1),
  byLevel,
  values: fc.array(value, { maxLength: 3 }),
});
const lead = fc.nat(LEADS - 1);
const campaignId = fc.constantFrom(...CAMPAIGNS);
const upsert = fc.record({
  type: fc.constant('upsert' as const),
  lead,
  home: fc.constantFrom('', 'campaign-1', ...CAMPAIGNS),
  listId: fc.constantFrom('', ...LISTS),
  attempts: fc.constantFrom(0, 1, 1, 2, 3, 7, 9),
  optInAgoMin: fc.constantFrom(1, 60, 60, 600, 3000, 3000, 20_000),
  lastAgoMin: fc.integer({ min: 20, max: 900 }),
  dialState: fc.constantFrom('open', 'open', 'open', 'open', 'callback', 'postponed', 'loser'),
  callbackInMin: fc.integer({ min: -20, max: 20 }),
  placements: fc.tuple(...CAMPAIGNS.map(() => fc.option(placement, { nil: undefined }))),
});
const step = fc.oneof(
  { weight: 8, arbitrary: upsert },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('criteria' as const),
      campaignId,
      isFiltered: fc.constantFrom(true, true, true, false),
      isLayered: fc.boolean(),
      isOtherSteps: fc.boolean(),
      policies: fc.array(fetchPolicy, { maxLength: 5 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('placements' as const),
      campaignId,
      isOld: fc.constantFrom(false, false, true),
      leads: fc.array(placement, { minLength: LEADS, maxLength: LEADS }),
    }),
  },
  fc.record({
    type: fc.constant('lists' as const),
    campaignId,
    lists: fc.subarray(LISTS),
    provider: fc.constantFrom(...(['lead_based', 'campaign_based', 'pace_based'] as const)),
    isListsFirst: fc.boolean(),
    ranks: fc.array(
      fc.record({
        priority: fc.integer({ min: 1, max: 2 }),
        weight: fc.integer({ min: 1, max: 4 }),
        attemptsPerHour: fc.constantFrom(0, 1, 30),
      }),
      {
        minLength: LISTS.length,
        maxLength: LISTS.length,
      },
    ),
  }),
  fc.record({ type: fc.constant('remove' as const), lead }),
  { weight: 3, arbitrary: fc.record({ type: fc.constant('present' as const), isRefused: fc.boolean() }) },
  fc.record({ type: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 900 }) }),
);
/** Long ones: short histories meet few of the rules together. */
const history = fc.array(step, { minLength: 10, maxLength: 60, size: 'max' });
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

class Model {
  readonly order = new OrderIndex({ leadsMax: 65_536 });
  readonly naive = new NaivePipeline(policy);
  nowAt = START;
  version = 0;
  revision = 1;

  constructor() {
    for (const id of CAMPAIGNS) {
      this.order.setCampaign(id, { policy, window, lists: ASSIGNED });
      this.naive.campaigns.set(id, { lists: ASSIGNED, criteria: unfiltered });
    }
  }

  apply(input: Step): void {
    this.version += 1;
    switch (input.type) {
      case 'upsert':
        this.#upsert(input);
        break;
      case 'criteria': {
        this.revision += 1;
        const { isFiltered, isLayered, policies } = input;
        const criteria = {
          revision: this.revision,
          isFiltered,
          isLayered: isFiltered && isLayered,
          stepNames: [],
          policies,
          stepsSince: input.isOtherSteps
            ? this.revision
            : (this.#campaign(input.campaignId).criteria.stepsSince ?? 0),
        };
        assert.ok(this.order.setCriteria(input.campaignId, criteria));
        assert.ok(!this.order.setCriteria(input.campaignId, { ...criteria, isFiltered: !isFiltered }));
        this.#campaign(input.campaignId).criteria = criteria;
        break;
      }
      case 'placements':
        this.#placements(input);
        break;
      case 'lists': {
        const lists = input.lists.map((listId, at) => ({
          listId,
          ...(input.ranks[at] ?? { priority: 1, weight: 1 }),
          maxAttempts: 0,
          timeSlots: [],
        }));
        const { provider, isListsFirst } = input;
        this.order.setCampaign(input.campaignId, { policy, window, lists, provider, isListsFirst });
        Object.assign(this.#campaign(input.campaignId), { lists, provider, isListsFirst });
        // Both forget whose turn it was of lists that are gone, and the places in the settings may be others.
        this.naive.turns.keep(CAMPAIGNS.indexOf(input.campaignId) + 1, new Set());
        this.order.turns.keep(CAMPAIGNS.indexOf(input.campaignId) + 1, new Set());
        break;
      }
      case 'remove':
        this.order.remove(sampleLeadId(input.lead), this.nowAt);
        this.naive.cards.delete(sampleLeadId(input.lead));
        break;
      case 'present':
        this.#present(input.isRefused);
        break;
      case 'wait':
        this.nowAt += input.minutes * MINUTE;
    }
    this.naive.prune();
    while (this.order.advance(this.nowAt, 3));
  }

  #campaign(id: string) {
    const campaign = this.naive.campaigns.get(id);
    assert.ok(campaign !== undefined);
    return campaign;
  }

  #placementOf(input: { ahead: number } & Omit<NaivePlacement, 'revision'>): NaivePlacement {
    return { ...input, revision: Math.max(1, this.revision + input.ahead) };
  }

  #upsert(input: Extract<Step, { type: 'upsert' }>): void {
    const isCallback = input.dialState === 'callback';
    const placements = input.placements.map((each) => each && this.#placementOf(each));
    const card = sampleCard(input.lead, {
      campaignId: input.home,
      listId: input.listId,
      version: this.version,
      optInAt: this.nowAt - input.optInAgoMin * MINUTE,
      cadenceAttempts: input.attempts,
      totalAttempts: input.attempts,
      lastAttemptEndAt: input.attempts > 0 ? this.nowAt - input.lastAgoMin * MINUTE : undefined,
      lastAttemptResult: input.attempts > 0 ? 'no_answer' : undefined,
      dialState: input.dialState,
      callbackAt: isCallback ? this.nowAt + input.callbackInMin * MINUTE : undefined,
      placements: placements.flatMap((each, at) =>
        each === undefined ? [] : [{ ...packed(each), campaignId: CAMPAIGNS[at] ?? '' }],
      ),
    });
    this.order.upsert(card, this.nowAt);
    this.naive.cards.set(card.leadId, card);
    this.naive.prune();
    placements.forEach((each, at) => each && this.naive.place(card.leadId, CAMPAIGNS[at] ?? '', each));
  }

  #placements(input: Extract<Step, { type: 'placements' }>): void {
    const leads = input.leads.flatMap((each, number) => {
      const leadId = sampleLeadId(number);
      const [card, words] = [this.naive.cards.get(leadId), uuidWords(leadId)];
      const given = this.#placementOf({ ...each, ahead: input.isOld ? -1 : 0 });
      if (card === undefined || words === undefined) return [];
      if (this.naive.isIn(card, input.campaignId)) this.naive.place(leadId, input.campaignId, given);
      return [{ words, version: card.version, placement: packed(given) }];
    });
    this.order.setPlacements(input.campaignId, leads, this.nowAt);
  }

  /** The loop's step: choose, hold, turn; then a refusal, or an outcome that finishes the lead. */
  #present(isRefused: boolean): void {
    const [best, expected] = [this.best(), this.naive.next(CAMPAIGNS, this.nowAt)];
    if (best === undefined || expected === undefined) return;
    this.order.turns.take(best.turn);
    this.naive.turns.take(expected.turn);
    if (isRefused) {
      this.order.turns.giveBack(best.turn);
      this.naive.turns.giveBack(expected.turn);
    } else {
      this.order.turns.confirm(best.turn);
      this.naive.turns.confirm(expected.turn);
    }
    const before = this.naive.cards.get(best.leadId);
    if (before === undefined) return;
    const after = { ...before, dialState: 'loser' as const, version: this.version, placements: [] };
    this.order.upsert(after, this.nowAt);
    this.naive.cards.set(after.leadId, after);
  }

  best(campaignIds: readonly string[] = CAMPAIGNS) {
    return this.order.view.peekBest({ agentId: 'agent-1', campaignIds }, this.nowAt);
  }

  assertAlike(): void {
    for (const campaignIds of [CAMPAIGNS, ...CAMPAIGNS.map((id) => [id])]) {
      const expected = this.naive.next(campaignIds, this.nowAt);
      assert.equal(this.best(campaignIds)?.leadId, expected?.leadId, campaignIds.join());
    }
  }
}

test('R-102 R-103 R-111 R-115 R-120 R-121 R-130 the next lead is the one a naive sort by the written rules would give, after any history', () => {
  fc.assert(
    fc.property(history, (steps) => {
      const model = new Model();
      for (const each of steps) {
        model.apply(each);
        model.assertAlike();
      }
    }),
    { numRuns: 80 },
  );
});

test('R-111 every lead is in exactly one place: given, waiting, out, held or finished', () => {
  fc.assert(
    fc.property(history, (steps) => {
      const model = new Model();
      for (const each of steps) model.apply(each);
      for (const campaignId of CAMPAIGNS) {
        const given = model.naive.given(campaignId, model.nowAt);
        const counts = model.order.view.counts(
          { agentId: 'agent-1', campaignIds: [campaignId] },
          model.nowAt,
        );
        for (const lane of new Set(given.map((each) => each.lane))) {
          assert.equal(counts.get(lane), given.filter((each) => each.lane === lane).length, lane);
        }
        assert.equal(
          [...counts.values()].reduce((sum, count) => sum + count, 0),
          given.length,
        );
        const skip = new Set<string>();
        for (let best = model.best([campaignId]); best !== undefined;) {
          assert.ok(!skip.has(best.leadId), 'no lead comes twice');
          skip.add(best.leadId);
          best = model.order.view.peekBest(
            { agentId: 'agent-1', campaignIds: [campaignId], skip },
            model.nowAt,
          );
        }
        assert.deepEqual(skip, new Set(given.map(({ card }) => card.leadId)));
      }
    }),
    { numRuns: 50 },
  );
});

test('R-20 R-111 a lead that is out says so, and when its level brings it in', () => {
  fc.assert(
    fc.property(history, (steps) => {
      const model = new Model();
      for (const each of steps) model.apply(each);
      for (const card of model.naive.cards.values()) {
        const campaigns = CAMPAIGNS.filter((id) => model.naive.isIn(card, id));
        const [only] = campaigns;
        if (campaigns.length !== 1 || only === undefined) continue;
        const explained = model.order.view.standings(card.leadId, model.nowAt)?.[0];
        const reason = explained?.reasons.find((each) => each.reason === 'FILTERED_OUT');
        const stepNow = model.naive.stepOf(card, only, model.nowAt);
        assert.equal(reason !== undefined, stepNow === 0);
        assert.equal(explained?.step, stepNow ?? 0);
        const clearsAt = reason?.clearsAt;
        if (clearsAt === undefined) continue;
        const isGiven = (at: number): boolean =>
          model.naive.given(only, at).some((each) => each.card.leadId === card.leadId);
        assert.ok(isGiven(clearsAt) && !isGiven(clearsAt - 1), 'to the very instant');
      }
    }),
    { numRuns: 80 },
  );
});

test('R-115 P1 to P4 as a group, as it ships, orders and counts exactly as no group does', () => {
  const shipped = { revision: 1, isFiltered: true, isLayered: true, stepNames: ['P1'], policies: [] };
  const placed = {
    campaignId: 'campaign-1',
    ...packed({ revision: 1, byLevel: [1, 2, 3, 4, 1], values: [] }),
  };
  fc.assert(
    fc.property(
      fc.array(upsert, { minLength: 5, maxLength: 20, size: 'max' }),
      fc.nat(600),
      (leads, waitMin) => {
        const [plain, grouped] = [new Model(), new Model()];
        grouped.order.setCriteria('campaign-1', shipped);
        for (const lead of leads) {
          const input = { ...lead, home: 'campaign-1', listId: '', placements: [] };
          for (const model of [plain, grouped]) {
            model.apply(input);
            const card = model.naive.cards.get(sampleLeadId(lead.lead));
            assert.ok(card !== undefined);
            model.order.setPlacements(
              'campaign-1',
              [{ words: uuidWords(card.leadId) ?? [0, 0, 0, 0], version: card.version, placement: placed }],
              model.nowAt,
            );
          }
        }
        for (const model of [plain, grouped]) model.apply({ type: 'wait', minutes: waitMin });
        const scope = { agentId: 'agent-1', campaignIds: ['campaign-1'] };
        const skip = new Set<string>();
        for (;;) {
          const [a, b] = [plain, grouped].map(({ order, nowAt }) =>
            order.view.peekBest({ ...scope, skip }, nowAt),
          );
          assert.deepEqual([b?.leadId, b?.lane, b?.sortKey], [a?.leadId, a?.lane, a?.sortKey]);
          if (a === undefined) break;
          skip.add(a.leadId);
        }
        const [a, b] = [plain, grouped].map(({ order, nowAt }) => order.view.counts(scope, nowAt));
        assert.deepEqual(b, a);
      },
    ),
    { numRuns: 100 },
  );
});
