import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sampleRequest, sampleResponse } from '../testing/sample-messages.ts';
import { statusOf } from './best-response.ts';
import {
  hasRunningBranch,
  type ProxyAction,
  type ProxyInput,
  type ProxyPlan,
  type ProxyState,
  startProxying,
  stepProxying,
} from './response-context.ts';

const REQUEST = sampleRequest('INVITE');
const BRANCHES = 8;

const branch = fc.nat(BRANCHES - 1);
const status = fc.constantFrom(100, 180, 183, 200, 202, 302, 401, 404, 486, 487, 503, 600, 603);
const input: fc.Arbitrary<ProxyInput> = fc
  .oneof(
    { weight: 6, arbitrary: fc.record({ type: fc.constant('response' as const), branch, status }) },
    fc.record({
      type: fc.constant('failed' as const),
      branch,
      status: fc.constantFrom(408 as const, 503 as const),
    }),
    fc.record({
      type: fc.constant('timer' as const),
      branch,
      timer: fc.constantFrom('provisional' as const, 'final' as const),
    }),
    fc.record({ type: fc.constant('rang-too-long' as const), branch }),
    fc.record({ type: fc.constant('cancel' as const) }),
  )
  .map((made) =>
    made.type === 'response'
      ? { type: made.type, branch: made.branch, response: redirecting(made.branch, made.status) }
      : made,
  );

function redirecting(from: number, code: number): ReturnType<typeof sampleResponse> {
  const made = sampleResponse(REQUEST, code);
  const contact = { name: 'Contact', value: `<sip:next-${from}@192.0.2.9>` };
  return code >= 300 && code < 400 ? { ...made, headers: [...made.headers, contact] } : made;
}

const plan: fc.Arbitrary<ProxyPlan> = fc.record({
  method: fc.constantFrom('INVITE', 'MESSAGE'),
  targets: fc
    .integer({ min: 1, max: 5 })
    .map((n) => Array.from({ length: n }, (_, i) => `sip:t${i}@192.0.2.1`)),
  isParallel: fc.boolean(),
  followsRedirects: fc.boolean(),
  provisionalMs: fc.constantFrom(undefined, 100),
  finalMs: fc.constantFrom(undefined, 300),
});

/** Plays the inputs, then ends what still runs, as transactions do in the end. */
function play(how: ProxyPlan, inputs: readonly ProxyInput[]): { state: ProxyState; actions: ProxyAction[] } {
  const start = startProxying(how);
  let { state } = start;
  const actions = [...start.actions];
  const feed = (next: ProxyInput): void => {
    const step = stepProxying(state, next);
    state = step.state;
    actions.push(...step.actions);
  };
  for (const next of inputs) feed(next);
  // Redirections make no more than this many rounds.
  for (let round = 0; hasRunningBranch(state) && round < 64; round += 1) {
    for (const [index] of state.branches.entries()) feed({ type: 'failed', branch: index, status: 408 });
  }
  return { state, actions };
}

test('a proxied request has exactly one final answer, but for several 2xx to an INVITE, and is done once', () => {
  fc.assert(
    fc.property(plan, fc.array(input, { maxLength: 40 }), (how, inputs) => {
      const { actions } = play(how, inputs);
      const finals = actions.flatMap((action) =>
        action.type === 'respond' && statusOf(action.outcome) >= 200 ? [statusOf(action.outcome)] : [],
      );
      assert.ok(finals.length > 0);
      const isManySuccesses = how.method === 'INVITE' && finals.every((final) => final < 300);
      assert.ok(finals.length === 1 || isManySuccesses, finals.join(' '));
      assert.equal(actions.filter((action) => action.type === 'done').length, 1);
      const final = actions.findIndex(
        (action) => action.type === 'respond' && statusOf(action.outcome) >= 200,
      );
      const late = actions.slice(final + 1);
      assert.ok(!late.some((action) => action.type === 'respond' && statusOf(action.outcome) < 200));
      assert.ok(!late.some((action) => action.type === 'forward'), 'no target is tried after the end');
    }),
    { numRuns: 200 },
  );
});

test('all branches end, each is sent once and cancelled at most once, and no other is cancelled', () => {
  fc.assert(
    fc.property(plan, fc.array(input, { maxLength: 40 }), (how, inputs) => {
      const { state, actions } = play(how, inputs);
      assert.ok(!hasRunningBranch(state));
      const count = (type: 'forward' | 'cancel', index: number): number =>
        actions.filter((action) => action.type === type && action.branch === index).length;
      for (const [index, made] of state.branches.entries()) {
        assert.equal(count('forward', index), made.phase === 'waiting' ? 0 : 1);
        assert.ok(count('cancel', index) <= (how.method === 'INVITE' ? count('forward', index) : 0));
      }
    }),
    { numRuns: 200 },
  );
});

test('after the final answer whatever still rings is cancelled', () => {
  fc.assert(
    fc.property(plan, fc.array(input, { maxLength: 40 }), (how, inputs) => {
      let { state } = startProxying(how);
      for (const next of inputs) {
        state = stepProxying(state, next).state;
        if (how.method !== 'INVITE' || state.answered === undefined) continue;
        for (const made of state.branches) {
          if (made.phase === 'proceeding') assert.equal(made.cancel, 'sent');
          if (made.phase === 'calling') assert.equal(made.cancel, 'wanted');
        }
      }
    }),
    { numRuns: 200 },
  );
});
