import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatRtpPacket, isRtcp, parseRtpPacket } from './rtp-packet.ts';

/** V=2, PT 8 with marker, sequence 0x1234, timestamp 0x01020304, SSRC 0xdeadbeef, payload d5 d5. */
const PLAIN = Uint8Array.from([0x80, 0x88, 0x12, 0x34, 1, 2, 3, 4, 0xde, 0xad, 0xbe, 0xef, 0xd5, 0xd5]);

test('RFC 3550 5.1: a plain packet is read field by field', () => {
  assert.deepEqual(parseRtpPacket(PLAIN), {
    payloadType: 8,
    marker: true,
    sequenceNumber: 0x1234,
    timestamp: 0x01020304,
    ssrc: 0xdeadbeef,
    payload: Uint8Array.of(0xd5, 0xd5),
  });
});

test('contributing sources, extension and padding stand where the RFC puts them', () => {
  const packet = {
    payloadType: 0,
    marker: false,
    sequenceNumber: 65_535,
    timestamp: 2 ** 32 - 1,
    ssrc: 1,
    csrcs: [7, 2 ** 32 - 1],
    extension: { profile: 0xbede, data: Uint8Array.of(1, 2, 3, 4) },
    payload: Uint8Array.of(9),
    paddingLength: 3,
  };
  const datagram = formatRtpPacket(packet);
  assert.equal(datagram.length, 12 + 8 + 8 + 1 + 3);
  assert.equal(datagram[0], 0x80 | 0x20 | 0x10 | 2);
  assert.equal(datagram.at(-1), 3);
  assert.deepEqual(parseRtpPacket(datagram), packet);
});

const malformed: Record<string, Uint8Array> = {
  'an empty datagram': new Uint8Array(0),
  'a header cut short': PLAIN.subarray(0, 11),
  'version 1': Uint8Array.of(0x40, ...PLAIN.subarray(1)),
  'more contributing sources than octets': Uint8Array.of(0x8f, ...PLAIN.subarray(1)),
  'an extension beyond the end': Uint8Array.of(0x90, ...PLAIN.subarray(1, 12), 0, 0, 0, 9, 1, 2, 3, 4),
  'an extension without its length': Uint8Array.of(0x90, ...PLAIN.subarray(1, 12), 0, 0),
  'padding longer than the packet': Uint8Array.of(0xa0, ...PLAIN.subarray(1, 13), 200),
  'padding of length zero': Uint8Array.of(0xa0, ...PLAIN.subarray(1, 13), 0),
};
for (const [name, datagram] of Object.entries(malformed)) {
  test(`${name} is no packet`, () => assert.equal(parseRtpPacket(datagram), undefined));
}

test('the payload is a view: nothing is copied', () => {
  assert.equal(parseRtpPacket(PLAIN)?.payload.buffer, PLAIN.buffer);
});

test('what does not fit the wire is refused when writing', () => {
  const packet = { payloadType: 0, marker: false, sequenceNumber: 0, timestamp: 0, ssrc: 0, payload: PLAIN };
  assert.throws(() => formatRtpPacket({ ...packet, payloadType: 128 }), RangeError);
  assert.throws(() => formatRtpPacket({ ...packet, csrcs: Array(16).fill(0) }), RangeError);
  assert.throws(() => formatRtpPacket({ ...packet, paddingLength: 256 }), RangeError);
  const data = Uint8Array.of(1, 2, 3);
  assert.throws(() => formatRtpPacket({ ...packet, extension: { profile: 0, data } }), RangeError);
});

test('RFC 5761: RTCP types are told from RTP on one port', () => {
  assert.equal(isRtcp(Uint8Array.of(0x80, 200)), true);
  assert.equal(isRtcp(Uint8Array.of(0x80, 0x88)), false);
  assert.equal(isRtcp(new Uint8Array(0)), false);
});
