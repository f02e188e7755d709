import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { takeTokens, type TokenBucket } from './token-bucket.ts';

test('a bucket gives a minute’s worth at once, then one by one', () => {
  let bucket: TokenBucket | undefined;
  const take = (nowMs: number) => {
    const taking = takeTokens(bucket, { perMinute: 2, count: 1 }, nowMs);
    ({ bucket } = taking);
    return taking;
  };
  assert.deepEqual([take(0).allowed, take(0).allowed, take(0).allowed], [true, true, false]);
  assert.equal(take(0).waitMs, 30_000);
  assert.equal(take(29_999).allowed, false);
  assert.deepEqual([take(30_000).allowed, take(30_000).allowed], [true, false]);
});

test('a batch is taken whole, and what follows waits until it is paid', () => {
  const first = takeTokens(undefined, { perMinute: 60, count: 100 }, 0);
  assert.deepEqual([first.allowed, first.remaining, first.waitMs], [true, 0, 41_000]);
  assert.equal(takeTokens(first.bucket, { perMinute: 60, count: 1 }, 40_999).allowed, false);
  assert.equal(takeTokens(first.bucket, { perMinute: 60, count: 1 }, 41_000).allowed, true);
});

test('whoever comes as told is taken, and in any minute no more than two quotas of single leads pass', () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 5000 }), { maxLength: 300 });
  fc.assert(
    fc.property(gaps, fc.integer({ min: 1, max: 100 }), (waits, perMinute) => {
      let bucket: TokenBucket | undefined;
      let nowMs = 0;
      const passed: number[] = [];
      for (const wait of waits) {
        nowMs += wait;
        const taking = takeTokens(bucket, { perMinute, count: 1 }, nowMs);
        ({ bucket } = taking);
        if (taking.allowed) passed.push(nowMs);
        else assert.ok(takeTokens(bucket, { perMinute, count: 1 }, nowMs + taking.waitMs + 1).allowed);
      }
      for (const at of passed) {
        assert.ok(passed.filter((other) => other >= at && other < at + 60_000).length <= 2 * perMinute);
      }
    }),
    { numRuns: 100 },
  );
});
