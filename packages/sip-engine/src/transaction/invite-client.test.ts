import assert from 'node:assert/strict';
import { test } from 'node:test';

import { header } from '../message/message.ts';
import { sampleRequest, sampleResponse } from '../testing/sample-messages.ts';
import { TransactionBench } from '../testing/transaction-bench.ts';
import {
  startInviteClient,
  stepInviteClient,
  type InviteClientInput,
  type InviteClientState,
} from './invite-client.ts';
import { RFC_TIMERS, type TransactionConfig } from './timers.ts';

const UDP: TransactionConfig = { timers: RFC_TIMERS, reliable: false };
const TCP: TransactionConfig = { timers: RFC_TIMERS, reliable: true };
const INVITE = sampleRequest('INVITE', [{ name: 'Route', value: '<sip:proxy.example.net;lr>' }]);

function bench(config: TransactionConfig): TransactionBench<InviteClientState, InviteClientInput> {
  return new TransactionBench(startInviteClient(INVITE, config), (state, input) =>
    stepInviteClient(state, input, config),
  );
}

const answer = (status: number): InviteClientInput => ({
  type: 'response',
  response: sampleResponse(INVITE, status),
});

test('an INVITE without an answer over UDP goes out at 0, 0.5, 1.5, 3.5, 7.5, 15.5 and 31.5 s and is given up at 32 s', () => {
  const client = bench(UDP);
  client.advance(100_000);
  assert.deepEqual(client.sentAt('INVITE'), [0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5]);
  assert.deepEqual(client.notices, ['32 timeout B', '32 terminate']);
});

test('over a reliable transport an INVITE goes out once and is given up at 32 s', () => {
  const client = bench(TCP);
  client.advance(100_000);
  assert.deepEqual(client.sentAt('INVITE'), [0]);
  assert.deepEqual(client.notices, ['32 timeout B', '32 terminate']);
});

test('a provisional response ends the repetitions and the wait, and each one is delivered', () => {
  const client = bench(UDP);
  client.advance(600);
  client.input(answer(100));
  client.input(answer(180));
  client.advance(1_000_000);
  assert.deepEqual(client.sentAt(), [0, 0.5]);
  assert.deepEqual(client.delivered, ['100', '180']);
  assert.equal(client.state.type, 'proceeding');
  assert.deepEqual(client.timersRunning, []);
});

test('a failure is delivered once, acknowledged at once and for each repetition until timer D at 32 s', () => {
  const client = bench(UDP);
  client.input(answer(180));
  client.input(answer(486));
  client.advance(1_000);
  client.input(answer(486));
  client.advance(31_000);
  client.input(answer(486));
  assert.deepEqual(client.sentAt('ACK'), [0, 1]);
  assert.deepEqual(client.delivered, ['180', '486']);
  assert.deepEqual(client.notices, ['32 terminate']);
});

test('over a reliable transport a failure is acknowledged and the transaction ends at once', () => {
  const client = bench(TCP);
  client.input(answer(603));
  assert.deepEqual(client.sentAt('ACK'), [0]);
  assert.deepEqual(client.notices, ['0 terminate']);
});

test('the ACK of a failure has the INVITE`s branch, Route and Request-URI, the response`s To and its own CSeq (17.1.1.3)', () => {
  const client = bench(UDP);
  client.input(answer(404));
  const ack = client.events.flatMap(({ action }) => (action.type === 'send' ? [action.message] : [])).at(-1);
  assert.equal(ack?.type === 'request' ? `${ack.method} ${ack.uri}` : '', 'ACK sip:bob@example.net');
  assert.ok(ack !== undefined);
  assert.equal(header(ack, 'Via'), header(INVITE, 'Via'));
  assert.equal(header(ack, 'Route'), header(INVITE, 'Route'));
  assert.equal(header(ack, 'To'), '<sip:bob@example.net>;tag=314159');
  assert.equal(header(ack, 'CSeq'), '7 ACK');
  assert.equal(header(ack, 'Contact'), undefined);
});

