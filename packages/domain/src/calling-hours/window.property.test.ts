import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isWindowOpen, localMinute, windowOpensAt } from './window.ts';

const ZONES = [
  'America/New_York',
  'America/Chicago',
  'America/Los_Angeles',
  'America/Phoenix',
  'Europe/Berlin',
  'Asia/Kolkata',
];
const zoneSet = fc.uniqueArray(fc.constantFrom(...ZONES), { minLength: 1, maxLength: 3 });
/** Two years, so that every kind of DST change is inside. */
const instant = fc
  .integer({ min: Date.UTC(2026, 0, 1) / 1000, max: Date.UTC(2028, 0, 1) / 1000 })
  .map((s) => s * 1000);
const window = fc
  .tuple(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 1, max: 1440 }))
  .filter(([start, end]) => end - start >= 61)
  .map(([startMinute, endMinute]) => ({ startMinute, endMinute }));

test('the instant given is open, and no minute before it is (R-145, all zones, all DST changes)', () => {
  fc.assert(
    fc.property(zoneSet, window, instant, (zones, hours, nowAt) => {
      const opensAt = windowOpensAt(zones, hours, nowAt);
      if (opensAt === undefined) return;
      assert.ok(isWindowOpen(zones, hours, opensAt));
      assert.ok(opensAt >= nowAt);
      for (let at = nowAt; at < opensAt; at += 15 * 60_000) assert.ok(!isWindowOpen(zones, hours, at));
      if (opensAt > nowAt) assert.ok(!isWindowOpen(zones, hours, opensAt - 60_000));
    }),
    { numRuns: 200 },
  );
});

test('one zone always opens within two days when the window is longer than a DST gap', () => {
  fc.assert(
    fc.property(fc.constantFrom(...ZONES), window, instant, (zone, hours, nowAt) => {
      assert.notEqual(windowOpensAt([zone], hours, nowAt), undefined);
    }),
    { numRuns: 200 },
  );
});

test('windows that never meet give no instant; nobody knows where the number is: closed', () => {
  const early = { startMinute: 9 * 60, endMinute: 11 * 60 };
  assert.equal(windowOpensAt(['America/New_York', 'Asia/Kolkata'], early, Date.UTC(2026, 5, 1)), undefined);
  assert.equal(isWindowOpen([], { startMinute: 0, endMinute: 1440 }, Date.UTC(2026, 5, 1)), false);
});

test('the spring change in New York: 02:30 does not exist, the window opens at 03:00 summer time', () => {
  const nowAt = Date.UTC(2026, 2, 8, 6, 0); // 01:00 EST
  const opensAt = windowOpensAt(['America/New_York'], { startMinute: 150, endMinute: 600 }, nowAt);
  assert.equal(opensAt, Date.UTC(2026, 2, 8, 7, 0));
  assert.equal(localMinute('America/New_York', opensAt), 180);
});
