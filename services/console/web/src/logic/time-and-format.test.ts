import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { quickTimes } from './callback-times.ts';
import { CommandIds } from './command-ids.ts';
import { formatAge, formatElapsed, formatRemaining, shareLeft } from './durations.ts';
import {
  formatDayTime,
  formatPhone,
  formatTheirTime,
  fromLocalInput,
  toLocalInput,
  zoneCity,
} from './formats.ts';
import { abilities } from './presence-steps.ts';
import { randomId } from './random-id.ts';
import { aDesk, aPreview } from './sample-desk.ts';

test('a countdown shows 0:01 in its last second and 0:00 exactly at the end; elapsed time is cut', () => {
  assert.deepEqual([60_000, 59_999, 1000, 999, 1, 0, -5].map(formatRemaining), [
    '1:00',
    '1:00',
    '0:01',
    '0:01',
    '0:01',
    '0:00',
    '0:00',
  ]);
  assert.deepEqual([0, 999, 1000, 59_999, 60_000, 3_599_000, 3_600_000, 36_061_000].map(formatElapsed), [
    '0:00',
    '0:00',
    '0:01',
    '0:59',
    '1:00',
    '59:59',
    '1:00:00',
    '10:01:01',
  ]);
});

test('the year of an instant is told when it is not this one', () => {
  const now = new Date(2026, 10, 22, 14, 32).getTime();
  const before = new Date(2025, 10, 22, 14, 32).getTime();
  assert.doesNotMatch(formatDayTime(now, now), /2026/);
  assert.match(formatDayTime(now, now), /22/);
  assert.match(formatDayTime(before, now), /2025/);
});

test('ages are told in the unit that says enough', () => {
  assert.deepEqual([0, 89_000, 90_000, 5_399_000, 5_400_000, 129_599_000, 129_600_000].map(formatAge), [
    '0 s',
    '89 s',
    '1 min',
    '89 min',
    '1 h',
    '35 h',
    '1 day',
  ]);
});

test('the share of time that is left is between 0 and 1 for all inputs', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer(), fc.integer(), (from, until, now) => {
      const share = shareLeft(from, until, now);
      assert.ok(share >= 0 && share <= 1);
    }),
  );
});

test('numbers are grouped for reading aloud and lose no digit', () => {
  assert.equal(formatPhone('+12025550123'), '+1 202 555 0123');
  assert.equal(formatPhone('anonymous'), 'anonymous');
  fc.assert(
    fc.property(fc.stringMatching(/^\+[1-9]\d{6,14}$/), (phone) => {
      assert.equal(formatPhone(phone).replaceAll(' ', ''), phone);
    }),
  );
});

test('a zone nobody knows shows no time instead of a wrong one', () => {
  assert.equal(formatTheirTime(0, 'Mars/Olympus_Mons'), '');
  assert.equal(formatTheirTime(0, ''), '');
  assert.match(formatTheirTime(0, 'America/New_York'), /19:00|7:00/);
  assert.equal(zoneCity('America/New_York'), 'New York');
});

test('R-76 quick callback times lie ahead, on whole five minutes, and survive the date field', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 }), (now) => {
      for (const { at } of quickTimes(now)) {
        assert.ok(at > now);
        assert.equal(at % 300_000, 0);
        // Not the instant itself: the hour that a clock change repeats has one spelling.
        assert.equal(toLocalInput(fromLocalInput(toLocalInput(at)) ?? 0), toLocalInput(at));
      }
    }),
  );
  assert.equal(fromLocalInput(''), undefined);
});

test('console/12 a command keeps its request id until the server has answered', () => {
  let made = 0;
  const ids = new CommandIds(() => `id-${(made += 1)}`);
  assert.equal(ids.idFor('dial a'), 'id-1');
  assert.equal(ids.idFor('dial a'), 'id-1');
  assert.equal(ids.idFor('dial b'), 'id-2');
  ids.answered('dial a');
  assert.equal(ids.idFor('dial a'), 'id-3');
});

test('request ids are version 4 UUIDs, each another', () => {
  const ids = Array.from({ length: 100 }, randomId);
  assert.ok(
    ids.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)),
  );
  assert.equal(new Set(ids).size, 100);
});

test('R-2 Dial is offered once for a preview, and never beside Hang up', () => {
  const can = (change: Parameters<typeof aDesk>[0]) => abilities(aDesk(change), true);
  const preview = aPreview();
  assert.equal(can({ presence: 'previewing', preview }).dial, true);
  assert.equal(can({ presence: 'previewing', preview: { ...preview, dialRequested: true } }).dial, false);
  for (const presence of ['dialing', 'on_call'] as const) {
    const abilitiesNow = can({ presence, preview });
    assert.deepEqual([abilitiesNow.dial, abilitiesNow.hangUp, abilitiesNow.dispose], [false, true, false]);
  }
  assert.equal(can({ presence: 'wrap_up', preview }).dispose, true);
  assert.equal(can({ presence: 'previewing', preview: { ...preview, skipsLeft: 0 } }).skip, false);
  const nothing = Object.values(abilities(aDesk({ presence: 'previewing', preview }), false));
  assert.ok(nothing.every((allowed) => !allowed));
});
