import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cadencePolicy } from '@firstring/domain';
import { uuidWords } from '@firstring/domain/lead-id';
import fc from 'fast-check';
import type { AssignedList } from './campaign-rules.ts';
import type { IndexCard } from './card.ts';
import { OrderIndex } from './order-index.ts';
import { sampleCard, sampleLeadId } from './sample-card.ts';
import { packSteps } from './steps.ts';

const MINUTE = 60_000;
/** Monday noon in New York. */
const START = Date.UTC(2026, 5, 1, 16);
const LEADS = 8;
const LISTS = ['list-1', 'list-2'];
const CAMPAIGNS = ['campaign-1', 'campaign-2', 'campaign-3'];
/** The only one with filters. */
const FILTERED = 'campaign-2';
const AGENTS = ['agent-1', 'agent-2'];

const assigned = (listId: string, weight: number): AssignedList => {
  return { listId, weight, maxAttempts: 0, timeSlots: [] };
};

function configure(order: OrderIndex, lists: readonly AssignedList[]): void {
  const window = { startMinute: 0, endMinute: 1440 };
  const policy = cadencePolicy();
  order.setCampaign('campaign-1', { policy, window, lists: [assigned('list-1', 3), assigned('list-2', 1)] });
  order.setCampaign(FILTERED, { policy, window, lists });
  order.setCampaign('campaign-3', { policy, window, agentCodes: [{ agentId: 'agent-1', codes: ['gold'] }] });
  order.setCriteria(FILTERED, {
    revision: 1,
    isFiltered: true,
    isLayered: true,
    stepNames: ['first', 'second'],
    policies: [{ type: 'value', index: 0, direction: 1 }],
    segments: new Map([['north', new Set(['agent-1'])]]),
  });
}

const lead = fc.integer({ min: 0, max: LEADS - 1 });
const card = fc.record({
  home: fc.constantFrom('', ...CAMPAIGNS),
  listId: fc.constantFrom('', ...LISTS),
  code: fc.constantFrom('', '', 'gold'),
  attempts: fc.integer({ min: 0, max: 3 }),
  dialState: fc.constantFrom('open', 'open', 'callback', 'postponed', 'winner'),
  step: fc.integer({ min: 0, max: 2 }),
  segments: fc.constantFrom('', '', 'north', 'north south'),
  value: fc.constantFrom(undefined, 2, 'a text', -0.5),
});
/** What the log says, and so may be said twice. */
const logged = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant('card' as const), lead, card }) },
  fc.record({ type: fc.constant('deleted' as const), lead }),
  fc.record({ type: fc.constant('locked' as const), lead }),
  fc.record({ type: fc.constant('released' as const), lead, waits: fc.boolean() }),
  fc.record({ type: fc.constant('owner' as const), lead, agent: fc.constantFrom(undefined, ...AGENTS) }),
  fc.record({ type: fc.constant('excluded' as const), lead, excluded: fc.boolean() }),
  fc.record({ type: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 200 }) }),
);
type Logged = typeof logged extends fc.Arbitrary<infer Value> ? Value : never;

/** Half of the leads share a number with another lead. */
function guardOf(number: number): string {
  return `+1212555${1000 + Math.floor(number / 2)}`;
}

/** Makes events of draws: versions and tokens rise, and nothing is said of leads that are not there. */
class Log {
  readonly events: ((order: OrderIndex, nowAt: number) => void)[] = [];
  /** As lead-store has them, with their placements. */
  readonly cards = new Map<string, IndexCard>();
  readonly #order: OrderIndex;
  readonly #tokens = new Map<string, number>();
  #version = 0;
  nowAt = START;

  constructor(order: OrderIndex) {
    this.#order = order;
  }

  play(input: Logged): void {
    if (input.type === 'wait') {
      this.nowAt += input.minutes * MINUTE;
      while (this.#order.advance(this.nowAt, 100));
      return;
    }
    const event = this.#event(input);
    if (event === undefined) return;
    this.events.push(event);
    event(this.#order, this.nowAt);
  }

  #event(input: Exclude<Logged, { type: 'wait' }>): Log['events'][number] | undefined {
    const leadId = sampleLeadId(input.lead);
    const guard = guardOf(input.lead);
    if (input.type === 'card') {
      const given = this.#card(input.lead, input.card);
      this.cards.set(leadId, given);
      return (order, nowAt) => void order.upsert(given, nowAt);
    }
    const known = this.#order.view.lead(leadId);
    if (known === undefined) return undefined;
    switch (input.type) {
      case 'deleted':
        return (order, nowAt) => order.remove(leadId, nowAt);
      case 'locked': {
        const token = ++this.#version;
        this.#tokens.set(guard, token);
        return (order) => order.hold(guard, { leadId, token });
      }
      case 'released': {
        const token = this.#tokens.get(guard) ?? 0;
        const after = { leadId, version: known.version + 1 };
        const end = input.waits ? { token, after } : { token };
        return (order, nowAt) => order.release(guard, end, nowAt);
      }
      case 'owner':
        return (order, nowAt) => order.setOwner(leadId, input.agent, nowAt);
      case 'excluded':
        return (order, nowAt) => order.exclude(guard, input.excluded, nowAt);
    }
  }

  #card(number: number, drawn: typeof card extends fc.Arbitrary<infer Value> ? Value : never): IndexCard {
    const isTried = drawn.attempts > 0;
    const second = Math.floor(this.nowAt / 1000) * 1000;
    return sampleCard(number, {
      homeGuard: guardOf(number),
      campaignId: drawn.home,
      listId: drawn.listId,
      ownershipCode: drawn.code,
      version: ++this.#version,
      optInAt: START - number * 100 * MINUTE,
      cadenceAttempts: drawn.attempts,
      totalAttempts: drawn.attempts,
      lastAttemptEndAt: isTried ? second : undefined,
      lastAttemptResult: isTried ? 'no_answer' : undefined,
      dialState: drawn.dialState as IndexCard['dialState'], // drawn from its words
      callbackAt: drawn.dialState === 'callback' ? second + 10 * MINUTE : undefined,
      placements: [
        {
          campaignId: FILTERED,
          revision: 1,
          steps: packSteps([drawn.step, drawn.step, 1, drawn.step, 0]),
          segments: drawn.segments,
          values: [drawn.value],
        },
      ],
    });
  }
}