test('RFC 6026: a 2xx is delivered and never acknowledged here; further ones are delivered too, until timer M at 32 s', () => {
  const client = bench(UDP);
  client.input(answer(200));
  client.advance(500);
  client.input(answer(200));
  client.input(answer(486));
  client.advance(40_000);
  client.input(answer(200));
  assert.deepEqual(client.delivered, ['200', '200']);
  assert.deepEqual(client.sentAt('ACK'), []);
  assert.deepEqual(client.notices, ['32 terminate']);
});

test('a transport error is told once and ends a transaction that still depends on what it sent', () => {
  const client = bench(UDP);
  client.input({ type: 'transport-error' });
  client.input({ type: 'transport-error' });
  client.advance(100_000);
  assert.deepEqual(client.notices, ['0 transport-failed', '0 terminate']);
  assert.deepEqual(client.sentAt(), [0]);
});

test('a transport error after an answer changes nothing', () => {
  const client = bench(UDP);
  client.input(answer(180));
  client.input({ type: 'transport-error' });
  assert.equal(client.state.type, 'proceeding');
});

test('a cancelled INVITE without a final response ends 64*T1 after the CANCEL (9.1)', () => {
  const client = bench(UDP);
  client.input(answer(180));
  client.advance(10_000);
  client.input({ type: 'cancel-sent' });
  client.advance(100_000);
  assert.deepEqual(client.notices, ['42 timeout cancel', '42 terminate']);
});

test('a cancelled INVITE that gets its 487 ends as any failed one', () => {
  const client = bench(UDP);
  client.input(answer(180));
  client.input({ type: 'cancel-sent' });
  client.input(answer(487));
  client.advance(100_000);
  assert.deepEqual(client.delivered, ['180', '487']);
  assert.deepEqual(client.notices, ['32 terminate']);
});

test('299 is a success and 300 a failure, which gets its ACK for each repetition', () => {
  const [success, failure] = [bench(UDP), bench(UDP)];
  success.input(answer(299));
  for (let copies = 0; copies < 2; copies++) failure.input(answer(300));
  assert.deepEqual([success.state.type, failure.state.type], ['accepted', 'completed']);
  assert.deepEqual([success.sentAt('ACK'), failure.sentAt('ACK')], [[], [0, 0]]);
});

test('no timer of the wait runs on behind a final response', () => {
  for (const status of [200, 486]) {
    const client = bench({ timers: { ...RFC_TIMERS, timerCMs: 10_000 }, reliable: false });
    client.input(answer(180));
    client.input({ type: 'cancel-sent' });
    client.input(answer(status));
    assert.deepEqual(client.timersRunning, [status === 200 ? 'M' : 'D']);
  }
});

test('timer C runs from the INVITE on, whatever 100 says, and is over with a final response', () => {
  const config: TransactionConfig = { timers: { ...RFC_TIMERS, timerCMs: 180_000 }, reliable: true };
  const [ringing, answered] = [bench(config), bench(config)];
  for (const client of [ringing, answered]) {
    client.advance(1_000);
    client.input(answer(100));
  }
  answered.input(answer(200));
  for (const client of [ringing, answered]) client.advance(200_000);
  assert.deepEqual(ringing.notices, ['180 timeout C']);
  assert.deepEqual(answered.notices, ['33 terminate']);
});

test('timer C tells the user and leaves the transaction alive for its CANCEL; 18x starts it anew, 100 does not', () => {
  const config: TransactionConfig = { timers: { ...RFC_TIMERS, timerCMs: 180_000 }, reliable: false };
  const client = bench(config);
  client.input(answer(100));
  client.advance(60_000);
  client.input(answer(180));
  client.advance(60_000);
  client.input(answer(100));
  client.advance(120_000);
  assert.deepEqual(client.notices, ['240 timeout C']);
  assert.equal(client.state.type, 'proceeding');
  client.input({ type: 'cancel-sent' });
  client.input(answer(487));
  assert.deepEqual(client.timersRunning, ['D']);
});
