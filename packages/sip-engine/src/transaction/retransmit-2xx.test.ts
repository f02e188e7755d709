import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sampleRequest, sampleResponse } from '../testing/sample-messages.ts';
import { TransactionBench } from '../testing/transaction-bench.ts';
import {
  startRetransmit1xx,
  startRetransmit2xx,
  stepRetransmit,
  type RepeatedResponseInput,
  type RepeatedResponseState,
} from './retransmit-2xx.ts';
import type { Step } from './machine.ts';
import { RFC_TIMERS } from './timers.ts';

const INVITE = sampleRequest('INVITE');

function bench(
  first: Step<RepeatedResponseState>,
): TransactionBench<RepeatedResponseState, RepeatedResponseInput> {
  return new TransactionBench(first, stepRetransmit);
}

test('an unacknowledged 2xx is repeated after 0.5, 1, 2, then every 4 s, and given up 32 s after the first copy', () => {
  const repeated = bench(startRetransmit2xx(sampleResponse(INVITE, 200), RFC_TIMERS));
  repeated.advance(100_000);
  assert.deepEqual(repeated.sentAt('200'), [0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5]);
  assert.deepEqual(repeated.notices, ['32 timeout ack', '32 terminate']);
});

test('RFC 3262: an unacknowledged reliable provisional response is repeated with pauses that double without a cap', () => {
  const repeated = bench(startRetransmit1xx(sampleResponse(INVITE, 183), RFC_TIMERS));
  repeated.advance(100_000);
  assert.deepEqual(repeated.sentAt('183'), [0.5, 1.5, 3.5, 7.5, 15.5, 31.5]);
  assert.deepEqual(repeated.notices, ['32 timeout ack', '32 terminate']);
});

test('a timer of another machine changes nothing', () => {
  const { state } = startRetransmit2xx(sampleResponse(INVITE, 200), RFC_TIMERS);
  assert.deepEqual(stepRetransmit(state, { type: 'timer', timer: 'G' }), { state, actions: [] });
});

test('the acknowledgement ends the repetition, whatever comes behind it', () => {
  const repeated = bench(startRetransmit2xx(sampleResponse(INVITE, 200), RFC_TIMERS));
  repeated.advance(600);
  repeated.input({ type: 'acknowledged' });
  repeated.input({ type: 'acknowledged' });
  repeated.advance(100_000);
  assert.deepEqual(repeated.sentAt('200'), [0.5]);
  assert.deepEqual(repeated.notices, ['0.6 terminate']);
});
