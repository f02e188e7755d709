import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatRtpPacket, parseRtpPacket } from '@firstring/rtp';
import { SequenceLine } from './sequence-line.ts';

function numbered(line: SequenceLine, ssrc: number, sequenceNumber: number): number | undefined {
  const payload = Uint8Array.of(1, 2, 3);
  const datagram = formatRtpPacket({
    payloadType: 0,
    marker: false,
    timestamp: 7,
    ssrc,
    sequenceNumber,
    payload,
  });
  line.renumber(datagram);
  const packet = parseRtpPacket(datagram);
  assert.deepEqual([packet?.ssrc, packet?.timestamp, packet?.payload], [ssrc, 7, payload]);
  return packet?.sequenceNumber;
}

test('the first source passes as it is', () => {
  const line = new SequenceLine();
  assert.deepEqual(
    [65_534, 65_535, 0, 1].map((number) => numbered(line, 1, number)),
    [65_534, 65_535, 0, 1],
  );
});

test('a new source goes on where the one before stopped, whether it began lower or higher', () => {
  for (const first of [3, 50_000]) {
    const line = new SequenceLine();
    numbered(line, 1, 65_535);
    assert.deepEqual(
      [first, first + 1, first + 2].map((number) => numbered(line, 2, number)),
      [0, 1, 2],
    );
  }
});

test('a source keeps its own gaps and its own disorder, and a late packet does not turn the line back', () => {
  const line = new SequenceLine();
  numbered(line, 1, 100);
  assert.deepEqual(
    [10, 13, 12].map((number) => numbered(line, 2, number)),
    [101, 104, 103],
  );
  assert.equal(numbered(line, 3, 500), 105);
});

test('what is too short for RTP is left alone', () => {
  const datagram = Uint8Array.of(0x80, 0, 0);
  new SequenceLine().renumber(datagram);
  assert.deepEqual(datagram, Uint8Array.of(0x80, 0, 0));
});
