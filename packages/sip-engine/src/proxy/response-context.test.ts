import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Header, SipResponse } from '../message/message.ts';
import { sampleRequest, sampleResponse } from '../testing/sample-messages.ts';
import { statusOf } from './best-response.ts';
import {
  type ProxyAction,
  type ProxyInput,
  type ProxyPlan,
  startProxying,
  stepProxying,
} from './response-context.ts';

const PLAN: ProxyPlan = {
  method: 'INVITE',
  targets: ['sip:a@192.0.2.1', 'sip:b@192.0.2.2'],
  isParallel: false,
  followsRedirects: false,
  provisionalMs: undefined,
  finalMs: undefined,
};

function response(status: number, headers: readonly Header[] = []): SipResponse {
  const made = sampleResponse(sampleRequest('INVITE'), status);
  return { ...made, headers: [...made.headers, ...headers] };
}

/** `0 180` is a response of branch 0, `1 fails 408`, `0 final` a timer, `0 C` timer C, `cancel` the caller's. */
function inputOf(text: string): ProxyInput {
  const [first = '', second = '', third = ''] = text.split(' ');
  const branch = Number(first);
  if (first === 'cancel') return { type: 'cancel' };
  if (second === 'fails') return { type: 'failed', branch, status: third === '503' ? 503 : 408 };
  if (second === 'provisional' || second === 'final') return { type: 'timer', branch, timer: second };
  if (second === 'C') return { type: 'rang-too-long', branch };
  return { type: 'response', branch, response: response(Number(second)) };
}

function label(action: ProxyAction): string {
  switch (action.type) {
    case 'respond':
      return `respond ${statusOf(action.outcome)}`;
    case 'report':
    case 'release':
      return `${action.type} ${action.branch} ${action.response.status}`;
    case 'set-timer':
      return `set ${action.branch} ${action.timer} ${action.delayMs}`;
    case 'clear-timers':
      return '';
    case 'done':
      return 'done';
    default:
      return `${action.type} ${action.branch}`;
  }
}

/** What is done at the start and after each input. */
function play(plan: Partial<ProxyPlan>, ...inputs: (string | ProxyInput)[]): string[] {
  const start = startProxying({ ...PLAN, ...plan });
  const told = [start.actions.map(label).join(', ')];
  let { state } = start;
  for (const input of inputs) {
    const step = stepProxying(state, typeof input === 'string' ? inputOf(input) : input);
    state = step.state;
    told.push(
      step.actions
        .map(label)
        .filter((text) => text !== '')
        .join(', '),
    );
  }
  return told;
}

test('one target after the other is tried until one accepts', () => {
  assert.deepEqual(play({}, '0 100', '0 180', '0 486', '1 180', '1 200'), [
    'forward 0',
    '',
    'respond 180',
    'report 0 486, forward 1',
    'respond 180',
    'report 1 200, respond 200, done',
  ]);
});

test('of all targets at once the first that accepts wins, and the others are cancelled when they may be', () => {
  const targets = ['sip:a@192.0.2.1', 'sip:b@192.0.2.2', 'sip:c@192.0.2.3'];
  assert.deepEqual(play({ isParallel: true, targets }, '0 180', '1 200', '2 180', '0 487', '2 487'), [
    'forward 0, forward 1, forward 2',
    'respond 180',
    'report 1 200, respond 200, done, cancel 0',
    'cancel 2',
    '',
    '',
  ]);
});

test('each 2xx to an INVITE goes up, also of two targets; one after a refusal is acknowledged and ended', () => {
  assert.deepEqual(play({ isParallel: true }, '0 200', '1 200', '0 200').slice(1), [
    'report 0 200, respond 200, done',
    'respond 200',
    'respond 200',
  ]);
  assert.deepEqual(
    play({ targets: ['sip:a@192.0.2.1'], finalMs: 100 }, '0 180', '0 final', '0 200').slice(2),
    ['cancel 0, respond 408, done', 'release 0 200'],
  );
});

test('the best refusal goes up once nobody is left: 6xx, then the lowest class, then what can be repaired', () => {
  const best = (...inputs: string[]): string => play({ isParallel: true }, ...inputs).at(-1) ?? '';
  assert.equal(best('0 486', '1 503'), 'report 1 503, respond 486, done');
  assert.equal(best('0 486', '1 407'), 'report 1 407, respond 407, done');
  assert.equal(best('0 302', '1 486'), 'report 1 486, respond 302, done');
  assert.equal(best('0 fails 408', '1 486'), 'report 1 486, respond 486, done');
  assert.equal(best('0 fails 503', '1 503'), 'report 1 503, respond 500, done');
  assert.equal(best('0 fails 408', '1 fails 503'), 'respond 408, done');
});

