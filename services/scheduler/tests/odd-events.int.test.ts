import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LEAD_EVENTS } from '@firstring/contracts';
import { DialState, type LeadCard } from '@firstring/contracts/leads/lead';
import { LeadEvent } from '@firstring/contracts/leads/lead_events';
import { campaign, card, leadId, startWorld, type World } from './_harness.ts';

const NOT_THERE = { reason: 'LEAD_NOT_FOUND' };
const open = (number: number, version: bigint): LeadCard => card(number, { version });
const closed = (number: number, version: bigint): LeadCard =>
  card(number, { version, dialState: DialState.DIAL_STATE_LOSER });

async function worldWithCampaign(): Promise<World> {
  const world = await startWorld();
  await world.whenReady();
  await world.publish.campaign(campaign());
  return world;
}

function explained(world: World, number: number) {
  return world
    .explains()
    .explain({ processId: 'process-1', about: { $case: 'leadId', value: leadId(number) } });
}

/** Of one partition all is taken in its order: once a lead that came last is there, so is everything before it. */
let lasts = 1000;
async function takenIn(world: World): Promise<void> {
  lasts += 1;
  await world.publish.lead(open(lasts, 1n));
  for (let turn = 0; turn < 200; turn += 1) {
    const isThere = await explained(world, lasts).then(
      () => true,
      () => false,
    );
    if (isThere) return;
  }
  assert.fail('the news was not taken in');
}

async function standings(world: World, number: number) {
  const { answer } = await explained(world, number);
  assert.ok(answer?.$case === 'lead');
  return answer.value.standings;
}

test('bad-inputs kafka/16 kafka/17: after a gap in versions the newer card counts, whole as it is; what comes late is older and changes nothing', async () => {
  await using world = await worldWithCampaign();
  await world.publish.lead(open(1, 5n));
  await takenIn(world);
  const before = await standings(world, 1);
  await world.publish.lead(closed(1, 7n), 'updated');
  await takenIn(world);
  const now = await standings(world, 1);
  assert.notDeepEqual(now, before);
  await world.publish.lead(open(1, 6n), 'updated');
  await world.publish.lead(open(1, 5n));
  await takenIn(world);
  assert.deepEqual(await standings(world, 1), now);
});

test('bad-inputs kafka/15: another body under a version that is known changes nothing', async () => {
  await using world = await worldWithCampaign();
  await world.publish.lead(closed(1, 5n));
  await takenIn(world);
  const before = await standings(world, 1);
  await world.publish.lead(open(1, 5n), 'updated');
  await takenIn(world);
  assert.deepEqual(await standings(world, 1), before);
});

test('bad-inputs kafka/19: an event of somebody who was erased brings nothing back, whatever its version', async () => {
  await using world = await worldWithCampaign();
  await world.publish.lead(open(1, 1n));
  await world.publish.deleted(1);
  await world.publish.lead(open(1, 1n));
  await world.publish.lead(open(1, 100n), 'updated');
  await takenIn(world);
  await assert.rejects(explained(world, 1), NOT_THERE);
});

test('bad-inputs kafka/3 kafka/20: an event under another process’s key is not read', async () => {
  await using world = await worldWithCampaign();
  const foreign = card(1, { processId: 'process-2' });
  const event = { $case: 'accepted', value: { card: foreign } } as const;
  const payload = LeadEvent.encode({ processId: 'process-2', leadId: leadId(1), version: 1n, event });
  await world.publish.raw(LEAD_EVENTS, payload.finish());
  await takenIn(world);
  const answer = world
    .explains()
    .explain({ processId: 'process-2', about: { $case: 'leadId', value: leadId(1) } });
  await assert.rejects(answer, NOT_THERE);
});
