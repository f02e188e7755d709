import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import type { SipMessage } from '../message/message.ts';
import { sampleRequest, sampleResponse } from '../testing/sample-messages.ts';
import { TransactionBench, type BenchRecord } from '../testing/transaction-bench.ts';
import { startInviteClient, stepInviteClient, type InviteClientInput } from './invite-client.ts';
import { startInviteServer, stepInviteServer } from './invite-server.ts';
import type { ClientInput, ServerInput, Step, TimerName } from './machine.ts';
import { startNonInviteClient, stepNonInviteClient } from './non-invite-client.ts';
import { startNonInviteServer, stepNonInviteServer } from './non-invite-server.ts';
import { RFC_TIMERS, type TransactionConfig } from './timers.ts';

const INVITE = sampleRequest('INVITE');
const OPTIONS = sampleRequest('OPTIONS');

type Advance = { readonly type: 'advance'; readonly byMs: number };

const advance: fc.Arbitrary<Advance> = fc
  .oneof(fc.integer({ min: 0, max: 5_000 }), fc.integer({ min: 20_000, max: 40_000 }))
  .map((byMs) => ({ type: 'advance', byMs }));
const status = fc.constantFrom(100, 180, 199, 200, 202, 299, 300, 302, 404, 408, 486, 699);
const transportError = fc.constant({ type: 'transport-error' } as const);
const config = fc.record({ timers: fc.constant(RFC_TIMERS), reliable: fc.boolean() });

function clientInput(request: typeof INVITE): fc.Arbitrary<ClientInput | Advance> {
  const response = status.map(
    (code) => ({ type: 'response', response: sampleResponse(request, code) }) as const,
  );
  return fc.oneof({ weight: 4, arbitrary: response }, { weight: 3, arbitrary: advance }, transportError);
}

function serverInput(request: typeof INVITE): fc.Arbitrary<ServerInput | Advance> {
  const send = status.map((code) => ({ type: 'send', response: sampleResponse(request, code) }) as const);
  const again = fc
    .constantFrom(request, sampleRequest('ACK'))
    .map((repeated) => ({ type: 'request', request: repeated }) as const);
  return fc.oneof(
    { weight: 3, arbitrary: send },
    { weight: 3, arbitrary: again },
    { weight: 3, arbitrary: advance },
    transportError,
  );
}

/** Drives a machine with the inputs, then lets time run out, and checks what every machine promises. */
function drive<State extends { readonly type: string }, Input extends { readonly type: string }>(
  first: Step<State>,
  step: (state: State, input: Input | { type: 'timer'; timer: TimerName }) => Step<State>,
  inputs: readonly (Input | Advance)[],
): TransactionBench<State, Input> {
  const bench = new TransactionBench<State, Input>(first, step);
  for (const input of inputs) {
    if (isAdvance(input)) bench.advance(input.byMs);
    else bench.input(input);
    if (bench.state.type === 'terminated')
      assert.deepEqual(bench.timersRunning, [], 'no timer outlives its transaction');
  }
  assertWrongTimersIgnored(bench.state, step);
  bench.advance(1_000_000);
  assert.deepEqual(bench.timersRunning, [], 'every timer ends');
  assertSilentAfterEnd(bench);
  return bench;
}

/** Timers that run while an answer is awaited, and those that run behind it; the wrong kind for a state changes nothing. */
const BEFORE_ANSWER: readonly TimerName[] = ['A', 'B', 'C', 'E', 'F', 'cancel', 'trying', 'late'];
const BEHIND_ANSWER: readonly TimerName[] = ['D', 'G', 'H', 'I', 'J', 'K', 'L', 'M'];
const WAITING_STATES: readonly string[] = ['calling', 'trying', 'proceeding'];

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- lets each machine keep its own inputs
function assertWrongTimersIgnored<State extends { readonly type: string }, Input>(
  state: State,
  step: (state: State, input: Input | { type: 'timer'; timer: TimerName }) => Step<State>,
): void {
  const wrong = WAITING_STATES.includes(state.type) ? BEHIND_ANSWER : BEFORE_ANSWER;
  for (const timer of wrong) {
    assert.deepEqual(
      step(state, { type: 'timer', timer }),
      { state, actions: [] },
      `timer ${timer} in ${state.type}`,
    );
  }
}

function isAdvance(input: { readonly type: string }): input is Advance {
  return input.type === 'advance';
}

function assertSilentAfterEnd(bench: BenchRecord): void {
  const end = bench.events.findIndex(({ action }) => action.type === 'terminate');
  const after = end === -1 ? [] : bench.events.slice(end + 1);
  assert.ok(
    after.every(({ action }) => action.type === 'refuse'),
    'a terminated transaction says nothing more',
  );
  assert.equal(end === -1, bench.state.type !== 'terminated');
}

