import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readControlFrame } from './control-frame.ts';

const BYE = 'BYE sip:a@192.0.2.1 SIP/2.0\r\nCall-ID: x-a1\r\n\r\n';

test('what came off the wire is read with its source and time of day', () => {
  const frame = `u1|sip|network|512|udp|192.0.2.7|5062|23:59:59.250000|txn|dialog|\r\n${BYE}`;
  assert.deepEqual(readControlFrame(frame), {
    sent: false,
    protocol: 'udp',
    address: '192.0.2.7',
    port: 5062,
    timeOfDayMs: 86_399_250,
    raw: BYE,
  });
});

test('the echo of what was sent is read with where it went, also of an ACK whose protocol is left out', () => {
  const frame = `u1|response|m1|OK|application|512||192.0.2.7|5062|00:00:01.000001|txn|Msg sent:|\r\n${BYE}`;
  const passed = readControlFrame(frame);
  assert.deepEqual([passed?.sent, passed?.protocol, passed?.address], [true, '', '192.0.2.7']);
});

test('frames that show no message are none', () => {
  for (const frame of [
    'u1|response|m1|OK|pong',
    'u1|response|m1|NOK|unable to find dialog',
    'u1|response|m1|OK|udp/127.0.0.1:5060|v0.9.10|udp/127.0.0.1:5060',
    `u1|cdr:stop|network|10:00:00.000000|uac|normal-release\r\n${BYE}`,
    `u1|sip|network|512|udp|192.0.2.7|5062|noon|txn|dialog|\r\n${BYE}`,
    'u1|sip|network|512|udp|192.0.2.7|5062|10:00:00.000000|txn|dialog|\r\n',
    '',
  ]) {
    assert.equal(readControlFrame(frame), undefined, frame);
  }
});
