import assert from 'node:assert/strict';
import { test } from 'node:test';
import { campaignPolicy } from './campaign-policy.ts';
import { cadenceRefusals, eligibility } from './eligibility.ts';
import type { CadenceFacts } from './facts.ts';
import { laneOf } from './lane.ts';
import { cadencePolicy } from './policy.ts';
import { priorityLevel } from './priority-level.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Monday 09:00 in New York. */
const OPT_IN = Date.UTC(2026, 5, 1, 13);
const policy = cadencePolicy();

function facts(overrides: Partial<CadenceFacts> = {}): CadenceFacts {
  return {
    optInAt: OPT_IN,
    timeZone: 'America/New_York',
    cadenceAttempts: 0,
    totalAttempts: 0,
    dayAttempts: 0,
    lastAttemptDay: '',
    dialState: 'open',
    ...overrides,
  };
}

function tried(
  attempts: number,
  day: string,
  endAt: number,
  overrides: Partial<CadenceFacts> = {},
): CadenceFacts {
  return facts({
    cadenceAttempts: attempts,
    totalAttempts: attempts,
    dayAttempts: 1,
    lastAttemptDay: day,
    lastAttemptEndAt: endAt,
    lastAttemptResult: 'no_answer',
    ...overrides,
  });
}

test('R-4 the level follows day and attempts exactly as A-1 writes it', () => {
  const rows: readonly [day: number, attempts: number, level: string][] = [
    [1, 0, 'P1'],
    [1, 2, 'P1'],
    [1, 3, 'waiting'],
    [2, 0, 'P2'],
    [2, 5, 'P2'],
    [30, 5, 'P2'],
    [2, 6, 'P3'],
    [7, 9, 'P3'],
    [8, 6, 'P4'],
    [400, 60, 'P4'],
  ];
  for (const [day, cadenceAttempts, level] of rows) {
    assert.equal(priorityLevel(facts({ cadenceAttempts }), policy, OPT_IN + (day - 1) * DAY), level);
  }
});

test('R-7 a fourth attempt on the opt-in day is refused with P1_DAY_CAP until local midnight', () => {
  const lead = tried(3, '2026-06-01', OPT_IN + 5 * HOUR, { dayAttempts: 3 });
  const [refusal] = cadenceRefusals(lead, policy, OPT_IN + 9 * HOUR);
  assert.deepEqual(refusal, { reason: 'P1_DAY_CAP', clearsAt: Date.UTC(2026, 5, 2, 4) });
  const standing = eligibility(lead, policy, OPT_IN + 9 * HOUR);
  assert.equal(standing.level, 'waiting');
  assert.equal(standing.lane, 'p2');
  assert.equal(standing.eligibleAt, Date.UTC(2026, 5, 2, 4));
});

test('R-8 at local midnight after the opt-in day a lead leaves P1 and enters P2', () => {
  const midnight = Date.UTC(2026, 5, 2, 4);
  assert.equal(priorityLevel(facts(), policy, midnight - 1), 'P1');
  assert.equal(priorityLevel(facts(), policy, midnight), 'P2');
  assert.equal(eligibility(facts(), policy, OPT_IN + HOUR).changesAt, midnight);
});

test('R-11 six attempts within the first week make a lead P3, and the eighth day makes it P4', () => {
  const lead = tried(6, '2026-06-03', OPT_IN + 2 * DAY);
  assert.equal(eligibility(lead, policy, OPT_IN + 3 * DAY).lane, 'p3');
  assert.equal(eligibility(lead, policy, OPT_IN + 3 * DAY).changesAt, Date.UTC(2026, 5, 8, 4));
  assert.equal(eligibility(lead, policy, OPT_IN + 7 * DAY).lane, 'p4');
});

test('R-13 a second P4 attempt on the same day is refused with P4_DAY_CAP', () => {
  const at = OPT_IN + 20 * DAY;
  const lead = tried(8, '2026-06-21', at, { dayAttempts: 1 });
  assert.equal(eligibility(lead, policy, at + 5 * HOUR).reason, 'P4_DAY_CAP');
  assert.equal(eligibility(lead, policy, at + 5 * HOUR).eligibleAt, Date.UTC(2026, 5, 22, 4));
});

test('R-14 a P4 lead has no end by time and stops at its maximum attempts', () => {
  const at = OPT_IN + 3000 * DAY;
  assert.equal(eligibility(facts({ cadenceAttempts: 29, totalAttempts: 29 }), policy, at).lane, 'p4');
  const spent = eligibility(facts({ cadenceAttempts: 30, totalAttempts: 30 }), policy, at);
  assert.equal(spent.reason, 'MAX_ATTEMPTS_REACHED');
  assert.equal(spent.eligibleAt, Infinity);
});

