import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { agentOf, isQueued, type Caller } from './caller.ts';
import {
  NO_CALLERS,
  pickOffers,
  positionsOf,
  stepQueue,
  type CallerQueue,
  type QueueInput,
} from './caller-queue.ts';

const AGENTS = ['agent-1', 'agent-2', 'agent-3'];
const CALLERS = ['call-1', 'call-2', 'call-3', 'call-4'];
const CALLERS_MAX = 2;
const MAX_WAIT_MS = 60_000;

const step = fc.record({
  kind: fc.constantFrom(
    'arrived',
    'arrived',
    'matched',
    'matched',
    'unknown',
    'held',
    'held',
    'guard_lost',
    'match',
    'match',
    'match',
    'ringing',
    'ringing',
    'ring_over',
    'connected',
    'gone',
    'look',
    'agent_ready',
    'agent_ready',
    'agent_away',
  ),
  caller: fc.constantFrom(...CALLERS),
  agent: fc.constantFrom(...AGENTS),
  afterMs: fc.constantFrom(0, 10, 1000, 20_000),
  pick: fc.nat(7),
});

/** Callers, and agents who are Ready, longest first; what has become of each caller. */
interface World {
  queue: CallerQueue;
  ready: string[];
  signedIn: Set<string>;
  nowAt: number;
  ends: Map<string, string>;
  /** Owner of the caller's lead, where it has one. */
  owners: Map<string, string>;
}

function mayTake(world: World, agentId: string, caller: Caller): boolean {
  const owner = world.owners.get(caller.attemptId);
  return owner === undefined || owner === agentId || !world.signedIn.has(owner);
}

function apply(world: World, input: QueueInput): void {
  const { queue, actions } = stepQueue(world.queue, input, world.nowAt);
  for (const action of actions) {
    if (action.type === 'hold') {
      const { stage } = queue.find(({ attemptId }) => attemptId === action.attemptId) ?? {};
      assert.equal(stage?.type, 'guarding', 'a number is taken for who waits for it');
      continue;
    }
    const { caller, cause } = action;
    assert.ok(!world.ends.has(caller.attemptId), 'one end a caller');
    world.ends.set(caller.attemptId, cause);
    assert.equal(agentOf(caller), undefined, 'dismissed while somebody is being rung');
    assert.ok(!queue.some(({ attemptId }) => attemptId === caller.attemptId), 'dismissed and kept');
    const isOverdue = world.nowAt - caller.arrivedAt >= MAX_WAIT_MS;
    if (cause === 'queue_timeout') assert.ok(isOverdue, 'sent away too early');
    if (cause === 'refused') assert.equal(caller.policy.noAgent, 'refuse');
    if (cause === 'no_agent') assert.notEqual(caller.policy.noAgent, 'refuse');
  }
  world.queue = queue;
}

/** Whoever is free is offered a caller, as `offerCallers` does it. */
function match(world: World): void {
  const before = world.queue;
  const offers = pickOffers(before, world.ready, (agentId, caller) => mayTake(world, agentId, caller));
  const free = new Set(world.ready);
  for (const { caller, agentId } of offers) {
    assert.ok(free.delete(agentId), 'one caller an agent');
    assert.ok(mayTake(world, agentId, caller), 'given to somebody who may not take it');
    const longest = world.ready.find((each) => free.has(each) && mayTake(world, each, caller));
    const isSkipped = longest !== undefined && world.ready.indexOf(longest) < world.ready.indexOf(agentId);
    if (isSkipped) assert.equal(longest, caller.lastAgentId, 'somebody who waits longer was passed over');
    if (agentId === caller.lastAgentId) assert.equal(longest, undefined, 'rung twice in a row');
    apply(world, { type: 'offered', attemptId: caller.attemptId, agentId });
    world.ready = world.ready.filter((each) => each !== agentId);
  }
  const given = new Set(offers.map(({ caller }) => caller.attemptId));
  const left = before.filter((each) => each.stage.type === 'waiting' && !given.has(each.attemptId));
  for (const caller of left) {
    assert.ok(
      [...free].every((agentId) => !mayTake(world, agentId, caller)),
      'a caller waits for somebody who is free',
    );
  }
  // Nobody who came later was given an agent whom somebody before could have had.
  for (const { caller, agentId } of offers) {
    const before2 = left.filter((each) => before.indexOf(each) < before.indexOf(caller));
    assert.ok(
      before2.every((each) => !mayTake(world, agentId, each)),
      'overtaken',
    );
  }
}

