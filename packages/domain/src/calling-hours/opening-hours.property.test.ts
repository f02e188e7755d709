import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { isOpenAt, type OpeningHours } from './opening-hours.ts';

const MINUTE = 60_000;
const ZONES = ['America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kolkata', 'UTC'];
/** Whole minutes of a year with both changes of clocks. */
const instant = fc
  .integer({ min: Date.UTC(2026, 0, 1) / MINUTE, max: Date.UTC(2026, 11, 31) / MINUTE })
  .map((minute) => minute * MINUTE);
const part = fc
  .tuple(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 1, max: 1440 }))
  .map(([from, length]) => ({ startMinute: from, endMinute: Math.min(1440, from + length) }));
const slot = fc
  .tuple(fc.integer({ min: 1, max: 7 }), part)
  .map(([weekday, minutes]) => ({ weekday, ...minutes }));

test('R-52 a number is open as its week says on the clock of its zone, and as the holiday says on its date', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...ZONES),
      fc.array(slot, { maxLength: 4 }),
      instant,
      fc.tuple(fc.array(part, { maxLength: 2 }), fc.integer({ min: -1, max: 1 })),
      (zone, slots, at, [holidaySlots, dayOffset]) => {
        const local = DateTime.fromMillis(at, { zone });
        const date = local.plus({ days: dayOffset }).toFormat('yyyy-MM-dd');
        const minute = local.hour * 60 + local.minute;
        const within = ({ startMinute, endMinute }: { startMinute: number; endMinute: number }): boolean =>
          startMinute <= minute && minute < endMinute;
        const weekly =
          slots.length === 0 || slots.some((each) => each.weekday === local.weekday && within(each));
        const expected = dayOffset === 0 ? holidaySlots.some(within) : weekly;
        assert.equal(isOpenAt({ zone, slots, holidays: [{ date, slots: holidaySlots }] }, at), expected);
      },
    ),
    { numRuns: 200 },
  );
});

test('R-52 the hour that a clock skips is never opened into, and the hour it shows twice is open twice', () => {
  const hours: OpeningHours = {
    zone: 'Europe/Berlin',
    slots: [{ weekday: 7, startMinute: 150, endMinute: 180 }],
    holidays: [],
  };
  const openMinutes = (day: number, month: number): number =>
    Array.from(
      { length: 1500 },
      (_, minute) => Date.UTC(2026, month, day) - 120 * MINUTE + minute * MINUTE,
    ).filter((at) => isOpenAt(hours, at)).length;
  // 29 March 2026: 02:30 does not exist; 25 October: it comes twice.
  assert.equal(openMinutes(29, 2), 0);
  assert.equal(openMinutes(25, 9), 60);
});

test('R-52 a zone that does not exist counts as UTC', () => {
  const hours = { zone: 'Mars/Phobos', slots: [], holidays: [{ date: '2026-05-01', slots: [] }] };
  assert.equal(isOpenAt(hours, Date.UTC(2026, 4, 1, 12)), false);
  assert.equal(isOpenAt(hours, Date.UTC(2026, 4, 2)), true);
  const friday = [{ weekday: 5, startMinute: 600, endMinute: 660 }];
  assert.equal(isOpenAt({ ...hours, slots: friday, holidays: [] }, Date.UTC(2026, 4, 8, 10, 30)), true);
});