test('R-15 P2 and P3 have two attempts a day, four hours apart', () => {
  const at = Date.UTC(2026, 5, 2, 14);
  const once = tried(4, '2026-06-02', at);
  assert.deepEqual(cadenceRefusals(once, policy, at + HOUR), [
    { reason: 'RETRY_GAP', clearsAt: at + 4 * HOUR },
  ]);
  assert.deepEqual(cadenceRefusals(once, policy, at + 4 * HOUR), []);
  const twice = tried(5, '2026-06-02', at + 5 * HOUR, { dayAttempts: 2 });
  assert.equal(eligibility(twice, policy, at + 10 * HOUR).reason, 'DAY_CAP');
});

test('R-20 pauses of the opt-in day are thirty minutes, then three hours; busy and congestion have their own', () => {
  const end = OPT_IN + 10 * MINUTE;
  const due = (attempts: number, overrides: Partial<CadenceFacts> = {}): number =>
    eligibility(tried(attempts, '2026-06-01', end, overrides), policy, end).eligibleAt - end;
  assert.equal(due(1), 30 * MINUTE);
  assert.equal(due(2), 3 * HOUR);
  assert.equal(due(1, { lastAttemptResult: 'busy' }), 10 * MINUTE);
  assert.equal(due(1, { lastAttemptResult: 'congested' }), 2 * MINUTE);
});

test('R-5 a new lead is fresh for five minutes, unless it was tried', () => {
  assert.equal(laneOf(facts(), policy, OPT_IN + 5 * MINUTE), 'fresh_p1');
  assert.equal(eligibility(facts(), policy, OPT_IN).changesAt, OPT_IN + 5 * MINUTE + 1);
  assert.equal(laneOf(facts(), policy, OPT_IN + 5 * MINUTE + 1), 'p1');
  assert.equal(laneOf(facts({ totalAttempts: 1 }), policy, OPT_IN), 'p1');
});

test("R-76 a private callback is its agent's when due, and overtakes fresh leads when five minutes late", () => {
  const lead = facts({ dialState: 'callback', callbackAt: OPT_IN + HOUR, callbackAgentId: 'agent-1' });
  assert.equal(eligibility(lead, policy, OPT_IN).reason, 'CALLBACK_NOT_DUE');
  assert.equal(eligibility(lead, policy, OPT_IN + HOUR).lane, 'own_callback');
  assert.equal(eligibility(lead, policy, OPT_IN + HOUR).changesAt, OPT_IN + HOUR + 5 * MINUTE + 1);
  assert.equal(eligibility(lead, policy, OPT_IN + HOUR + 6 * MINUTE).lane, 'late_callback');
  const common = facts({ dialState: 'callback', callbackAt: OPT_IN });
  assert.equal(eligibility(common, policy, OPT_IN + HOUR).lane, 'common_callback');
});

test('R-79 a postponed lead waits in the last lane and the caps of the day still hold', () => {
  assert.equal(eligibility(facts({ dialState: 'postponed' }), policy, OPT_IN).lane, 'postponed');
  const capped = tried(3, '2026-06-01', OPT_IN, { dialState: 'postponed', dayAttempts: 3 });
  assert.equal(eligibility(capped, policy, OPT_IN + 6 * HOUR).reason, 'P1_DAY_CAP');
});

test('R-20 a final disposition ends the cadence', () => {
  for (const dialState of ['winner', 'loser', 'archived'] as const) {
    const standing = eligibility(facts({ dialState }), policy, OPT_IN);
    assert.deepEqual(
      [standing.reason, standing.eligibleAt, standing.lane],
      ['LEAD_FINISHED', Infinity, undefined],
    );
  }
});

test('A-45 a retry rule of a disposition replaces the pause, until the next attempt has ended', () => {
  const once = tried(1, '2026-06-01', OPT_IN);
  const ruled = { ...once, callbackAt: OPT_IN + 10 * HOUR };
  const at = OPT_IN + 5 * HOUR;
  assert.deepEqual(cadenceRefusals(once, policy, at), []);
  assert.deepEqual(cadenceRefusals(ruled, policy, at), [
    { reason: 'RETRY_GAP', clearsAt: OPT_IN + 10 * HOUR },
  ]);
  assert.deepEqual(cadenceRefusals({ ...ruled, callbackAt: OPT_IN + HOUR }, policy, at), []);
  const later = { ...ruled, callbackAt: OPT_IN - HOUR };
  assert.deepEqual(cadenceRefusals(later, policy, at), [], 'a rule of an attempt before says nothing');
});

test('R-145 a campaign sets its own cadence in seconds; what it leaves out is the default', () => {
  const settings = {
    freshSeconds: 60,
    firstDayAttempts: 0,
    initialAttempts: 0,
    firstWeekDays: 0,
    firstDayGapSeconds: [],
    followUpGapSeconds: 7200,
    followUpDayMax: 0,
    longTermDayMax: 0,
    busyGapSeconds: 0,
    congestedGapSeconds: 0,
    callbackLateSeconds: 0,
  };
  assert.deepEqual(
    campaignPolicy({ maxAttempts: 7, cadence: settings }),
    cadencePolicy({ maxAttempts: 7, freshMs: 60_000, followUpGapMs: 7_200_000 }),
  );
  assert.deepEqual(campaignPolicy({ maxAttempts: 7 }), cadencePolicy({ maxAttempts: 7 }));
});
