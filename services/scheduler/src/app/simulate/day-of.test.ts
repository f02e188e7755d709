import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayOf } from './day-of.ts';

const HOUR = 3_600_000;

test('a day begins and ends at local midnight, also where the clocks change', () => {
  assert.deepEqual(dayOf('2026-11-20', 'UTC'), {
    fromAt: Date.UTC(2026, 10, 20),
    toAt: Date.UTC(2026, 10, 21),
  });
  const spring = dayOf('2026-03-08', 'America/New_York');
  assert.equal(spring?.fromAt, Date.UTC(2026, 2, 8, 5));
  assert.equal((spring?.toAt ?? 0) - (spring?.fromAt ?? 0), 23 * HOUR);
  assert.equal(dayOf('2026-11-20', 'Pacific/Kiritimati')?.fromAt, Date.UTC(2026, 10, 19, 10));
});

test('what is no day, or no zone, is none', () => {
  for (const day of ['2026-02-30', '20.11.2026', '2026-13-01', ''])
    assert.equal(dayOf(day, 'UTC'), undefined, day);
  assert.equal(dayOf('2026-11-20', 'Mars/Olympus'), undefined);
});
