import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sampleRequest, sampleResponse } from '../testing/sample-messages.ts';
import { TransactionBench } from '../testing/transaction-bench.ts';
import { startInviteServer, stepInviteServer, type InviteServerState } from './invite-server.ts';
import type { ServerInput } from './machine.ts';
import { RFC_TIMERS, type TransactionConfig } from './timers.ts';

const UDP: TransactionConfig = { timers: RFC_TIMERS, reliable: false };
const TCP: TransactionConfig = { timers: RFC_TIMERS, reliable: true };
const INVITE = sampleRequest('INVITE');
const again: ServerInput = { type: 'request', request: INVITE };
const ack: ServerInput = { type: 'request', request: sampleRequest('ACK') };

function bench(config: TransactionConfig): TransactionBench<InviteServerState, ServerInput> {
  return new TransactionBench(startInviteServer(INVITE), (state, input) =>
    stepInviteServer(state, input, config),
  );
}

const say = (status: number): ServerInput => ({ type: 'send', response: sampleResponse(INVITE, status) });

test('the INVITE is delivered once; a repetition gets the last provisional response, or nothing before the first', () => {
  const server = bench(UDP);
  server.input(again);
  server.input(say(100));
  server.input(say(180));
  server.advance(500);
  server.input(again);
  assert.deepEqual(server.delivered, ['INVITE']);
  assert.deepEqual(server.sentAt('100'), [0]);
  assert.deepEqual(server.sentAt('180'), [0, 0.5]);
});

test('a failure over UDP is repeated with doubling pauses of at most 4 s until the ACK is missed at 32 s', () => {
  const server = bench(UDP);
  server.input(say(486));
  server.advance(100_000);
  assert.deepEqual(server.sentAt('486'), [0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5]);
  assert.deepEqual(server.notices, ['32 timeout H', '32 terminate']);
});

test('a failure over a reliable transport goes out once, and the ACK is still awaited', () => {
  const server = bench(TCP);
  server.input(say(486));
  server.advance(100_000);
  assert.deepEqual(server.sentAt('486'), [0]);
  assert.deepEqual(server.notices, ['32 timeout H', '32 terminate']);
});

test('the ACK of a failure ends its repetition; stray ones are swallowed until timer I, 5 s later', () => {
  const server = bench(UDP);
  server.input(say(486));
  server.input(again);
  server.input(ack);
  server.advance(1_000);
  server.input(ack);
  server.input(again);
  server.advance(10_000);
  assert.deepEqual(server.sentAt('486'), [0, 0]);
  assert.deepEqual(server.delivered, ['INVITE']);
  assert.deepEqual(server.notices, ['5 terminate']);
});

test('over a reliable transport the ACK of a failure ends the transaction', () => {
  const server = bench(TCP);
  server.input(say(486));
  server.input(ack);
  assert.deepEqual(server.notices, ['0 terminate']);
});

test('RFC 6026: after a 2xx a repeated INVITE is swallowed, ACKs are delivered, the user repeats the 2xx, until timer L', () => {
  const server = bench(UDP);
  server.input(say(200));
  server.advance(500);
  server.input(again);
  server.input(say(200));
  server.input(ack);
  server.advance(100_000);
  assert.deepEqual(server.sentAt('200'), [0, 0.5]);
  assert.deepEqual(server.delivered, ['INVITE', 'ACK']);
  assert.deepEqual(server.notices, ['32 terminate']);
});

test('299 is a success and 300 a failure, which waits for its ACK', () => {
  const states = [299, 300].map((status) => {
    const server = bench(UDP);
    server.input(say(status));
    return server.state.type;
  });
  assert.deepEqual(states, ['accepted', 'completed']);
});

test('a second answer is refused with its reason, and not sent', () => {
  const server = bench(UDP);
  server.input(say(200));
  server.input(say(486));
  server.input(say(180));
  server.advance(32_000);
  server.input(say(200));
  assert.deepEqual(server.sentAt(), [0]);
  assert.deepEqual(server.notices, [
    '0 refuse already-answered',
    '0 refuse already-answered',
    '32 terminate',
    '32 refuse terminated',
  ]);
});

test('RFC 6026 section 8.8: a transport error is told, and the state stays, so that a repeated INVITE is not a new call', () => {
  const server = bench(UDP);
  server.input(say(180));
  server.input({ type: 'transport-error' });
  assert.equal(server.state.type, 'proceeding');
  server.input(say(486));
  server.input({ type: 'transport-error' });
  server.input(again);
  assert.deepEqual(server.delivered, ['INVITE']);
  assert.deepEqual(server.notices, ['0 transport-failed', '0 transport-failed']);
});
