import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toTime } from '@firstring/contracts';
import { StreamPlacementsResponse } from '@firstring/contracts/leads/criteria';
import { SortDirection } from '@firstring/contracts/leads/filter';
import { DialState, type LeadCard } from '@firstring/contracts/leads/lead';
import { campaign, card, leadId, NOON, startWorld, type TestDesk, type World } from './_harness.ts';

const HOUR = 3_600_000;
const DESC = SortDirection.SORT_DIRECTION_DESC;
/** An hour old: in P1, not fresh. */
const OLD = { optInTime: toTime(NOON - HOUR) };
const FILTERED = { campaignId: 'campaign-1', processId: 'process-1', isFiltered: true };
const LAYERED = { ...FILTERED, isLayered: true, stepNames: ['Hot', 'Warm', 'Cold'] };

/** The same step at every level. */
function steps(step: number): Buffer {
  return Buffer.alloc(5, step);
}

function placed(number: number, revision: number, step: number, more: Partial<LeadCard> = {}): LeadCard {
  const placement = {
    campaignId: 'campaign-1',
    criteriaRevision: BigInt(revision),
    stepByLevel: steps(step),
    sortValues: [],
    segmentIds: [],
  };
  return card(number, { ...OLD, placements: [placement], ...more });
}

/** What lead-store answers for the whole campaign: the step of each lead. */
function answer(world: World, revision: number, leads: Readonly<Record<number, number>>): void {
  const ids = Object.keys(leads).map((number) =>
    Buffer.from(leadId(Number(number)).replaceAll('-', ''), 'hex'),
  );
  world.leads.placements.set(
    'campaign-1',
    StreamPlacementsResponse.fromPartial({
      criteriaRevision: BigInt(revision),
      leadIds: Buffer.concat(ids),
      leadVersions: ids.map(() => 1),
      stepByLevel: Buffer.concat(Object.values(leads).map(steps)),
    }),
  );
}

/** Lets the pauses between questions pass until so many were asked. */
async function asked(world: World, times: number): Promise<void> {
  await world.until(() => {
    world.clock.advance(100);
    return world.leads.placementsAsked >= times;
  }, `question ${times}`);
}

/** The number of the lead that is presented; it is finished by that. */
async function next(world: World, desk: TestDesk): Promise<number> {
  await world.until(() => desk.last?.preview !== undefined, 'a preview');
  const preview = desk.last?.preview;
  world.leads.onOutcome = (before) => ({ ...before, dialState: DialState.DIAL_STATE_LOSER });
  await world.client().dispose({
    agentId: 'agent-1',
    requestId: world.requestId(),
    attemptId: preview?.attemptId ?? '',
    fencingToken: preview?.fencingToken ?? 0n,
    dispositionCode: 'sold',
  });
  await world.until(() => desk.last?.preview?.attemptId !== preview?.attemptId, 'the next');
  return Number.parseInt(preview?.leadId.slice(-12) ?? '', 16);
}

const explain = (world: World, number: number) => world.standing(number);

test('R-111 leads that the filters leave out are not offered, and say so; the placements are asked for until they are there', async () => {
  await using world = await startWorld({
    prepare: ({ leads }) => {
      for (const number of [1, 2, 3]) leads.cards.set(leadId(number), card(number, OLD));
      leads.indexStarts = 2;
    },
  });
  await world.whenReady();
  answer(world, 1, { 1: 0, 2: 1, 3: 0 });
  await world.publish.criteria({ ...FILTERED, revision: 1n, stepNames: ['Matching'] });
  await asked(world, 3);
  const desk = await world.ready('agent-1');
  assert.equal(await next(world, desk), 2);
  await world.until(() => desk.last?.emptyReason === 'FILTERED_OUT', 'the reason');
  const [out, taken] = [await explain(world, 1), await explain(world, 2)];
  assert.deepEqual([out.step, out.reasons.map(({ reason }) => reason)], [0, ['FILTERED_OUT']]);
  assert.equal(out.eligibleTime, undefined);
  assert.deepEqual([taken.step, taken.stepName, taken.listPriority], [1, 'Matching', 1]);
  await world.publish.criteria({ ...FILTERED, isFiltered: false, revision: 2n });
  assert.equal(await next(world, desk), 1);
});

test('R-115 R-120 the layers of a group come one after the other, each in the group’s own order', async () => {
  await using world = await startWorld({
    prepare: ({ leads }) => {
      const stepOf = [3, 1, 2, 1, 3];
      stepOf.forEach((step, number) =>
        leads.cards.set(leadId(number), placed(number, 7, step, { totalAttempts: number })),
      );
    },
  });
  const policies = [{ policy: { $case: 'attempts' as const, value: DESC } }];
  await world.publish.criteria({ ...LAYERED, revision: 7n, policies });
  await world.whenReady();
  const desk = await world.ready('agent-1');
  const order: number[] = [];
  for (let count = 0; count < 5; count += 1) order.push(await next(world, desk));
  assert.deepEqual(order, [3, 1, 2, 4, 0]);
  assert.equal(world.leads.placementsAsked, 0, 'the cards brought their own');
});

test('R-115 after a restart the criteria are known again, and a card that older ones decided does not undo newer placements', async () => {
  await using world = await startWorld({
    prepare: ({ leads }) => {
      for (const number of [1, 2]) leads.cards.set(leadId(number), placed(number, 1, number));
    },
  });
  await world.whenReady();
  await world.publish.criteria({ ...LAYERED, revision: 1n });
  answer(world, 2, { 1: 2, 2: 1 });
  await world.publish.criteria({ ...LAYERED, revision: 2n });
  await asked(world, 1);
  await world.publish.lead(placed(1, 1, 1, { version: 2n }), 'updated');
  const stepOf = async (number: number) => (await explain(world, number)).stepName;
  await world.publish.lead(card(3));
  await asked(world, 2);
  assert.deepEqual([await stepOf(1), await stepOf(2)], ['Warm', 'Hot']);
  world.leads.cards.set(leadId(1), placed(1, 2, 2));
  world.leads.cards.set(leadId(2), placed(2, 2, 1));
  await world.restart();
  await world.whenReady();
  assert.deepEqual([await stepOf(1), await stepOf(2)], ['Warm', 'Hot']);
});

test('R-111 a list that comes to a filtered campaign is asked for, and gives nothing before the answer', async () => {
  await using world = await startWorld({
    prepare: ({ leads }) => {
      leads.cards.set(leadId(1), card(1, { ...OLD, campaignId: '', listId: 'fair' }));
    },
  });
  await world.publish.criteria({ ...FILTERED, revision: 1n, stepNames: ['Matching'] });
  await world.whenReady();
  answer(world, 1, { 1: 1 });
  world.leads.indexStarts = 1;
  const desk = await world.ready('agent-1');
  const lists = [
    {
      listId: 'fair',
      priority: 1,
      weight: 1,
      maxAttempts: 0,
      timeSlots: [],
      attemptsPerHour: 0,
      agentIds: [],
    },
  ];
  await world.publish.campaign(campaign({ lists, version: 2n }));
  await world.until(() => desk.last?.emptyReason === 'FILTERED_OUT', 'the reason meanwhile');
  await asked(world, 2);
  assert.equal(await next(world, desk), 1);
});
