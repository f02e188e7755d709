import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  SESSION_TIMER_OFF,
  type SessionTerms,
  type SessionTimerInput,
  type SessionTimerState,
  stepSessionTimer,
} from './session-timer.ts';

const LOCAL: SessionTerms = { intervalS: 90, refresher: 'local' };
const REMOTE: SessionTerms = { intervalS: 90, refresher: 'remote' };

/** State and actions as short texts, after each input in turn. */
function after(...inputs: SessionTimerInput[]): { state: string; actions: string[] } {
  let state: SessionTimerState = SESSION_TIMER_OFF;
  let actions: string[] = [];
  for (const input of inputs) {
    const step = stepSessionTimer(state, input);
    state = step.state;
    actions = step.actions.map((action) => {
      if (action.type === 'set-timer') return `${action.timer} in ${action.delayMs}`;
      if (action.type === 'clear-timer') return `no ${action.timer}`;
      return action.type === 'refresh' ? `refresh ${action.intervalS}` : action.type;
    });
  }
  return { state: state.type, actions };
}

const agreed = (terms: SessionTerms | undefined, chance = 0.5): SessionTimerInput => ({
  type: 'agreed',
  terms,
  chance,
});
const due: SessionTimerInput = { type: 'timer', timer: 'refresh' };
const expired: SessionTimerInput = { type: 'timer', timer: 'expiry' };

test('RFC 4028 10: who refreshes does so about half-way, spread over 5 s either way', () => {
  assert.deepEqual(after(agreed(LOCAL)), {
    state: 'waiting',
    actions: ['refresh in 45000', 'expiry in 90000'],
  });
  assert.deepEqual(after(agreed(LOCAL, 0)).actions[0], 'refresh in 40000');
  assert.deepEqual(after(agreed(LOCAL), due), { state: 'refreshing', actions: ['refresh 90'] });
});

test('RFC 4028 10: a peer that does not refresh loses the call at the full interval', () => {
  assert.deepEqual(after(agreed(REMOTE)), { state: 'watching', actions: ['no refresh', 'expiry in 90000'] });
  assert.deepEqual(after(agreed(REMOTE), expired).actions.at(-1), 'expire');
  assert.deepEqual(after(agreed(LOCAL), agreed(REMOTE)).actions[0], 'no refresh');
});

test('RFC 4028 7.2: a 2xx without Session-Expires ends the timer, not the call', () => {
  assert.deepEqual(after(agreed(LOCAL), agreed(undefined)), {
    state: 'off',
    actions: ['no refresh', 'no expiry'],
  });
});

test('RFC 4028 7.3: 422 is followed once by a refresh with what the peer wants', () => {
  const wants = (minSeS: number): SessionTimerInput => ({ type: 'too-brief', minSeS });
  assert.deepEqual(after(agreed(LOCAL), due, wants(120)), { state: 'refreshing', actions: ['refresh 120'] });
  assert.equal(after(agreed(LOCAL), due, wants(120), wants(120)).state, 'ended');
});

test('a refresh that met an open offer comes again; one that failed ends the call', () => {
  const later: SessionTimerInput = { type: 'later', waitMs: 2_500 };
  assert.deepEqual(after(agreed(LOCAL), due, later), { state: 'waiting', actions: ['refresh in 2500'] });
  assert.equal(after(agreed(LOCAL), due, later, due).state, 'refreshing');
  assert.equal(after(agreed(LOCAL), due, { type: 'failed' }).actions.at(-1), 'expire');
  assert.equal(after(agreed(LOCAL), { type: 'failed' }).state, 'waiting');
});

test('intervals nobody may ask for are held within bounds', () => {
  const wait = (intervalS: number, refresher: SessionTerms['refresher']): string[] =>
    after(agreed({ intervalS, refresher })).actions;
  assert.deepEqual(wait(1, 'local'), ['refresh in 5000', 'expiry in 10000']);
  assert.deepEqual(wait(1, 'remote').at(-1), 'expiry in 90000');
  assert.deepEqual(wait(2 ** 32 - 1, 'remote').at(-1), `expiry in ${7 * 86_400_000}`);
});
