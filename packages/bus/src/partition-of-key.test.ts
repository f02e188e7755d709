import assert from 'node:assert/strict';
import { test } from 'node:test';
import { murmur2, partitionOfKey } from './partition-of-key.ts';

test('murmur2 gives the hashes of Kafka', () => {
  const hashes = {
    '21': -973932308,
    foobar: -790332482,
    'a-little-bit-long-string': -985981536,
    'a-little-bit-longer-string': -1486304829,
    lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8: -58897971,
    abc: 479470107,
  };
  for (const [text, hash] of Object.entries(hashes))
    assert.equal(murmur2(new TextEncoder().encode(text)), hash);
});

test('a key always falls into the same partition, and keys spread over all of them', () => {
  const counts = Array.from({ length: 24 }, () => 0);
  for (let n = 0; n < 24_000; n += 1) {
    const partition = partitionOfKey(`lead-${n}`, 24);
    counts[partition] = (counts[partition] ?? 0) + 1;
    assert.equal(partitionOfKey(`lead-${n}`, 24), partition);
  }
  assert.ok(Math.min(...counts) > 800 && Math.max(...counts) < 1200, counts.join(' '));
});
