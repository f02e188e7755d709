import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toTime } from '@firstring/contracts';
import type { LeadCard } from '@firstring/contracts/leads/lead';
import { Lane } from '@firstring/contracts/scheduling/scheduling_service';
import { card, NOON, startWorld } from './_harness.ts';

const DAY = 86_400_000;

/** A lead of this age in days with so many cadence attempts, the last one yesterday at noon. */
function aged(number: number, days: number, attempts: number): LeadCard {
  return card(number, {
    optInTime: toTime(NOON - days * DAY),
    cadenceAttempts: attempts,
    totalAttempts: attempts,
    ...(attempts === 0
      ? {}
      : {
          lastAttemptEndTime: toTime(NOON - (days === 0 ? 4 * 3_600_000 : DAY)),
          lastAttemptDay: days === 0 ? '2026-06-01' : '2026-05-31',
          dayAttempts: attempts > 2 ? (days === 0 ? 3 : 1) : attempts,
          lastAttemptResult: 'no_answer',
        }),
  });
}

/** Of leads numbered from 1. */
async function explained(cards: readonly LeadCard[]) {
  await using world = await startWorld({
    prepare: ({ leads }) => cards.forEach((each) => leads.cards.set(each.leadId, each)),
  });
  await world.whenReady();
  const answers = [];
  for (const at of cards.keys()) answers.push(await world.standing(at + 1));
  return answers;
}

test('R-4 R-8 R-11 R-14 every lead is in exactly one level, by its days and attempts', async () => {
  const answers = await explained([
    aged(1, 0, 0), // opt-in day
    aged(2, 1, 1), // day two, fewer than six attempts
    aged(3, 3, 6), // first week, six attempts
    aged(4, 40, 9), // long term, still dialled
  ]);
  assert.deepEqual(
    answers.map(({ level, lane }) => [level, lane]),
    [
      ['P1', Lane.LANE_FRESH_P1],
      ['P2', Lane.LANE_P2],
      ['P3', Lane.LANE_P3],
      ['P4', Lane.LANE_P4],
    ],
  );
});

test('R-7 a first-day lead with three attempts waits for its local midnight: P1_DAY_CAP', async () => {
  const [answer] = await explained([aged(1, 0, 3)]);
  assert.ok(
    answer?.reasons?.some(({ reason }) => reason === 'P1_DAY_CAP'),
    JSON.stringify(answer),
  );
  assert.ok((answer?.eligibleTime?.getTime() ?? 0) > NOON);
});

test('R-9 R-12 within a level the lead with the fewest attempts is next', async () => {
  const answers = await explained([aged(1, 2, 3), aged(2, 2, 1), aged(3, 2, 2)]);
  assert.deepEqual(
    answers.map(({ position }) => position),
    [3, 1, 2],
  );
});

test('R-10 R-20 a follow-up lead is eligible again after its pause, at an instant that is told', async () => {
  const soon = card(1, {
    optInTime: toTime(NOON - 2 * DAY),
    cadenceAttempts: 1,
    totalAttempts: 1,
    dayAttempts: 1,
    lastAttemptDay: '2026-06-01',
    lastAttemptEndTime: toTime(NOON - 3_600_000),
    lastAttemptResult: 'no_answer',
  });
  const [answer] = await explained([soon]);
  assert.equal(answer?.eligibleTime?.getTime(), NOON + 3 * 3_600_000);
  assert.deepEqual(
    answer?.reasons?.map(({ reason }) => reason),
    ['RETRY_GAP'],
  );
});
