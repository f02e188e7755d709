import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Timer } from '@firstring/kernel';
import { SimulatedClock } from '@firstring/kernel/testing';
import {
  SESSION_TIMER_OFF,
  type SessionTimerAction,
  type SessionTimerInput,
  type SessionTimerState,
  stepSessionTimer,
} from './session-timer.ts';

type Advance = { readonly type: 'advance'; readonly byMs: number };

const terms = fc.record({
  intervalS: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.constant(2 ** 32 - 1)),
  refresher: fc.constantFrom('local' as const, 'remote' as const),
});
const input: fc.Arbitrary<SessionTimerInput | Advance> = fc.oneof(
  fc.record({
    type: fc.constant('agreed' as const),
    terms: fc.option(terms, { nil: undefined }),
    chance: fc.double({ min: 0, max: 0.999, noNaN: true }),
  }),
  fc.record({ type: fc.constant('later' as const), waitMs: fc.integer({ min: 10, max: 4_000 }) }),
  fc.record({ type: fc.constant('too-brief' as const), minSeS: fc.integer({ min: 0, max: 7_200 }) }),
  fc.constantFrom<SessionTimerInput>({ type: 'failed' }, { type: 'stopped' }),
  fc.integer({ min: 0, max: 120_000 }).map((byMs): Advance => ({ type: 'advance', byMs })),
);

/** Runs the machine against a simulated clock, as the engine does. */
class Bench {
  readonly clock = new SimulatedClock();
  readonly timers = new Map<string, Timer>();
  state: SessionTimerState = SESSION_TIMER_OFF;
  refreshes = 0;
  expiries = 0;

  feed(next: SessionTimerInput): void {
    const before = this.state;
    const step = stepSessionTimer(before, next);
    this.state = step.state;
    if (before.type === 'ended') assert.deepEqual(step.actions, [], 'nothing happens after the end');
    for (const [index, action] of step.actions.entries()) {
      if (action.type === 'expire') assert.equal(index, step.actions.length - 1, 'expire comes last');
      this.#execute(action);
    }
  }

  #execute(action: SessionTimerAction): void {
    if (action.type === 'refresh') {
      assert.equal(this.state.type, 'refreshing');
      this.refreshes += 1;
    } else if (action.type === 'expire') this.expiries += 1;
    else {
      this.timers.get(action.timer)?.cancel();
      this.timers.delete(action.timer);
      if (action.type === 'clear-timer') return;
      assert.ok(action.delayMs > 0 && action.delayMs < 2 ** 31, `a wait of ${action.delayMs} ms`);
      const { timer } = action;
      const fire = (): void => {
        this.timers.delete(timer);
        this.feed({ type: 'timer', timer });
      };
      this.timers.set(timer, this.clock.setTimer(action.delayMs, fire));
    }
  }
}

test('whatever comes: a timed session has an end ahead, an untimed one no timer, and a call expires once', () => {
  const run = (inputs: (SessionTimerInput | Advance)[]): void => {
    const bench = new Bench();
    for (const next of inputs) {
      if (next.type === 'advance') bench.clock.advance(next.byMs);
      else bench.feed(next);
      const isTimed = 'terms' in bench.state;
      assert.equal(bench.timers.has('expiry'), isTimed, `expiry in ${bench.state.type}`);
      assert.equal(
        bench.timers.has('refresh'),
        bench.state.type === 'waiting',
        `refresh in ${bench.state.type}`,
      );
    }
    // Nobody answers any more: what is timed ends, after one refresh at most.
    const before = bench.refreshes;
    const wasTimed = 'terms' in bench.state;
    bench.clock.advance(30 * 86_400_000);
    assert.equal(bench.timers.size, 0, 'every timer ends');
    assert.ok(bench.refreshes - before <= 1);
    assert.equal(bench.state.type === 'ended', wasTimed || bench.state.type === 'ended');
    assert.ok(bench.expiries <= 1);
  };
  fc.assert(fc.property(fc.array(input, { maxLength: 20 }), run), { numRuns: 200 });
});
