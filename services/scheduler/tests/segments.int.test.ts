import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toTime } from '@firstring/contracts';
import { DialState } from '@firstring/contracts/leads/lead';
import { card, leadId, NOON, startWorld, type TestDesk, type World } from './_harness.ts';

const HOUR = 3_600_000;
const processId = 'process-1';
const CRITERIA = { campaignId: 'campaign-1', processId, isFiltered: true, stepNames: [''] };
const METZ = { segmentId: 'metz', agentIds: ['agent-1'] };

/** A lead whose card says which segments have it. */
function placed(number: number, segmentIds: string[]) {
  const placement = {
    campaignId: 'campaign-1',
    criteriaRevision: 1n,
    stepByLevel: Buffer.alloc(5, 1),
    sortValues: [],
    segmentIds,
  };
  return card(number, { optInTime: toTime(NOON - HOUR), placements: [placement] });
}

/** Lead 1 is in the segment of agent 1, lead 2 in none. */
async function startMetz(): Promise<World> {
  const world = await startWorld({
    prepare: ({ leads }) => {
      leads.cards.set(leadId(1), placed(1, ['metz']));
      leads.cards.set(leadId(2), placed(2, []));
      leads.onOutcome = (before) => ({ ...before, dialState: DialState.DIAL_STATE_LOSER });
    },
  });
  await world.publish.criteria({ ...CRITERIA, revision: 1n, segments: [METZ] });
  await world.whenReady();
  return world;
}

/** The lead that is presented; it is finished by that. */
async function finish(world: World, desk: TestDesk, agentId: string): Promise<string> {
  await world.until(() => desk.last?.preview !== undefined, 'a preview');
  const preview = desk.last?.preview;
  await world.client().dispose({
    agentId,
    requestId: world.requestId(),
    attemptId: preview?.attemptId ?? '',
    fencingToken: preview?.fencingToken ?? 0n,
    dispositionCode: 'sold',
  });
  await world.until(() => desk.last?.preview?.attemptId !== preview?.attemptId, 'what comes next');
  return preview?.leadId ?? '';
}

test('R-83 the leads of a segment go to its agents only, others get the rest and are told why there is no more', async () => {
  await using world = await startMetz();
  const other = await world.ready('agent-2');
  assert.equal(await finish(world, other, 'agent-2'), leadId(2));
  await world.until(() => other.last?.emptyReason === 'SEGMENT_OF_OTHERS', 'the reason');
  const { answer } = await world
    .explains()
    .explain({ processId, about: { $case: 'agentId', value: 'agent-2' } });
  assert.ok(answer?.$case === 'agent');
  assert.deepEqual(
    answer.value.leads?.reasons.map(({ reason, leads }) => [reason?.reason, Number(leads)]).toSorted(),
    [
      ['LEAD_FINISHED', 1],
      ['SEGMENT_OF_OTHERS', 1],
    ],
  );
  const own = await world.ready('agent-1');
  assert.equal(await finish(world, own, 'agent-1'), leadId(1));
});

test('R-83 a segment that is given to somebody else is theirs from the next decision on, one that is nobody’s everybody’s', async () => {
  await using world = await startMetz();
  await world.publish.lead({ ...placed(2, ['metz']), version: 2n }, 'updated');
  const other = await world.ready('agent-2');
  await world.until(() => other.last?.emptyReason === 'SEGMENT_OF_OTHERS', 'the reason');
  const segments = [{ segmentId: 'metz', agentIds: ['agent-2'] }];
  await world.publish.criteria({ ...CRITERIA, revision: 2n, segments });
  await finish(world, other, 'agent-2');
  await world.until(() => other.last?.preview !== undefined, 'the second');
  await world.publish.lead(placed(3, ['metz']));
  const own = await world.ready('agent-1');
  await world.until(() => own.last?.emptyReason === 'SEGMENT_OF_OTHERS', 'now theirs');
  await world.publish.criteria({ ...CRITERIA, isFiltered: false, stepNames: [], revision: 3n });
  await world.until(() => own.last?.preview !== undefined, 'a lead that is everybody’s');
});