function act(
  world: World,
  { kind, caller: attemptId, agent, pick }: typeof step extends fc.Arbitrary<infer S> ? S : never,
): void {
  const found = world.queue.find((each) => each.attemptId === attemptId);
  const agentId = (found && agentOf(found)) ?? agent;
  switch (kind) {
    case 'arrived': {
      if (world.ends.has(attemptId)) return;
      const noAgent = (['queue', 'refuse', 'dialback'] as const)[pick % 3] ?? 'queue';
      const policy = { maxWaitMs: MAX_WAIT_MS, callersMax: CALLERS_MAX, noAgent, ringMs: 20_000 };
      const base = { processId: 'p', incomingNumberId: 'n', phone: '', campaignIds: [], leadId: '' };
      const caller: Caller = {
        ...base,
        attemptId,
        arrivedAt: world.nowAt - pick,
        policy,
        stage: { type: 'matching' },
      };
      if (pick === 7) world.owners.set(attemptId, agent);
      apply(world, { type: 'arrived', caller });
      return;
    }
    case 'matched': {
      const staffed = world.signedIn.size > 0;
      apply(world, { type: 'matched', attemptId, leadId: attemptId, campaignIds: ['c'], staffed });
      return;
    }
    case 'unknown':
      if (found?.stage.type === 'matching') apply(world, { type: 'unknown', attemptId });
      return;
    case 'held':
    case 'guard_lost':
      if (kind === 'guard_lost' && found?.stage.type === 'offered') world.ready.push(agentId);
      apply(world, { type: kind, attemptId });
      return;
    case 'gone':
      // The agent who was being rung is free again.
      if (found?.stage.type === 'offered' || found?.stage.type === 'ringing') world.ready.push(agentId);
      if (found !== undefined) world.ends.set(attemptId, 'gone');
      apply(world, { type: 'gone', attemptId });
      return;
    case 'ringing':
      apply(world, { type: 'ringing', attemptId, agentId, token: pick + 1 });
      return;
    case 'connected':
      if (found?.stage.type !== 'ringing') return;
      apply(world, { type: 'connected', attemptId, agentId, token: pick + 1 });
      return;
    case 'ring_over':
      // Ready again at once, sometimes, and never given anything meanwhile.
      if (found?.stage.type === 'ringing' && pick % 2 === 0) world.ready.unshift(agentId);
      apply(world, { type: 'ring_over', attemptId, agentId });
      return;
    case 'match':
      match(world);
      return;
    case 'look':
      apply(world, { type: 'look', isStaffed: () => world.signedIn.size > 0 });
      return;
    case 'agent_ready':
      world.signedIn.add(agent);
      if (world.queue.some((each) => agentOf(each) === agent) || world.ready.includes(agent)) return;
      world.ready.push(agent);
      return;
    case 'agent_away':
      if (world.queue.some((each) => agentOf(each) === agent)) return;
      world.signedIn.delete(agent);
      world.ready = world.ready.filter((each) => each !== agent);
  }
}

function check({ queue, ends }: World): void {
  const ids = queue.map(({ attemptId }) => attemptId);
  assert.equal(new Set(ids).size, ids.length, 'a caller is there once');
  assert.ok(
    ids.every((attemptId) => !ends.has(attemptId)),
    'whoever has gone stays away',
  );
  const agents = queue.map(agentOf).filter((agentId) => agentId !== undefined);
  assert.equal(new Set(agents).size, agents.length, 'one caller an agent');
  assert.ok(queue.filter(isQueued).length <= CALLERS_MAX, 'more wait than may');
  const places = [...positionsOf(queue).values()];
  assert.deepEqual(
    places,
    places.toSorted((a, b) => a - b),
  );
  assert.deepEqual(new Set(places).size, places.length);
  for (const [at, caller] of queue.entries()) {
    const next = queue[at + 1];
    if (next !== undefined) assert.ok(caller.arrivedAt <= next.arrivedAt, 'not in the order of arrival');
  }
}

test('R-54 any history of callers and agents: nobody is overtaken, lost, doubled or sent away too early, and nobody is rung twice in a row while another is free', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 60, maxLength: 160 }), (steps) => {
      const world: World = {
        queue: NO_CALLERS,
        ready: [],
        signedIn: new Set(),
        nowAt: 1_000_000,
        ends: new Map(),
        owners: new Map(),
      };
      for (const each of steps) {
        world.nowAt += each.afterMs;
        act(world, each);
        check(world);
      }
      // Everybody has an end: in the end nobody is left who waits.
      world.nowAt += MAX_WAIT_MS;
      apply(world, { type: 'look', isStaffed: () => true });
      assert.ok(
        world.queue.every((caller) => agentOf(caller) !== undefined),
        'somebody waits for ever',
      );
    }),
    { numRuns: 200 },
  );
});
