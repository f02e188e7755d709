import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blastPace } from './blast.ts';

test('R-111 a voice blast begins as many calls in a minute as it may, evenly, and never more at once', () => {
  const limits = { callsMax: 1000, callsPerMinute: 90 };
  let [nextAt, begun, mostAtOnce] = [0, 0, 0];
  for (let nowAt = 1_000_000; nowAt < 1_000_000 + 600_000; nowAt += 100) {
    const pace = blastPace({ callsOut: 0, nextAt }, limits, nowAt);
    nextAt = pace.nextAt;
    begun += pace.dials;
    if (nowAt > 1_002_000) mostAtOnce = Math.max(mostAtOnce, pace.dials);
  }
  assert.ok(Math.abs(begun - 900) <= 2, `${begun} in ten minutes`);
  assert.equal(mostAtOnce, 1);
  assert.equal(blastPace({ callsOut: 7, nextAt: 0 }, { callsMax: 8, callsPerMinute: 6000 }, 9e9).dials, 1);
  assert.equal(blastPace({ callsOut: 8, nextAt: 0 }, { callsMax: 8, callsPerMinute: 6000 }, 9e9).dials, 0);
});
