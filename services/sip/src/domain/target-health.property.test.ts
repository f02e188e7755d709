import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isUsable, NEW_TARGET, stepHealth, type HealthInput, type TargetHealth } from './target-health.ts';
import type { ProbePolicy } from './trunk.ts';

const POLICY: ProbePolicy = {
  off: false,
  intervalMs: 30_000,
  suspectAfter: 1,
  downAfter: 3,
  healthyAfter: 2,
};
const answered: HealthInput = { type: 'probeAnswered', status: 200, roundTripMs: 5 };
const missed: HealthInput = { type: 'probeMissed' };
const taken: HealthInput = { type: 'inviteTaken' };
const failed: HealthInput = { type: 'inviteFailed', status: 500 };

function after(inputs: readonly HealthInput[], from: TargetHealth = NEW_TARGET, nowAt = 0): TargetHealth {
  return inputs.reduce((state, input) => stepHealth(state, input, { policy: POLICY, nowAt }), from);
}

test('a target that stops answering is suspect, then down, and comes back after the answers its trunk asks for', () => {
  const states = [answered, missed, missed, missed, answered, answered].map(
    (_, index, all) => after(all.slice(0, index + 1)).health,
  );
  assert.deepEqual(states, ['healthy', 'suspect', 'suspect', 'down', 'suspect', 'healthy']);
});

test('whatever status OPTIONS gets, the target lives; only 503 says that it does not work, and its Retry-After is obeyed', () => {
  for (const status of [200, 403, 404, 405, 481, 501]) {
    assert.equal(after([{ ...answered, status }]).health, 'healthy', String(status));
  }
  const busy = after([{ ...answered, status: 503, retryAfterS: 20 }]);
  assert.equal(busy.health, 'suspect');
  assert.equal(isUsable(busy, 19_999), false);
  assert.equal(isUsable(busy, 20_000), true);
});

test('a target that has never answered OPTIONS is not down for that, and healthy as soon as it takes a call', () => {
  const silent = after([missed, missed, missed, missed, missed]);
  assert.equal(silent.health, 'suspect');
  assert.equal(silent.reason, 'has never answered OPTIONS');
  assert.equal(after([taken, missed, missed, missed, missed], silent).health, 'healthy');
});

test('F55 three failed calls in a row rest the target, each time twice as long; a call that works clears them', () => {
  assert.equal(after([failed, failed]).restUntilAt, 0);
  const rested = after([failed, failed, failed]);
  assert.equal(rested.restUntilAt, 30_000);
  assert.equal(rested.reason, '3 calls in a row failed (500)');
  // OPTIONS that are answered do not clear what calls have shown.
  assert.equal(after([answered, answered, answered], rested).health, 'suspect');
  const again = after([failed], rested, 30_000);
  assert.equal(again.restUntilAt, 90_000);
  const cured = after([taken], again);
  assert.deepEqual([cured.health, cured.failuresInRow, cured.reason], ['healthy', 0, '']);
});

test('F56 Retry-After rests a target at the first failure, five minutes at most', () => {
  assert.equal(after([{ ...failed, status: 503, retryAfterS: 5 }], NEW_TARGET, 1000).restUntilAt, 6000);
  assert.equal(after([{ ...failed, retryAfterS: 86_400 }]).restUntilAt, 300_000);
});

const anyInput: fc.Arbitrary<HealthInput> = fc.oneof(
  fc.record({
    type: fc.constant('probeAnswered' as const),
    status: fc.constantFrom(200, 404, 503),
    roundTripMs: fc.nat(1000),
    retryAfterS: fc.option(fc.nat(1000), { nil: undefined }),
  }),
  fc.constant(missed),
  fc.constant(taken),
  fc.record({
    type: fc.constant('inviteFailed' as const),
    status: fc.constantFrom(0, 408, 500, 503),
    retryAfterS: fc.option(fc.nat(1000), { nil: undefined }),
  }),
);

test('whatever happens: a rest is never longer than five minutes, a reason stands with everything but health, and good news cure', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anyInput, fc.nat(60_000)), { maxLength: 60 }), (history) => {
      let [state, nowAt] = [NEW_TARGET, 0];
      for (const [input, gapMs] of history) {
        nowAt += gapMs;
        state = stepHealth(state, input, { policy: POLICY, nowAt });
        assert.ok(state.restUntilAt <= nowAt + 300_000);
        assert.equal(state.reason !== '', state.health === 'suspect' || state.health === 'down');
        assert.ok(state.health !== 'down' || state.answersProbes);
      }
      const cured = after([answered, answered, taken], state, nowAt + 300_000);
      assert.equal(cured.health, 'healthy');
      assert.equal(isUsable(cured, nowAt + 300_000), true);
    }),
    { numRuns: 200 },
  );
});