test('a 6xx cancels all others and is the answer, once they have ended', () => {
  assert.deepEqual(play({ isParallel: true }, '1 180', '0 603', '1 487').slice(2), [
    'report 0 603, cancel 1',
    'report 1 487, respond 603, done',
  ]);
  assert.deepEqual(play({}, '0 600').slice(1), ['report 0 600, respond 600, done']);
});

test('a caller who gives up: ringing targets are cancelled and awaited, silent ones are not', () => {
  assert.deepEqual(play({}, '0 180', 'cancel', '0 487').slice(2), [
    'cancel 0',
    'report 0 487, respond 487, done',
  ]);
  assert.deepEqual(play({}, 'cancel', '0 180', '0 487').slice(1), ['respond 487, done', 'cancel 0', '']);
  assert.deepEqual(play({}, '0 180', 'cancel', '0 200').slice(2), [
    'cancel 0',
    'report 0 200, respond 200, done',
  ]);
  assert.deepEqual(play({}, '0 180', 'cancel', '0 fails 408').slice(2), ['cancel 0', 'respond 487, done']);
});

test('a target that is silent or rings too long is left for the next', () => {
  const plan = { provisionalMs: 100, finalMs: 200 };
  assert.deepEqual(play(plan, '0 provisional', '0 180', '1 180', '1 provisional', '1 final'), [
    'set 0 provisional 100, set 0 final 200, forward 0',
    'set 1 provisional 100, set 1 final 200, forward 1',
    'cancel 0',
    'respond 180',
    '',
    'cancel 1, respond 408, done',
  ]);
  assert.deepEqual(play({}, '0 180', '0 C', '1 486').slice(2), [
    'cancel 0, forward 1',
    'report 1 486, respond 486, done',
  ]);
});

test('a 3xx is followed when asked to, by q, and no address twice', () => {
  const contacts: Header[] = [
    { name: 'Contact', value: '<sip:c@192.0.2.3>;q=0.2' },
    { name: 'Contact', value: '<sip:a@192.0.2.1>' },
    { name: 'Contact', value: '<sip:d@192.0.2.4?Replaces=x>;q=0.9' },
  ];
  const moved: ProxyInput = { type: 'response', branch: 0, response: response(302, contacts) };
  const start = stepProxying(startProxying({ ...PLAN, followsRedirects: true }).state, moved);
  const uris = start.state.branches.map((branch) => branch.uri);
  assert.deepEqual(uris, ['sip:a@192.0.2.1', 'sip:d@192.0.2.4', 'sip:c@192.0.2.3', 'sip:b@192.0.2.2']);
  assert.deepEqual(play({ followsRedirects: true }, moved, '1 486').slice(1), [
    'report 0 302, forward 1',
    'report 1 486, forward 2',
  ]);
  assert.deepEqual(play({}, moved).slice(1), ['report 0 302, forward 1']);
});

test('a challenge of the target in turn ends the search, and the challenges of all targets go up together', () => {
  assert.deepEqual(play({}, '0 401').slice(1), ['report 0 401, respond 401, done']);
  const challenge = (branch: number, value: string): ProxyInput => ({
    type: 'response',
    branch,
    response: response(401, [{ name: 'WWW-Authenticate', value }]),
  });
  const first = stepProxying(
    startProxying({ ...PLAN, isParallel: true }).state,
    challenge(0, 'Digest realm="a"'),
  );
  const last = stepProxying(first.state, challenge(1, 'Digest realm="b"'));
  const up = last.actions.find((action) => action.type === 'respond');
  const outcome = up?.type === 'respond' && typeof up.outcome !== 'number' ? up.outcome : undefined;
  const values = outcome?.headers
    .filter((entry) => entry.name === 'WWW-Authenticate')
    .map((entry) => entry.value);
  assert.deepEqual(values, ['Digest realm="a"', 'Digest realm="b"']);
});

test('other requests than INVITE are never cancelled', () => {
  const plan = { method: 'MESSAGE', isParallel: true };
  assert.deepEqual(play(plan, 'cancel', '0 200', '1 200').slice(1), [
    '',
    'report 0 200, respond 200, done',
    '',
  ]);
});
