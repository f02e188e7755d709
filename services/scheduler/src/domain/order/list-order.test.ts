import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cadencePolicy } from '@firstring/domain';
import type { AssignedList } from './campaign-rules.ts';
import type { IndexCard } from './card.ts';
import { OrderIndex } from './order-index.ts';
import { sampleCard, sampleLeadId } from './sample-card.ts';
import type { Candidate } from './standing.ts';

const HOUR = 3_600_000;
/** Monday noon in New York. */
const NOW = Date.UTC(2026, 5, 1, 16);
const CAMPAIGN = 'campaign-1';
const scope = { agentId: 'agent-1', campaignIds: [CAMPAIGN] };
/** In P1, an hour old. */
const tried = { optInAt: NOW - HOUR, cadenceAttempts: 1, totalAttempts: 1 };

function list(listId: string, priority: number, weight: number): AssignedList {
  return { listId, priority, weight, maxAttempts: 0, timeSlots: [] };
}

/** So many leads of each list; those of list '' are in the campaign by themselves. */
function order(lists: readonly AssignedList[], leads: Readonly<Record<string, number>>): OrderIndex {
  const index = new OrderIndex({ leadsMax: 65_536 });
  index.setCampaign(CAMPAIGN, {
    policy: cadencePolicy({ firstDayGapsMs: [] }),
    window: { startMinute: 0, endMinute: 1440 },
    lists,
  });
  let number = 0;
  for (const [listId, count] of Object.entries(leads)) {
    for (let each = 0; each < count; each += 1) add(index, number++, { listId });
  }
  while (index.advance(NOW, 1000));
  return index;
}

function add(index: OrderIndex, number: number, overrides: Partial<IndexCard>): void {
  const { listId = '' } = overrides;
  index.upsert(
    sampleCard(number, { ...tried, campaignId: listId === '' ? CAMPAIGN : '', ...overrides }),
    NOW,
  );
}

/** Chooses as the loop does: hold, turn, presentation. */
function present(index: OrderIndex): Candidate | undefined {
  const best = index.view.peekBest(scope, NOW);
  if (best === undefined) return undefined;
  index.hold(best.homeGuard, { leadId: best.leadId, token: Infinity });
  index.turns.take(best.turn);
  index.turns.confirm(best.turn);
  return best;
}

/** How many leads of each range of numbers are among the next `count`. */
function presented(index: OrderIndex, count: number): number[] {
  return Array.from({ length: count }, () =>
    Number.parseInt(present(index)?.leadId.slice(-12) ?? 'none', 16),
  );
}

test('R-103 weights 3 to 1 over 400 presentations give 300 to 100, one more or less', () => {
  const index = order([list('heavy', 1, 3), list('light', 1, 1)], { heavy: 400, light: 400 });
  const heavy = presented(index, 400).filter((number) => number < 400).length;
  assert.ok(Math.abs(heavy - 300) <= 1, String(heavy));
});

test('R-102 all leads of the lists of the lowest priority number come before any other of their lane', () => {
  const index = order([list('second', 2, 100), list('first', 1, 1)], { second: 3, first: 3 });
  assert.deepEqual(presented(index, 7), [3, 4, 5, 0, 1, 2, NaN]);
});

test('R-102 A-29 the lane comes before the list, and agreed times before both', () => {
  const index = order([list('first', 1, 1), list('last', 9, 1)], { first: 2 });
  add(index, 2, { listId: 'last', optInAt: NOW, cadenceAttempts: 0, totalAttempts: 0 });
  add(index, 3, { listId: 'first', dialState: 'callback', callbackAt: NOW - 1000 });
  add(index, 4, { listId: 'last', dialState: 'callback', callbackAt: NOW - 2000 });
  assert.deepEqual(presented(index, 5), [2, 4, 3, 0, 1]);
});

