import assert from 'node:assert/strict';
import { test } from 'node:test';
import { afterAttempt, FRESH_PROGRESS, isTimedCallback, type EndedAttempt } from './dial-progress.ts';
import { afterDisposition, automaticRedial, type DispositionCategory } from './disposition.ts';
import { statusesAfter } from './lead-status.ts';
import { mergeSubmission } from './merge-submission.ts';

const MONDAY_NOON = Date.UTC(2026, 0, 5, 17, 0); // 12:00 in New York
const HOUR_MS = 3_600_000;
const ZONE = 'America/New_York';

const attempt = (change: Partial<EndedAttempt> = {}): EndedAttempt => ({
  counted: true,
  result: 'no_answer',
  startedAt: MONDAY_NOON,
  endedAt: MONDAY_NOON + 30_000,
  outsideCadence: false,
  ...change,
});

test('R-34 a routed call makes a New lead Contacted, and never moves another one', () => {
  assert.deepEqual(statusesAfter('new', 'routed'), ['contacted']);
  assert.deepEqual(statusesAfter('contacted', 'routed'), []);
  assert.deepEqual(statusesAfter('converted', 'routed'), []);
});

test('R-35 A-11 a conversion passes through Contacted, and there is no way back', () => {
  assert.deepEqual(statusesAfter('new', 'converted'), ['contacted', 'converted']);
  assert.deepEqual(statusesAfter('contacted', 'converted'), ['converted']);
  assert.deepEqual(statusesAfter('converted', 'converted'), []);
});

test('A-3 the attempts of a local day are counted together, and the next local day starts at one', () => {
  const once = afterAttempt(FRESH_PROGRESS, attempt(), ZONE);
  const lateAt = Date.UTC(2026, 0, 6, 4, 59); // 23:59 on Monday in New York
  const twice = afterAttempt(once, attempt({ startedAt: lateAt, endedAt: lateAt + 90_000 }), ZONE);
  assert.deepEqual([twice.dayAttempts, twice.lastAttemptDay, twice.cadenceAttempts], [2, '2026-01-05', 2]);
  const tuesday = afterAttempt(
    twice,
    attempt({ startedAt: lateAt + 60_000, endedAt: lateAt + HOUR_MS }),
    ZONE,
  );
  assert.deepEqual(
    [tuesday.dayAttempts, tuesday.lastAttemptDay, tuesday.totalAttempts],
    [1, '2026-01-06', 3],
  );
});

test('A-3 a timed callback or a dial-back counts for the caps, not for the cadence', () => {
  const after = afterAttempt(FRESH_PROGRESS, attempt({ outsideCadence: true }), ZONE);
  assert.deepEqual([after.totalAttempts, after.dayAttempts, after.cadenceAttempts], [1, 1, 0]);
  const agreed = { ...FRESH_PROGRESS, dialState: 'callback', callbackAt: MONDAY_NOON } as const;
  assert.equal(isTimedCallback(agreed, MONDAY_NOON), true);
  assert.equal(isTimedCallback(agreed, MONDAY_NOON - 1), false);
  assert.equal(isTimedCallback({ ...FRESH_PROGRESS, dialState: 'postponed' }, MONDAY_NOON), false);
});

test('A-45 congestion that never rang is remembered for the pause, but not counted', () => {
  const after = afterAttempt(FRESH_PROGRESS, attempt({ counted: false, result: 'congested' }), ZONE);
  assert.deepEqual(
    [after.totalAttempts, after.lastAttemptResult, after.lastAttemptDay],
    [0, 'congested', ''],
  );
});

test('an attempt that never left the house changes nothing', () => {
  const after = afterAttempt(FRESH_PROGRESS, attempt({ counted: false, result: undefined }), ZONE);
  assert.deepEqual(after, FRESH_PROGRESS);
});

test('a record that comes late counts, and neither turns the day nor the last result back', () => {
  const today = afterAttempt(FRESH_PROGRESS, attempt(), ZONE);
  const late = attempt({
    startedAt: MONDAY_NOON - 48 * HOUR_MS,
    endedAt: MONDAY_NOON - 47 * HOUR_MS,
    result: 'busy',
  });
  const after = afterAttempt(today, late, ZONE);
  assert.deepEqual([after.totalAttempts, after.dayAttempts, after.lastAttemptDay], [2, 1, '2026-01-05']);
  assert.equal(after.lastAttemptResult, 'no_answer');
});

const LEFT: readonly (readonly [DispositionCategory, string])[] = [
  ['retry', 'open'],
  ['final', 'loser'],
  ['dnc', 'loser'],
  ['converted', 'winner'],
];

for (const [category, dialState] of LEFT) {
  test(`A-11 a disposition of category ${category} leaves the lead ${dialState}, with no callback`, () => {
    const agreed = {
      ...FRESH_PROGRESS,
      dialState: 'callback',
      callbackAt: 1,
      callbackAgentId: 'ann',
    } as const;
    const after = afterDisposition(agreed, { category, agentId: 'ben', callbackCommon: false });
    assert.deepEqual(after, { ...FRESH_PROGRESS, dialState });
  });
}

test('R-66 a lead nobody answered stays in Automatic Redial through "try again"; what was agreed before stands', () => {
  const redial = automaticRedial(FRESH_PROGRESS);
  assert.equal(redial.dialState, 'automatic_redial');
  assert.equal(automaticRedial(redial), redial);
  const again = afterDisposition(redial, { category: 'retry', agentId: 'ann', callbackCommon: false });
  assert.equal(again.dialState, 'automatic_redial');
  const postponed = afterDisposition(redial, { category: 'callback', agentId: 'ann', callbackCommon: false });
  assert.equal(automaticRedial(postponed), postponed);
});

test('R-78 a callback with a time is private unless it is common; without a time the lead is postponed', () => {
  const said = { category: 'callback', agentId: 'ann', callbackAt: MONDAY_NOON } as const;
  const own = afterDisposition(FRESH_PROGRESS, { ...said, callbackCommon: false });
  assert.deepEqual([own.dialState, own.callbackAt, own.callbackAgentId], ['callback', MONDAY_NOON, 'ann']);
  const common = afterDisposition(own, { ...said, callbackCommon: true });
  assert.equal('callbackAgentId' in common, false);
  const postponed = afterDisposition(own, { category: 'callback', agentId: 'ann', callbackCommon: false });
  assert.deepEqual(postponed, { ...FRESH_PROGRESS, dialState: 'postponed' });
});

test('A-8 given fields overwrite, absent ones stay', () => {
  const stored = {
    firstName: 'Ann',
    lastName: 'Lee',
    ownershipCode: 'north',
    custom: { age: '40', city: 'Rome' },
  };
  const merged = mergeSubmission(stored, { firstName: 'Anna', custom: { age: '41' } }, false);
  assert.deepEqual(
    { ...merged, email: undefined },
    {
      firstName: 'Anna',
      lastName: 'Lee',
      email: undefined,
      ownershipCode: 'north',
      custom: { age: '41', city: 'Rome' },
    },
  );
});

test('A-8 an empty string clears only where the link says so', () => {
  const stored = { firstName: 'Ann', custom: { age: '40' } };
  const given = { firstName: '', custom: { age: '' } };
  assert.equal(mergeSubmission(stored, given, false).firstName, 'Ann');
  assert.deepEqual(mergeSubmission(stored, given, false).custom, { age: '40' });
  assert.equal(mergeSubmission(stored, given, true).firstName, undefined);
  assert.deepEqual(mergeSubmission(stored, given, true).custom, {});
});
