import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatRtcp, parseRtcp } from './rtcp.ts';

test('RFC 3550 6.4.2: a receiver report of known octets', () => {
  const datagram = Uint8Array.from(
    Buffer.from('81c90007000000010000000240fffffe00010002000000030000000400000005', 'hex'),
  );
  const packets = parseRtcp(datagram);
  assert.deepEqual(packets, [
    {
      type: 'receiver-report',
      ssrc: 1,
      reports: [
        {
          ssrc: 2,
          fractionLost: 64,
          cumulativeLost: -2,
          highestSequence: 65_538,
          jitter: 3,
          lastSenderReport: 4,
          delaySinceLastSenderReport: 5,
        },
      ],
    },
  ]);
  assert.deepEqual(formatRtcp(packets), datagram);
});

test('packets of other types in a compound are passed over', () => {
  const app = Uint8Array.of(0x80, 204, 0, 2, 0, 0, 0, 1, 65, 66, 67, 68);
  const bye = formatRtcp([{ type: 'bye', ssrcs: [5], reason: 'done' }]);
  assert.deepEqual(parseRtcp(Uint8Array.of(...app, ...bye)), [{ type: 'bye', ssrcs: [5], reason: 'done' }]);
});

const malformed: Record<string, number[]> = {
  'half a header': [0x80, 200],
  'a length beyond the end': [0x80, 201, 0, 9, 0, 0, 0, 1],
  'fewer reports than counted': [0x82, 201, 0, 1, 0, 0, 0, 1],
  'a sender report without its sender information': [0x80, 200, 0, 1, 0, 0, 0, 1],
  'a BYE without its sources': [0x82, 203, 0, 1, 0, 0, 0, 1],
  'a BYE whose reason is cut off': [0x81, 203, 0, 2, 0, 0, 0, 1, 200, 1, 1, 1],
  'a description item beyond the end': [0x81, 202, 0, 2, 0, 0, 0, 1, 1, 99, 65, 0],
  'version 1': [0x40, 201, 0, 1, 0, 0, 0, 1],
};
for (const [name, octets] of Object.entries(malformed)) {
  test(`${name} makes the datagram unreadable`, () =>
    assert.equal(parseRtcp(Uint8Array.from(octets)), undefined));
}

test('more reports than the header can count are refused when writing', () => {
  assert.throws(() => formatRtcp([{ type: 'bye', ssrcs: Array(32).fill(1) }]), RangeError);
});