test('A-29 where lists come before lanes, a better list goes first from P1 on; fresh leads and agreed times keep their place', () => {
  const lists = [list('first', 1, 1), list('last', 9, 1)];
  const index = order(lists, { last: 1 });
  add(index, 2, { listId: 'first', dialState: 'postponed', optInAt: NOW - 30 * HOUR });
  add(index, 3, { listId: 'first', optInAt: NOW - 50 * HOUR });
  add(index, 4, { listId: 'last', optInAt: NOW, cadenceAttempts: 0, totalAttempts: 0 });
  add(index, 5, { listId: 'last', dialState: 'callback', callbackAt: NOW - 1000 });
  const settings = {
    policy: cadencePolicy({ firstDayGapsMs: [] }),
    window: { startMinute: 0, endMinute: 1440 },
  };
  assert.equal(index.view.peekBest(scope, NOW)?.leadId, sampleLeadId(4));
  index.setCampaign(CAMPAIGN, { ...settings, lists, isListsFirst: true });
  assert.deepEqual(presented(index, 6), [4, 5, 3, 2, 0, NaN]);
});

test('R-130 campaign based: one order over all lists, whatever their priority and weight', () => {
  const lists = [list('first', 1, 100), list('last', 9, 1)];
  const index = order(lists, {});
  for (const [number, listId] of ['last', 'first', 'last', 'first'].entries()) {
    add(index, number, { listId, optInAt: NOW - HOUR + number });
  }
  const settings = {
    policy: cadencePolicy({ firstDayGapsMs: [] }),
    window: { startMinute: 0, endMinute: 1440 },
  };
  index.setCampaign(CAMPAIGN, { ...settings, lists, provider: 'campaign_based' });
  assert.deepEqual(presented(index, 4), [0, 1, 2, 3]);
});

test('R-130 A-38 pace based: a list with a target has its leads when they are due, the others have the rest', () => {
  const lists = [{ ...list('paced', 1, 1), attemptsPerHour: 2 }, list('rest', 1, 1)];
  const index = order(lists, { paced: 10, rest: 100 });
  const settings = {
    policy: cadencePolicy({ firstDayGapsMs: [] }),
    window: { startMinute: 0, endMinute: 1440 },
  };
  index.setCampaign(CAMPAIGN, { ...settings, lists, provider: 'pace_based' });
  const given = presented(index, 6);
  assert.equal(given.filter((number) => number < 10).length, 1);
  assert.ok((given[0] ?? NaN) < 10);
});

test('R-103 leads that are in the campaign by themselves count as one list of priority 1 and weight 1', () => {
  const index = order([list('heavy', 1, 3), list('late', 2, 1)], { '': 100, heavy: 100, late: 10 });
  const own = presented(index, 80).filter((number) => number < 100).length;
  assert.ok(Math.abs(own - 20) <= 1, String(own));
});

test('R-103 a turn whose lock was refused is the list’s again, and looking changes nothing', () => {
  const index = order([list('heavy', 1, 3), list('light', 1, 1)], { heavy: 800, light: 400 });
  let heavy = 0;
  for (let count = 0; count < 400; count += 1) {
    const refused = index.view.peekBest(scope, NOW);
    index.turns.take(refused?.turn);
    index.turns.giveBack(refused?.turn);
    index.holdBack(refused?.leadId ?? '', { untilAt: Infinity, reason: 'NUMBER_BLACKLISTED' }, NOW);
    for (let look = 0; look < 3; look += 1) index.view.peekBest(scope, NOW);
    const { turn } = present(index) ?? {};
    assert.equal(turn?.chosen.list, refused?.turn?.chosen.list);
    heavy += turn?.chosen.weight === 3 ? 1 : 0;
  }
  assert.ok(Math.abs(heavy - 300) <= 1, String(heavy));
});

test('R-20 a lead’s place counts better lists, its own, and the turns others have meanwhile', () => {
  const lists = [list('best', 1, 1), list('heavy', 2, 3), list('light', 2, 1)];
  const index = order(lists, { best: 5, heavy: 100, light: 20 });
  const positionOf = (number: number) => index.view.standings(sampleLeadId(number), NOW)?.[0]?.position;
  assert.equal(positionOf(4), 5);
  assert.equal(positionOf(5 + 30), 5 + 30 + 10 + 1);
  assert.equal(positionOf(105 + 10), 5 + 10 + 30 + 1);
});