function finals(messages: readonly SipMessage[]): number[] {
  return messages.flatMap((message) =>
    message.type === 'response' && message.status >= 200 ? [message.status] : [],
  );
}

function ofType(bench: BenchRecord, type: 'send' | 'deliver'): SipMessage[] {
  return bench.events.flatMap(({ action }) =>
    action.type === type && 'message' in action ? [action.message] : [],
  );
}

/** Ends of a transaction as the user sees them: a final response or a failure. */
function outcomes(bench: BenchRecord): number {
  const failures = bench.events.filter(
    ({ action }) => action.type === 'timeout' || action.type === 'transport-failed',
  ).length;
  return failures + finals(ofType(bench, 'deliver')).length;
}

test('INVITE client: whatever comes, one outcome is told (2xx may repeat), and only proceeding can last', () => {
  const input = fc.oneof(clientInput(INVITE), fc.constant<InviteClientInput>({ type: 'cancel-sent' }));
  const run = (inputs: (InviteClientInput | Advance)[], chosen: TransactionConfig): void => {
    const step = (state: Parameters<typeof stepInviteClient>[0], next: InviteClientInput) =>
      stepInviteClient(state, next, chosen);
    const bench = drive(startInviteClient(INVITE, chosen), step, inputs);
    assert.ok(bench.state.type === 'terminated' || bench.state.type === 'proceeding', bench.state.type);
    const told = finals(ofType(bench, 'deliver'));
    const success = told.filter((code) => code < 300).length;
    if (success > 0) assert.equal(success, told.length, 'a success is followed by successes only');
    else if (told.length > 0) assert.equal(told.length, 1, 'one failure is delivered');
    const acked = ofType(bench, 'send').some(
      (message) => message.type === 'request' && message.method === 'ACK',
    );
    assert.equal(
      acked,
      told.some((code) => code >= 300),
      'failures, and failures only, are acknowledged here',
    );
  };
  fc.assert(fc.property(fc.array(input, { maxLength: 12 }), config, run), { numRuns: 200 });
});

test('non-INVITE client: whatever comes, exactly one outcome is told and the transaction ends', () => {
  const run = (inputs: (ClientInput | Advance)[], chosen: TransactionConfig): void => {
    const step = (state: Parameters<typeof stepNonInviteClient>[0], next: ClientInput) =>
      stepNonInviteClient(state, next, chosen);
    const bench = drive(startNonInviteClient(OPTIONS, chosen), step, inputs);
    assert.equal(bench.state.type, 'terminated');
    assert.equal(outcomes(bench), 1);
  };
  fc.assert(fc.property(fc.array(clientInput(OPTIONS), { maxLength: 12 }), config, run), { numRuns: 200 });
});

test('INVITE server: whatever comes, one INVITE is delivered, one final status is sent, and only proceeding can last', () => {
  const run = (inputs: (ServerInput | Advance)[], chosen: TransactionConfig): void => {
    const step = (state: Parameters<typeof stepInviteServer>[0], next: ServerInput) =>
      stepInviteServer(state, next, chosen);
    const bench = drive(startInviteServer(INVITE), step, inputs);
    assert.ok(bench.state.type === 'terminated' || bench.state.type === 'proceeding', bench.state.type);
    assert.deepEqual(
      bench.delivered.filter((label) => label === 'INVITE'),
      ['INVITE'],
    );
    const sent = finals(ofType(bench, 'send'));
    const classes = new Set(sent.map((code) => (code < 300 ? 200 : code)));
    assert.ok(classes.size <= 1, `one answer only: ${sent.join()}`);
  };
  fc.assert(fc.property(fc.array(serverInput(INVITE), { maxLength: 12 }), config, run), { numRuns: 200 });
});

test('non-INVITE server: whatever comes, one request is delivered, at most one final status is sent, and it ends', () => {
  const run = (inputs: (ServerInput | Advance)[], chosen: TransactionConfig): void => {
    const step = (state: Parameters<typeof stepNonInviteServer>[0], next: ServerInput) =>
      stepNonInviteServer(state, next, chosen);
    const bench = drive(startNonInviteServer(OPTIONS, chosen), step, inputs);
    assert.equal(bench.state.type, 'terminated');
    assert.deepEqual(bench.delivered, ['OPTIONS']);
    const sent = finals(ofType(bench, 'send'));
    assert.ok(new Set(sent).size <= 1, `one answer only: ${sent.join()}`);
    assert.ok(!sent.includes(408), 'RFC 4320: never 408');
  };
  fc.assert(fc.property(fc.array(serverInput(OPTIONS), { maxLength: 12 }), config, run), { numRuns: 200 });
});
