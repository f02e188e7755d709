import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newTestCall, stepTestCall, type TestCallInput } from './test-call.ts';

const LIMITS = { ringMs: 20_000, playMs: 6000 };

function run(...inputs: readonly TestCallInput[]) {
  let state = newTestCall(0);
  const actions: string[] = [];
  for (const input of inputs) {
    const move = stepTestCall(state, input, { limits: LIMITS, nowAt: 5 });
    state = move.state;
    actions.push(...move.actions.map(({ type }) => type));
  }
  return { state, actions };
}

test('a phone is rung, hears music when somebody lifts, and is hung up after it', () => {
  const { state, actions } = run(
    { type: 'cleared' },
    { type: 'ringing' },
    { type: 'answered' },
    { type: 'timer' },
  );
  assert.deepEqual(state, {
    phase: 'over',
    outcome: 'done',
    sipStatus: 200,
    rang: true,
    reason: '',
    phaseAt: 5,
  });
  assert.deepEqual(actions, ['invite', 'setTimer', 'play', 'setTimer', 'finish']);
});

test('each way to end is told apart', () => {
  const cleared = { type: 'cleared' } as const;
  const answered = { type: 'answered' } as const;
  assert.equal(run(cleared, { type: 'timer' }).state.outcome, 'no_answer');
  assert.equal(run({ type: 'mediaFailed' }).state.outcome, 'no_media');
  assert.equal(run(cleared, answered, { type: 'gone' }).state.outcome, 'hung_up');
  assert.equal(run(cleared, { type: 'end' }).state.outcome, 'ended');
  const refused = run(cleared, { type: 'failed', status: 486 }).state;
  assert.deepEqual([refused.outcome, refused.sipStatus], ['failed', 486]);
  const forbidden = run({ type: 'refused', reason: 'PERMIT_REVOKED' });
  assert.deepEqual([forbidden.state.outcome, forbidden.state.reason], ['refused', 'PERMIT_REVOKED']);
  assert.deepEqual(forbidden.actions, ['finish'], 'no INVITE');
});

test('it is finished exactly once, whatever comes in whatever order', () => {
  const inputs: TestCallInput[] = [
    { type: 'cleared' },
    { type: 'refused', reason: 'PERMIT_USED' },
    { type: 'ringing' },
    { type: 'answered' },
    { type: 'failed', status: 500 },
    { type: 'gone' },
    { type: 'end' },
    { type: 'timer' },
    { type: 'mediaFailed' },
  ];
  for (const first of inputs) {
    for (const second of inputs) {
      const { actions, state } = run(first, second, { type: 'end' }, first, second);
      assert.equal(actions.filter((action) => action === 'finish').length, 1);
      assert.equal(state.phase, 'over');
    }
  }
});
