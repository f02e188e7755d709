import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sampleRequest, sampleResponse } from '../testing/sample-messages.ts';
import { TransactionBench } from '../testing/transaction-bench.ts';
import type { ClientInput } from './machine.ts';
import { startNonInviteClient, stepNonInviteClient, type NonInviteClientState } from './non-invite-client.ts';
import { RFC_TIMERS, type TransactionConfig } from './timers.ts';

const UDP: TransactionConfig = { timers: RFC_TIMERS, reliable: false };
const TCP: TransactionConfig = { timers: RFC_TIMERS, reliable: true };
const BYE = sampleRequest('BYE');

function bench(config: TransactionConfig): TransactionBench<NonInviteClientState, ClientInput> {
  return new TransactionBench(startNonInviteClient(BYE, config), (state, input) =>
    stepNonInviteClient(state, input, config),
  );
}

const answer = (status: number): ClientInput => ({ type: 'response', response: sampleResponse(BYE, status) });

test('a request without an answer over UDP is repeated with doubling pauses of at most 4 s and given up at 32 s', () => {
  const client = bench(UDP);
  client.advance(100_000);
  assert.deepEqual(client.sentAt('BYE'), [0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5]);
  assert.deepEqual(client.notices, ['32 timeout F', '32 terminate']);
});

test('over a reliable transport a request goes out once and is given up at 32 s', () => {
  const client = bench(TCP);
  client.advance(100_000);
  assert.deepEqual(client.sentAt('BYE'), [0]);
  assert.deepEqual(client.notices, ['32 timeout F', '32 terminate']);
});

test('after a provisional response a request over UDP is repeated every T2, and timer F still ends the wait', () => {
  const client = bench(UDP);
  client.advance(600);
  client.input(answer(100));
  client.advance(100_000);
  assert.deepEqual(client.sentAt('BYE'), [0, 0.5, 1.5, 5.5, 9.5, 13.5, 17.5, 21.5, 25.5, 29.5]);
  assert.deepEqual(client.delivered, ['100']);
  assert.deepEqual(client.notices, ['32 timeout F', '32 terminate']);
});

test('a final response is delivered once; repetitions are swallowed until timer K, 5 s later', () => {
  const client = bench(UDP);
  client.input(answer(200));
  client.advance(1_000);
  client.input(answer(200));
  client.input(answer(100));
  client.input({ type: 'transport-error' });
  client.advance(10_000);
  assert.deepEqual(client.delivered, ['200']);
  assert.deepEqual(client.notices, ['5 terminate']);
  assert.deepEqual(client.sentAt(), [0]);
});

test('over a reliable transport a final response ends the transaction at once', () => {
  const client = bench(TCP);
  client.input(answer(481));
  assert.deepEqual(client.delivered, ['481']);
  assert.deepEqual(client.notices, ['0 terminate']);
});

test('a transport error is told and ends the transaction', () => {
  const client = bench(UDP);
  client.input(answer(100));
  client.input({ type: 'transport-error' });
  client.advance(100_000);
  assert.deepEqual(client.notices, ['0 transport-failed', '0 terminate']);
});
