import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wallTime, yesterdayIn } from './zoned-time.ts';

const at = (text: string): number => Date.parse(text);

test('tomorrow at nine is nine on the clock there, also where a day has 23 or 25 hours and where it is tomorrow already', () => {
  const nine = { days: 1, hour: 9 };
  const cases: readonly (readonly [now: string, zone: string, nine: string])[] = [
    ['2026-11-22T21:00:00Z', 'America/Chicago', '2026-11-23T15:00:00Z'],
    ['2026-11-22T21:00:00Z', 'Pacific/Auckland', '2026-11-23T20:00:00Z'],
    ['2026-03-07T18:00:00Z', 'America/New_York', '2026-03-08T13:00:00Z'],
    ['2026-10-31T18:00:00Z', 'America/New_York', '2026-11-01T14:00:00Z'],
    ['2026-11-22T21:00:00.500Z', 'Asia/Kolkata', '2026-11-24T03:30:00Z'],
  ];
  for (const [now, zone, expected] of cases) assert.equal(wallTime(at(now), zone, nine), at(expected), zone);
  assert.equal(wallTime(at('2026-11-22T21:00:00Z'), 'Mars/Olympus', nine), undefined);
  assert.equal(wallTime(at('2026-11-22T21:00:00Z'), '', nine), undefined);
});

test('yesterday is the day before the one it is there, whatever day it is in UTC', () => {
  const evening = Date.parse('2026-11-23T01:30:00Z');
  assert.equal(yesterdayIn('America/New_York', evening), '2026-11-21');
  assert.equal(yesterdayIn('Asia/Tokyo', evening), '2026-11-22');
  assert.equal(yesterdayIn('', evening), '2026-11-22');
});