/** Everything an order answers, lead by lead. */
function answers(order: OrderIndex, nowAt: number): unknown {
  while (order.advance(nowAt, 100));
  const scopes = AGENTS.flatMap((agentId) =>
    [CAMPAIGNS, ...CAMPAIGNS.map((campaignId) => [campaignId])].map((campaignIds) => ({
      agentId,
      campaignIds,
    })),
  );
  const offers = scopes.map((scope) => {
    const skip = new Set<string>();
    for (;;) {
      const best = order.view.peekBest({ ...scope, skip }, nowAt);
      if (best === undefined)
        return [
          [...skip],
          [...order.view.counts(scope, nowAt)],
          order.view
            .waitingReasons(scope, nowAt)
            .map((each) => JSON.stringify(each))
            .toSorted(),
        ];
      skip.add(best.leadId);
    }
  });
  const leads = Array.from({ length: LEADS }, (_, number) => {
    const leadId = sampleLeadId(number);
    return [order.view.lead(leadId), order.view.standings(leadId, nowAt)];
  });
  return { offers, leads, size: order.size, counts: CAMPAIGNS.map((id) => order.view.leadCount([id])) };
}

/** A lead that came into further campaigns while the image was taken has a placement there that is asked for again (ADR 16). */
function askPlacements(order: OrderIndex, log: Log): void {
  if (!order.takeBehind().includes(FILTERED)) return;
  const leads = [...log.cards.values()].flatMap((given) => {
    const words = uuidWords(given.leadId);
    const placement = given.placements?.[0];
    return words === undefined || placement === undefined
      ? []
      : [{ words, version: given.version, placement }];
  });
  order.setPlacements(FILTERED, leads, log.nowAt);
}

/** A few draws, a few leads presented and refused between them, then the rest while an image is taken piece by piece. */
const history = fc.record({
  before: fc.array(fc.oneof(logged, fc.record({ type: fc.constant('presented' as const) })), {
    maxLength: 30,
  }),
  during: fc.array(fc.array(logged, { maxLength: 3 }), { maxLength: 8 }),
  after: fc.array(logged, { maxLength: 8 }),
  lists: fc.constantFrom([], [assigned('list-1', 1)], [assigned('list-2', 1), assigned('list-1', 2)]),
});

function present(order: OrderIndex, nowAt: number): void {
  const best = order.view.peekBest({ agentId: 'agent-1', campaignIds: CAMPAIGNS }, nowAt);
  if (best === undefined) return;
  order.turns.take(best.turn);
  order.turns.confirm(best.turn);
  order.holdBack(best.leadId, { untilAt: nowAt + 300 * MINUTE, reason: 'CUSTOMER_EXCLUDED' }, nowAt);
}

test('an order restored from its image and the log from there on answers as the one that saw all events', () => {
  fc.assert(
    fc.property(history, ({ before, during, after, lists }) => {
      const order = new OrderIndex({ leadsMax: 65_536 });
      configure(order, [assigned('list-1', 1)]);
      const log = new Log(order);
      for (const each of before) {
        if (each.type === 'presented') present(order, log.nowAt);
        else log.play(each);
      }
      const position = log.events.length;
      const image: Uint8Array[] = [];
      const pieces = order.image.pieces(2);
      for (const each of during) {
        const { value, done } = pieces.next();
        if (done !== true) image.push(value);
        for (const input of each) log.play(input);
      }
      image.push(...pieces);
      for (const each of after) log.play(each);

      const restored = new OrderIndex({ leadsMax: 65_536 });
      for (const piece of image) restored.image.load(piece);
      configure(restored, [assigned('list-1', 1)]);
      for (const event of log.events.slice(position)) event(restored, log.nowAt);
      restored.settle();
      while (restored.advance(log.nowAt, 100));
      askPlacements(restored, log);
      assert.deepEqual(answers(restored, log.nowAt), answers(order, log.nowAt));
      for (const each of [order, restored]) configure(each, lists);
      for (const nowAt of [log.nowAt, log.nowAt + 30 * MINUTE, log.nowAt + 3000 * MINUTE]) {
        assert.deepEqual(answers(restored, nowAt), answers(order, nowAt));
      }
    }),
    { numRuns: 100 },
  );
});
