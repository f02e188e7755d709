import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CallLadders, type LadderLimits, type PassedMessage } from './call-ladders.ts';

const LIMITS: LadderLimits = {
  messagesMax: 200,
  messageCharsMax: 8192,
  endedMax: 10,
  keepMs: 60_000,
  charsMax: 1_000_000,
};
const NOON = 12 * 3_600_000;
const DAY = 86_400_000;

function subject(attemptId: string) {
  return { attemptId, processId: 'p1', agentId: 'ann', phone: '+12025550123', test: false };
}

function passed(callId: string, more: Partial<PassedMessage> = {}, cseq = 1): PassedMessage {
  return {
    sent: true,
    protocol: 'udp',
    address: '192.0.2.7',
    port: 5060,
    timeOfDayMs: NOON,
    raw: `INVITE sip:x@192.0.2.7 SIP/2.0\r\nCall-ID: ${callId}\r\nCSeq: ${cseq} INVITE\r\n\r\n`,
    ...more,
  };
}

function ok(callId: string): PassedMessage {
  const raw = `SIP/2.0 200 OK\r\nCall-ID: ${callId}\r\nCSeq: 1 INVITE\r\n\r\n`;
  return passed(callId, { sent: false, raw });
}

test('messages of both legs stand in one ladder, in the order in which they passed', () => {
  const ladders = new CallLadders(LIMITS);
  ladders.begin(subject('call-7'), NOON);
  ladders.record(passed('call-7-a1'), NOON);
  ladders.record(ok('call-7-a1'), NOON);
  ladders.record(passed('call-7-l1', { address: '2001:db8::1', protocol: '' }), NOON);
  const ladder = ladders.get('call-7', NOON);
  assert.deepEqual(
    ladder?.messages.map(({ leg, sent, method, status, reason }) => [leg, sent, method, status, reason]),
    [
      ['a1', true, 'INVITE', 0, ''],
      ['a1', false, 'INVITE', 200, 'OK'],
      ['l1', true, 'INVITE', 0, ''],
    ],
  );
  assert.deepEqual(ladder?.legs, [
    { name: 'a1', peer: 'udp/192.0.2.7:5060' },
    { name: 'l1', peer: '/[2001:db8::1]:5060' },
  ]);
});

test('the leg of a colleague who is brought in belongs to the call', () => {
  const ladders = new CallLadders(LIMITS);
  const attemptId = '019aa7f2-b123-7abc-a123-c12345678901';
  ladders.begin(subject(attemptId), NOON);
  for (const leg of ['a1', 't1-2', 'l1']) ladders.record(passed(`${attemptId}-${leg}`), NOON);
  const legs = ladders.get(attemptId, NOON)?.messages.map(({ leg }) => leg);
  assert.deepEqual(legs, ['a1', 't1-2', 'l1']);
});

test('a call that was not begun here leaves nothing behind, whatever its Call-ID looks like', () => {
  const ladders = new CallLadders(LIMITS);
  ladders.begin(subject('call-7'), NOON);
  for (const callId of ['call-8-a1', 'call-7', 'call-7-', 'call-7-a', 'x', '__proto__-a1']) {
    ladders.record(passed(callId), NOON);
  }
  assert.equal(ladders.chars, 0);
  assert.equal(ladders.get('call-8', NOON), undefined);
});

test('a far end that makes up legs of a known call fills no memory', () => {
  const ladders = new CallLadders(LIMITS);
  ladders.begin(subject('c'), NOON);
  for (let leg = 0; leg < 900; leg += 1) ladders.record(passed(`c-z${leg}`), NOON);
  assert.equal(ladders.get('c', NOON)?.legs.length, 128);
});

test('the very same message once more is marked, an answer that only looks alike is not', () => {
  const ladders = new CallLadders(LIMITS);
  ladders.begin(subject('c'), NOON);
  for (const message of [ok('c-a1'), ok('c-a1'), passed('c-a1'), passed('c-a1', {}, 2), ok('c-l1')]) {
    ladders.record(message, NOON);
  }
  const repeated = ladders.get('c', NOON)?.messages.map((message) => message.repeated);
  assert.deepEqual(repeated, [false, true, false, false, false]);
});

