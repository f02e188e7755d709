import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hoursDraft, parseParts, readHours, type HoursDraft } from './opening-hours.ts';

const minutes = fc.uniqueArray(fc.integer({ min: 0, max: 1440 }), { minLength: 0, maxLength: 6 });
const parts = minutes.map((all) => {
  const sorted = all.toSorted((a, b) => a - b);
  return Array.from({ length: Math.floor(sorted.length / 2) }, (_, at) => ({
    startMinute: sorted[2 * at] ?? 0,
    endMinute: sorted[2 * at + 1] ?? 1440,
  }));
});

test('R-67 opening hours and holidays are read back from the form as they were shown', () => {
  fc.assert(
    fc.property(fc.array(parts, { minLength: 7, maxLength: 7 }), parts, (week, day) => {
      const slots = week.flatMap((each, at) => each.map((part) => ({ weekday: at + 1, ...part })));
      const settings = { slots, holidays: [{ date: '2026-12-25', name: 'Christmas', slots: day }] };
      assert.deepEqual(readHours(hoursDraft(settings)), { type: 'hours', settings });
    }),
    { numRuns: 200 },
  );
});

test('R-67 hours that cannot be are refused at their day, in words', () => {
  const draft: HoursDraft = { isAlwaysOpen: false, week: Array(7).fill(''), holidays: [] };
  const at = (change: Partial<HoursDraft>) => {
    const read = readHours({ ...draft, ...change });
    return read.type === 'refused' ? read.at : undefined;
  };
  assert.equal(at({}), 'Monday', 'closed all week is a number that is off');
  assert.equal(at({ week: ['', '9-17', '', '', '', '', ''] }), 'Tuesday');
  assert.equal(at({ isAlwaysOpen: true, week: ['nonsense', '', '', '', '', '', ''] }), undefined);
  const day = { date: '2026-12-25', name: '', hours: '' };
  assert.equal(at({ isAlwaysOpen: true, holidays: [day, day] }), 'holiday 2026-12-25');
  assert.equal(at({ isAlwaysOpen: true, holidays: [{ ...day, date: '' }] }), 'holiday ');
  for (const line of ['25:00-26:00', '18:00-09:00', '09:00', '09:00-10:00-11:00', '09:00-12:00, 11:00-13:00'])
    assert.equal(typeof parseParts(line), 'string', line);
  assert.deepEqual(parseParts(' 22:00 – 24:00 , 9:00-10:00'), [
    { startMinute: 540, endMinute: 600 },
    { startMinute: 1320, endMinute: 1440 },
  ]);
});
