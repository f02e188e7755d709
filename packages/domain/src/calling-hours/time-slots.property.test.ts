import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { isSlotOpen, slotOpensAt, type TimeSlot } from './time-slots.ts';

const MINUTE = 60_000;
const ZONES = ['America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kolkata', 'UTC'];
/** Whole minutes over a year with both changes of clocks. */
const instant = fc
  .integer({ min: Date.UTC(2026, 0, 1) / MINUTE, max: Date.UTC(2026, 11, 31) / MINUTE })
  .map((minute) => minute * MINUTE);
const slot: fc.Arbitrary<TimeSlot> = fc
  .tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 1, max: 1440 }))
  .map(([weekday, from, length]) => ({
    weekday,
    startMinute: from,
    endMinute: Math.min(1440, from + length),
  }));

test('R-105 a slot is open minute by minute as the local clock says, days of a change of clocks included', () => {
  fc.assert(
    fc.property(
      fc.array(slot, { minLength: 1, maxLength: 4 }),
      fc.constantFrom(...ZONES),
      instant,
      (slots, zone, at) => {
        const local = DateTime.fromMillis(at, { zone });
        const minute = local.hour * 60 + local.minute;
        const expected = slots.some(
          (each) => each.weekday === local.weekday && each.startMinute <= minute && minute < each.endMinute,
        );
        assert.equal(isSlotOpen(slots, zone, at), expected);
      },
    ),
  );
});

test('R-105 the next opening is open, and nothing is before it', () => {
  fc.assert(
    fc.property(
      fc.array(slot, { minLength: 1, maxLength: 3 }),
      fc.constantFrom(...ZONES),
      instant,
      (slots, zone, at) => {
        const opensAt = slotOpensAt(slots, zone, at);
        if (opensAt === undefined) return;
        assert.ok(isSlotOpen(slots, zone, opensAt));
        for (let before = at; before < opensAt; before += 7 * MINUTE) {
          assert.equal(isSlotOpen(slots, zone, before), false);
        }
        if (opensAt > at) assert.equal(isSlotOpen(slots, zone, opensAt - MINUTE), false);
      },
    ),
    { numRuns: 60 },
  );
});

test('R-105 no slot at all is always open', () => {
  assert.equal(isSlotOpen([], 'UTC', 0), true);
  assert.equal(slotOpensAt([], 'UTC', 5), 5);
});
