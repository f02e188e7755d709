import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stepCall } from './call.ts';
import type { CallAction } from './call-action.ts';
import type { CallInput } from './call-input.ts';
import { newCall, type CallLimits, type CallState } from './call-state.ts';
import { sampleLimits, samplePermit, sampleSubject, TO_THE_BRIDGE } from './sample-call.ts';

const LIMITS = { ...sampleLimits, silenceMs: 60_000, silenceCheckMs: 10_000 };
const FIRES: CallInput = { type: 'timer', timer: 'silence' };
const WATCHES: CallAction = { type: 'setTimer', timer: 'silence', delayMs: 60_000 };
const RESTS: CallAction = { type: 'clearTimer', timer: 'silence' };

/** Plays inputs after the bridge; what each caused. */
function play(limits: CallLimits, ...inputs: readonly CallInput[]) {
  let state: CallState = newCall({ subject: sampleSubject, limits, permit: samplePermit }, 0);
  const steps = [...TO_THE_BRIDGE, ...inputs].map((input) => {
    const move = stepCall(state, input, 1000);
    state = move.state;
    return move.actions;
  });
  return { state, steps: steps.slice(TO_THE_BRIDGE.length - 1) };
}

test('F54 once the two talk the relay is asked after the limit and every so often; a silent side ends the call with its reason', () => {
  const { state, steps } = play(LIMITS, FIRES, FIRES, { type: 'mediaSilent' });
  const asks = [
    { type: 'findSilence', limitMs: 60_000 },
    { type: 'setTimer', timer: 'silence', delayMs: 10_000 },
  ];
  assert.ok(steps[0]?.some((action) => action.type === 'setTimer' && action.timer === 'silence'));
  assert.deepEqual(steps.slice(1, 3), [asks, asks]);
  assert.equal(state.phase, 'ended');
  assert.deepEqual(state.verdict, { cause: 'LOST', reason: 'MEDIA_SILENT' });
});

test('F54 nobody is missed while somebody holds or a colleague is asked; afterwards the watch begins anew', () => {
  const apart: readonly (readonly [CallInput, CallInput])[] = [
    [{ type: 'hold' }, { type: 'resume' }],
    [
      { type: 'agentMedia', wish: 'nothing' },
      { type: 'agentMedia', wish: 'talk' },
    ],
    [
      { type: 'leadMedia', tryNumber: 1, wish: 'own-sound' },
      { type: 'leadMedia', tryNumber: 1, wish: 'talk' },
    ],
    [{ type: 'transfer', agentId: 'bob', mode: 'attended', by: 'desk' }, { type: 'cancelTransfer' }],
  ];
  for (const [leaves, returns] of apart) {
    const { state, steps } = play(LIMITS, leaves, FIRES, { type: 'mediaSilent' }, returns);
    assert.equal(state.phase, 'bridged', leaves.type);
    assert.deepEqual(steps[1]?.at(-1), RESTS);
    assert.deepEqual(steps.slice(2, 4), [[], []]);
    assert.deepEqual(steps[4]?.at(-1), WATCHES);
  }
});

test('a limit of 0 turns the watch off', () => {
  const { state, steps } = play({ ...LIMITS, silenceMs: 0 }, FIRES, { type: 'mediaSilent' });
  assert.equal(state.phase, 'bridged');
  assert.ok(!steps.flat().some((action) => action.type === 'setTimer' && action.timer === 'silence'));
});
