import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  DTMF_DIGITS,
  dtmfPress,
  formatDtmfEvent,
  listenForDtmf,
  parseDtmfEvent,
  type DtmfListener,
} from './dtmf.ts';

test('RFC 4733 2.3: an event payload is four octets', () => {
  const event = { event: 11, end: true, volume: 10, duration: 800 };
  assert.deepEqual(formatDtmfEvent(event), Uint8Array.of(11, 0x80 | 10, 3, 32));
  assert.deepEqual(parseDtmfEvent(formatDtmfEvent(event)), event);
  assert.equal(parseDtmfEvent(Uint8Array.of(1, 2, 3)), undefined);
});

test('a press grows in 20 ms steps and ends three times', () => {
  const press = dtmfPress('#', 60);
  assert.deepEqual(
    press.map(({ duration, end }) => [duration, end]),
    [
      [160, false],
      [320, false],
      [480, false],
      [480, true],
      [480, true],
      [480, true],
    ],
  );
  assert.ok(press.every(({ event }) => DTMF_DIGITS[event] === '#'));
});

test('what is no digit cannot be pressed', () => {
  for (const digit of ['', 'E', '12']) assert.throws(() => dtmfPress(digit), RangeError);
});

/** Feeds presses, each with its own timestamp, and returns what was heard. */
function heard(packets: { timestamp: number; payload: Uint8Array }[]): string {
  let listener: DtmfListener = {};
  let digits = '';
  for (const packet of packets) {
    const next = listenForDtmf(listener, packet);
    listener = next.listener;
    digits += next.pressed ?? '';
  }
  return digits;
}

const pressed = (digit: string, timestamp: number) =>
  dtmfPress(digit).map((event) => ({ timestamp, payload: formatDtmfEvent(event) }));

test('a press is heard once, however many packets it has', () => {
  assert.equal(heard([...pressed('1', 0), ...pressed('1', 4000), ...pressed('A', 8000)]), '11A');
});

test('RFC 4733 2.5.1.4: a press ends once though its end comes three times, with its length', () => {
  let listener: DtmfListener = {};
  const released: unknown[] = [];
  for (const packet of [...pressed('1', 0), ...pressed('#', 4000)]) {
    const next = listenForDtmf(listener, packet);
    listener = next.listener;
    if (next.released !== undefined) released.push(next.released);
  }
  assert.deepEqual(released, [
    { digit: '1', duration: 800 },
    { digit: '#', duration: 800 },
  ]);
});

test('an update that comes after the end does not begin the press anew', () => {
  const [first, ...rest] = pressed('9', 160);
  assert.ok(first !== undefined);
  let listener: DtmfListener = {};
  let count = 0;
  for (const packet of [...rest, first, ...rest.slice(-1)]) {
    const next = listenForDtmf(listener, packet);
    listener = next.listener;
    count += Number(next.pressed !== undefined) + 10 * Number(next.released !== undefined);
  }
  assert.equal(count, 11);
});

test('a press is heard though its first packets are lost', () => {
  assert.equal(heard(pressed('5', 160).slice(-1)), '5');
});

test('events that are no digits, and noise, are not heard', () => {
  assert.equal(
    heard([
      { timestamp: 0, payload: Uint8Array.of(16, 0, 0, 1) },
      { timestamp: 1, payload: Uint8Array.of(1) },
    ]),
    '',
  );
});
