import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatRtcp, parseRtcp, type RtcpPacket } from './rtcp.ts';
import { formatRtpPacket, parseRtpPacket, payloadEnd, payloadStart, type RtpPacket } from './rtp-packet.ts';

/** Objects as literals make them, so that deepEqual compares like with like. */
const plainRecord = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record<T>(model, { noNullPrototype: true });

const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const u16 = fc.integer({ min: 0, max: 2 ** 16 - 1 });
const u8 = fc.integer({ min: 0, max: 255 });

const rtpPacket: fc.Arbitrary<RtpPacket> = fc.record(
  {
    payloadType: fc.integer({ min: 0, max: 127 }),
    marker: fc.boolean(),
    sequenceNumber: u16,
    timestamp: u32,
    ssrc: u32,
    csrcs: fc.array(u32, { minLength: 1, maxLength: 15 }),
    extension: plainRecord({
      profile: u16,
      data: fc.array(u32, { maxLength: 8 }).map((words) => new Uint8Array(Uint32Array.from(words).buffer)),
    }),
    payload: fc.uint8Array({ maxLength: 400 }),
    paddingLength: fc.integer({ min: 1, max: 255 }),
  },
  {
    requiredKeys: ['payloadType', 'marker', 'sequenceNumber', 'timestamp', 'ssrc', 'payload'],
    noNullPrototype: true,
  },
);

test('any RTP packet is read back as it was written', () => {
  fc.assert(
    fc.property(rtpPacket, (packet) => assert.deepEqual(parseRtpPacket(formatRtpPacket(packet)), packet)),
  );
});

test('whatever reads as RTP writes back to the same octets, but for the padding between', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 12, maxLength: 80 }), (noise) => {
      noise[0] = 0x80 | ((noise[0] ?? 0) & 0x3f);
      const packet = parseRtpPacket(noise);
      if (packet === undefined) return;
      const padding = packet.paddingLength ?? 0;
      const written = formatRtpPacket(packet);
      assert.deepEqual(
        written.subarray(0, written.length - padding),
        noise.subarray(0, noise.length - padding),
      );
    }),
  );
});

test('the quick look at a packet finds the payload exactly where the reader finds it, and refuses what it refuses', () => {
  const cut = fc.tuple(rtpPacket, fc.nat(500)).map(([packet, at]) => formatRtpPacket(packet).subarray(0, at));
  const datagram = fc.oneof(rtpPacket.map(formatRtpPacket), cut, fc.uint8Array({ maxLength: 80 }));
  fc.assert(
    fc.property(datagram, (bytes) => {
      const packet = parseRtpPacket(bytes);
      const start = payloadStart(bytes);
      assert.equal(start >= 0, packet !== undefined);
      if (packet !== undefined) assert.deepEqual(bytes.subarray(start, payloadEnd(bytes)), packet.payload);
    }),
  );
});

const report = plainRecord({
  ssrc: u32,
  fractionLost: u8,
  cumulativeLost: fc.integer({ min: -(2 ** 23), max: 2 ** 23 - 1 }),
  highestSequence: u32,
  jitter: u32,
  lastSenderReport: u32,
  delaySinceLastSenderReport: u32,
});
const reports = fc.array(report, { maxLength: 31 });
const text = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 40 });
const rtcpPacket: fc.Arbitrary<RtcpPacket> = fc.oneof(
  plainRecord({
    type: fc.constant('sender-report' as const),
    ssrc: u32,
    ntpTime: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    rtpTimestamp: u32,
    packetCount: u32,
    octetCount: u32,
    reports,
  }),
  plainRecord({ type: fc.constant('receiver-report' as const), ssrc: u32, reports }),
  plainRecord({ type: fc.constant('source-description' as const), ssrc: u32, cname: text }),
  fc.record(
    { type: fc.constant('bye' as const), ssrcs: fc.array(u32, { maxLength: 31 }), reason: text },
    { requiredKeys: ['type', 'ssrcs'], noNullPrototype: true },
  ),
);

test('any compound RTCP datagram is read back as it was written', () => {
  fc.assert(
    fc.property(fc.array(rtcpPacket, { maxLength: 4 }), (packets) =>
      assert.deepEqual(parseRtcp(formatRtcp(packets)), packets),
    ),
    { numRuns: 100 },
  );
});

test('noise never makes the RTCP reader throw', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 120 }),
      fc.constantFrom(200, 201, 202, 203, 204),
      (noise, type) => {
        if (noise.length > 1) noise.set([0x80 | ((noise[0] ?? 0) & 0x1f), type]);
        parseRtcp(noise);
      },
    ),
  );
});
