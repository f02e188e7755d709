import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cadenceRefusals, eligibility } from './eligibility.ts';
import type { CadenceFacts } from './facts.ts';
import { LANES, laneOf } from './lane.ts';
import { localDay } from './local-day.ts';
import { cadencePolicy } from './policy.ts';
import { priorityLevel } from './priority-level.ts';

const HOUR = 3_600_000;
const OPT_IN = Date.UTC(2026, 1, 20);
const policy = cadencePolicy({ maxAttempts: 12 });

const zone = fc.constantFrom(
  'America/New_York',
  'Asia/Beirut',
  'Africa/Cairo',
  'Asia/Kolkata',
  'Europe/London',
);

const factsArbitrary: fc.Arbitrary<CadenceFacts> = fc
  .record({
    optInAt: fc.integer({ min: OPT_IN, max: OPT_IN + 60 * 24 * HOUR }),
    timeZone: zone,
    cadenceAttempts: fc.integer({ min: 0, max: 12 }),
    others: fc.integer({ min: 0, max: 2 }),
    dayAttempts: fc.integer({ min: 1, max: 4 }),
    sinceOptInMs: fc.integer({ min: 0, max: 12 * 24 * HOUR }),
    lastAttemptResult: fc.constantFrom('answered', 'no_answer', 'busy', 'congested', 'failed'),
    dialState: fc.constantFrom('open', 'open', 'open', 'callback', 'postponed', 'automatic_redial', 'winner'),
    callbackInMs: fc.option(fc.integer({ min: 0, max: 40 * HOUR }), { nil: undefined }),
    callbackAgentId: fc.option(fc.constant('agent-1'), { nil: undefined }),
  })
  .map(({ others, sinceOptInMs, callbackInMs, dayAttempts, ...rest }) => {
    const totalAttempts = rest.cadenceAttempts + others;
    const endAt = rest.optInAt + sinceOptInMs;
    const attempted = totalAttempts > 0;
    return {
      ...rest,
      totalAttempts,
      dayAttempts: attempted ? Math.min(dayAttempts, totalAttempts) : 0,
      lastAttemptDay: attempted ? localDay(rest.timeZone, endAt) : '',
      lastAttemptEndAt: attempted ? endAt : undefined,
      callbackAt: callbackInMs === undefined ? undefined : endAt + callbackInMs,
    };
  });

const momentMs = fc.integer({ min: 0, max: 14 * 24 * HOUR });

test('R-4 every lead is in exactly one level and at most one lane at any instant', () => {
  fc.assert(
    fc.property(factsArbitrary, momentMs, (facts, afterMs) => {
      const nowAt = facts.optInAt + afterMs;
      assert.ok(['P1', 'P2', 'P3', 'P4', 'waiting'].includes(priorityLevel(facts, policy, nowAt)));
      const lane = laneOf(facts, policy, nowAt);
      assert.ok(lane === undefined || LANES.includes(lane));
    }),
    { numRuns: 200 },
  );
});

test('R-20 a lead is really eligible at eligibleAt, and not a millisecond earlier', () => {
  fc.assert(
    fc.property(factsArbitrary, momentMs, (facts, afterMs) => {
      const nowAt = facts.optInAt + afterMs;
      const { eligibleAt, lane, reason } = eligibility(facts, policy, nowAt);
      assert.equal(reason === undefined, eligibleAt <= nowAt);
      if (eligibleAt === Infinity) return;
      assert.deepEqual(cadenceRefusals(facts, policy, eligibleAt), []);
      assert.equal(laneOf(facts, policy, eligibleAt), lane);
      assert.notEqual(lane, undefined);
      if (eligibleAt > nowAt) assert.notDeepEqual(cadenceRefusals(facts, policy, eligibleAt - 1), []);
    }),
    { numRuns: 200 },
  );
});

test('R-20 time only helps: with the same facts an eligible lead stays eligible', () => {
  fc.assert(
    fc.property(factsArbitrary, momentMs, momentMs, (facts, afterMs, laterMs) => {
      const { eligibleAt } = eligibility(facts, policy, facts.optInAt + afterMs);
      if (eligibleAt === Infinity) return;
      assert.deepEqual(cadenceRefusals(facts, policy, eligibleAt + laterMs), []);
    }),
    { numRuns: 200 },
  );
});

test('R-8 nothing changes before changesAt', () => {
  fc.assert(
    fc.property(
      factsArbitrary,
      momentMs,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (facts, afterMs, part) => {
        const nowAt = facts.optInAt + afterMs;
        const standing = eligibility(facts, policy, nowAt);
        assert.ok(standing.changesAt > nowAt);
        const until = Math.min(standing.changesAt, nowAt + 40 * 24 * HOUR);
        const between = Math.floor(nowAt + (until - 1 - nowAt) * part);
        const then = eligibility(facts, policy, between);
        assert.deepEqual(
          [then.lane, then.level, then.reason === undefined],
          [standing.lane, standing.level, standing.reason === undefined],
        );
      },
    ),
    { numRuns: 200 },
  );
});