test('an answer that was on no wire is told as made up', () => {
  const ladders = new CallLadders(LIMITS);
  ladders.begin(subject('c'), NOON);
  ladders.record({ ...ok('c-l1'), address: '', port: 0 }, NOON);
  assert.equal(ladders.get('c', NOON)?.messages[0]?.madeUp, true);
  assert.deepEqual(ladders.get('c', NOON)?.legs, []);
});

test('the time of day becomes the instant next to now, also around midnight', () => {
  const ladders = new CallLadders(LIMITS);
  ladders.begin(subject('c'), DAY);
  ladders.record(passed('c-a1', { timeOfDayMs: DAY - 1.5 }), 10 * DAY + 3);
  ladders.record(passed('c-a1', { timeOfDayMs: 2.25 }), 10 * DAY - 5);
  const at = ladders.get('c', 10 * DAY)?.messages.map((message) => message.at);
  assert.deepEqual(at, [10 * DAY - 1.5, 10 * DAY + 2.25]);
});

test('a long call keeps its beginning and its end, and tells how many are missing where', () => {
  const ladders = new CallLadders({ ...LIMITS, messagesMax: 4 });
  ladders.begin(subject('c'), NOON);
  for (let cseq = 1; cseq <= 9; cseq += 1) ladders.record(passed('c-a1', {}, cseq), NOON);
  const ladder = ladders.get('c', NOON);
  const kept = ladder?.messages.map(({ raw }) => /CSeq: (\d+)/.exec(raw)?.[1]);
  assert.deepEqual(kept, ['1', '2', '8', '9']);
  assert.deepEqual([ladder?.omitted, ladder?.omittedBefore], [5, 2]);
});

test('a long message is cut, and secrets are never kept', () => {
  const ladders = new CallLadders({ ...LIMITS, messageCharsMax: 150 });
  ladders.begin(subject('c'), NOON);
  const raw = [
    'INVITE sip:x@y SIP/2.0',
    'Call-ID: c-l1',
    'Authorization: Digest username="a", response="secret"',
    `X: ${'x'.repeat(500)}`,
    '',
    '',
  ].join('\r\n');
  ladders.record(passed('c-l1', { raw }), NOON);
  const [message] = ladders.get('c', NOON)?.messages ?? [];
  assert.equal(message?.cut, true);
  assert.ok((message?.raw.length ?? 999) <= 150);
  assert.ok(message?.raw.includes('Digest') && !message.raw.includes('secret'));
});

test('an ended call is kept for its time and no longer, and takes late messages meanwhile', () => {
  const ladders = new CallLadders(LIMITS);
  ladders.begin(subject('c'), NOON);
  ladders.end('c', { trunkId: 'trunk-1' }, NOON);
  ladders.record(ok('c-l1'), NOON + 1);
  const ladder = ladders.get('c', NOON + 59_999);
  assert.deepEqual([ladder?.messages.length, ladder?.endedAt, ladder?.trunkId], [1, NOON, 'trunk-1']);
  assert.equal(ladders.get('c', NOON + 60_000), undefined);
  assert.equal(ladders.chars, 0);
});

test('of the ended calls only so many are kept, the latest ones', () => {
  const ladders = new CallLadders({ ...LIMITS, endedMax: 2 });
  for (const attemptId of ['c1', 'c2', 'c3']) {
    ladders.begin(subject(attemptId), NOON);
    ladders.end(attemptId, { trunkId: '' }, NOON);
  }
  const known = ['c1', 'c2', 'c3'].map((attemptId) => ladders.get(attemptId, NOON) !== undefined);
  assert.deepEqual(known, [false, true, true]);
});

test('when all is full, ended calls make room for live ones, and a live one alone counts what it cannot keep', () => {
  const size = passed('c1-a1').raw.length;
  const ladders = new CallLadders({ ...LIMITS, charsMax: 2 * size });
  for (const attemptId of ['c1', 'c2']) {
    ladders.begin(subject(attemptId), NOON);
    ladders.record(passed(`${attemptId}-a1`), NOON);
  }
  ladders.end('c1', { trunkId: '' }, NOON);
  ladders.record(passed('c2-a1', {}, 2), NOON);
  assert.equal(ladders.get('c1', NOON), undefined);
  ladders.record(passed('c2-a1', {}, 3), NOON);
  const live = ladders.get('c2', NOON);
  assert.deepEqual([live?.messages.length, live?.omitted, ladders.chars], [2, 1, 2 * size]);
});
