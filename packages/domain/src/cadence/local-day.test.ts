import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DateTime } from 'luxon';
import { dayNumberOf, dayText, localDay, localDayNumber, nextLocalMidnight } from './local-day.ts';

const ZONES = [
  'America/New_York',
  'America/Sao_Paulo',
  'America/Havana',
  'Asia/Beirut',
  'Asia/Kolkata',
  'Africa/Cairo',
  'Africa/Casablanca',
  'America/Nuuk',
  'Australia/Lord_Howe',
  'Europe/Berlin',
  'Pacific/Apia',
  'UTC',
];

test('the day of an instant agrees with the zone database, around every kind of clock change', () => {
  for (const zone of ZONES) {
    for (let at = Date.UTC(2025, 0, 1); at < Date.UTC(2026, 11, 31); at += 41 * 60_000 * 37) {
      assert.equal(
        localDay(zone, at),
        DateTime.fromMillis(at, { zone }).toFormat('yyyy-MM-dd'),
        `${zone} ${at}`,
      );
    }
  }
});

test('the next midnight is the first instant of a later day, also where midnight is skipped', () => {
  for (const zone of ZONES) {
    for (let at = Date.UTC(2026, 0, 1, 3, 17); at < Date.UTC(2026, 11, 31); at += 11 * 3_600_000) {
      const midnight = nextLocalMidnight(zone, at);
      const databaseDay = (instant: number): string =>
        DateTime.fromMillis(instant, { zone }).toISODate() ?? '';
      assert.ok(databaseDay(midnight) > databaseDay(at), `${zone} ${at}`);
      assert.equal(databaseDay(midnight - 1), databaseDay(at), `${zone} ${at}`);
      assert.ok(localDayNumber(zone, midnight) > localDayNumber(zone, at));
      assert.equal(localDayNumber(zone, midnight - 1), localDayNumber(zone, at));
    }
  }
});

test('a spring night without a midnight: Beirut, 29 March 2026, begins at 01:00', () => {
  const evening = Date.UTC(2026, 2, 28, 18);
  const midnight = nextLocalMidnight('Asia/Beirut', evening);
  assert.equal(new Date(midnight).toISOString(), '2026-03-28T22:00:00.000Z');
});

test('an island that skipped a day: Apia has no 30 December 2011', () => {
  const midnight = nextLocalMidnight('Pacific/Apia', Date.UTC(2011, 11, 30, 8));
  assert.equal(localDay('Pacific/Apia', midnight), '2011-12-31');
  assert.equal(localDay('Pacific/Apia', midnight - 1), '2011-12-29');
});

test('day text and day number are each other, leap days included', () => {
  for (const text of ['1970-01-01', '2000-02-29', '2026-11-22', '2028-02-29', '2100-03-01']) {
    assert.equal(dayText(dayNumberOf(text) ?? Number.NaN), text);
    assert.equal(dayNumberOf(text), Date.parse(text) / 86_400_000);
  }
  assert.equal(dayNumberOf(''), undefined);
  assert.equal(dayNumberOf('yesterday'), undefined);
});

test('a day no calendar has is no day, and leaves the text of the real one alone', () => {
  for (const text of ['2026-02-30', '2026-02-29', '2026-13-01', '2026-00-10', '2026-04-31', '2026-05-00']) {
    assert.equal(dayNumberOf(text), undefined, text);
  }
  for (const text of ['2026-03-01', '2026-03-02', '2026-05-01', '2026-04-30', '2027-01-01']) {
    assert.equal(dayText(Date.parse(text) / 86_400_000), text);
  }
});

test('a zone that does not exist counts as UTC', () => {
  assert.equal(localDay('Nowhere/Atall', Date.UTC(2026, 4, 5, 23)), '2026-05-05');
});
