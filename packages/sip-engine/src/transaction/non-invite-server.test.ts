import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sampleRequest, sampleResponse } from '../testing/sample-messages.ts';
import { TransactionBench } from '../testing/transaction-bench.ts';
import type { ServerInput } from './machine.ts';
import { startNonInviteServer, stepNonInviteServer, type NonInviteServerState } from './non-invite-server.ts';
import { RFC_TIMERS, type TransactionConfig } from './timers.ts';

const UDP: TransactionConfig = { timers: RFC_TIMERS, reliable: false };
const TCP: TransactionConfig = { timers: RFC_TIMERS, reliable: true };
const OPTIONS = sampleRequest('OPTIONS');
const again: ServerInput = { type: 'request', request: OPTIONS };

function bench(config: TransactionConfig): TransactionBench<NonInviteServerState, ServerInput> {
  return new TransactionBench(startNonInviteServer(OPTIONS, config), (state, input) =>
    stepNonInviteServer(state, input, config),
  );
}

const say = (status: number): ServerInput => ({ type: 'send', response: sampleResponse(OPTIONS, status) });

test('the request is delivered once; a repetition is swallowed before the answer and gets the answer behind it, until timer J', () => {
  const server = bench(UDP);
  server.input(again);
  server.input(say(200));
  server.advance(500);
  server.input(again);
  server.advance(100_000);
  server.input(again);
  assert.deepEqual(server.delivered, ['OPTIONS']);
  assert.deepEqual(server.sentAt('200'), [0, 0.5]);
  assert.deepEqual(server.notices, ['32 terminate']);
});

test('over a reliable transport the answer ends the transaction', () => {
  const server = bench(TCP);
  server.input(say(200));
  assert.deepEqual(server.notices, ['0 terminate']);
});

test('RFC 4320: a request without an answer gets a 100 at 3.5 s, and nothing at all from 32 s on', () => {
  for (const config of [UDP, TCP]) {
    const server = bench(config);
    server.advance(4_000);
    server.input(again);
    server.advance(100_000);
    server.input(say(200));
    assert.deepEqual(server.sentAt(), [3.5, 4]);
    assert.deepEqual(server.notices, ['32 timeout late', '32 terminate', '104 refuse terminated']);
  }
});

test('RFC 4320: an early 100 waits for 3.5 s over UDP, goes out at once over a reliable transport, and only once', () => {
  const [udp, tcp] = [bench(UDP), bench(TCP)];
  for (const server of [udp, tcp]) {
    server.input(say(100));
    server.advance(5_000);
    server.input(say(200));
  }
  assert.deepEqual(udp.sentAt('100'), [3.5]);
  assert.deepEqual(tcp.sentAt('100'), [0]);
  assert.deepEqual(udp.sentAt('200'), [5]);
});

test('RFC 4320: 180 and 408 to a non-INVITE request are refused, and a real answer is still possible', () => {
  const server = bench(UDP);
  server.input(say(180));
  server.input(say(408));
  server.input(say(200));
  server.input(say(404));
  assert.deepEqual(server.sentAt(), [0]);
  assert.deepEqual(server.notices, [
    '0 refuse provisional',
    '0 refuse request-timeout',
    '0 refuse already-answered',
  ]);
});

test('a transport error is told, and the answer stays ready for a repetition', () => {
  const server = bench(UDP);
  server.input(say(200));
  server.input({ type: 'transport-error' });
  server.input(again);
  assert.deepEqual(server.sentAt('200'), [0, 0]);
  assert.deepEqual(server.notices, ['0 transport-failed']);
});
