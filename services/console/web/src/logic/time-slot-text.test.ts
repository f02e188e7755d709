import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatSlots, minuteOf, parseSlots } from './time-slot-text.ts';

test('R-105 time slots are read as people write them, and written back the shortest way', () => {
  const parsed = parseSlots(' mon – fri 9:00 - 18:00\n\nSat 10:00-14:00\nSun 20:00-24:00');
  assert.ok(parsed.type === 'slots');
  assert.equal(parsed.slots.length, 7);
  assert.deepEqual(parsed.slots[5], { weekday: 6, startMinute: 600, endMinute: 840 });
  assert.equal(formatSlots(parsed.slots), 'Mon-Fri 09:00-18:00\nSat 10:00-14:00\nSun 20:00-24:00');
  assert.deepEqual(parseSlots(''), { type: 'slots', slots: [] });
  const two = parseSlots('Mon 09:00-12:00\nMon 13:00-18:00');
  assert.equal(two.type === 'slots' ? formatSlots(two.slots) : '', 'Mon 09:00-12:00\nMon 13:00-18:00');
});

test('console/46 R-105 a time slot that is none says why', () => {
  for (const [line, why] of [
    ['Mon 22:00-02:00', /two lines/],
    ['Mon 25:00-26:00', /no such time/],
    ['Mon 09:60-10:00', /no such time/],
    ['Day 09:00-10:00', /write it like/],
    ['every day', /write it like/],
    ['Fri-Mon 09:00-10:00', /Monday to Sunday/],
  ] as const) {
    const parsed = parseSlots(line);
    assert.match(parsed.type === 'refused' ? parsed.why : '', why, line);
  }
});

test('a time of the day is minutes, or nothing', () => {
  assert.deepEqual(['8:00', '24:00', '25:00', '8', ''].map(minuteOf), [
    480,
    1440,
    undefined,
    undefined,
    undefined,
  ]);
});
