import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CampaignState } from '@firstring/contracts/leads/campaign';
import { DialState } from '@firstring/contracts/leads/lead';
import { LeadList, ListState } from '@firstring/contracts/leads/lead_list';
import { Presence } from '@firstring/contracts/scheduling/scheduling_service';
import { campaign, card, leadId, NOON, startWorld, type World } from './_harness.ts';

const MINUTE = 60_000;
const FAIR: LeadList = LeadList.fromPartial({
  listId: 'fair',
  processId: 'process-1',
  name: 'Fair',
  timeZone: 'America/New_York',
  enabled: true,
  state: ListState.LIST_STATE_LIVE,
  version: 1n,
});
const ASSIGNED = {
  listId: 'fair',
  priority: 1,
  weight: 1,
  maxAttempts: 0,
  timeSlots: [],
  attemptsPerHour: 0,
  agentIds: [],
};

/** One lead of the list, which a campaign of two agents dials. */
async function withList(assigned: object = {}): Promise<World> {
  const world = await startWorld({
    prepare: ({ leads }) => {
      leads.lists.set('fair', FAIR);
      leads.campaigns.set('campaign-1', campaign({ lists: [{ ...ASSIGNED, ...assigned }] }));
      leads.cards.set(leadId(1), card(1, { campaignId: '', listId: 'fair' }));
    },
  });
  await world.whenReady();
  return world;
}

test('R-86 R-147 a lead of a list is offered in the campaign the list is assigned to, and its outcome is that campaign’s', async () => {
  await using world = await withList();
  const desk = await world.ready('agent-1');
  await world.until(() => desk.last?.preview !== undefined, 'a preview');
  const preview = desk.last?.preview;
  assert.deepEqual([preview?.leadId, preview?.campaignId], [leadId(1), 'campaign-1']);
  await world.client().dispose({
    agentId: 'agent-1',
    requestId: world.requestId(),
    attemptId: preview?.attemptId ?? '',
    fencingToken: preview?.fencingToken ?? 0n,
    dispositionCode: 'sold',
  });
  assert.deepEqual(
    world.leads.outcomes.map(({ campaignId }) => campaignId),
    ['campaign-1'],
  );
});

test('R-96 a list that is switched off gives nothing from the next decision on, and says so; on again it does', async () => {
  await using world = await withList();
  await world.publish.list({ ...FAIR, enabled: false, version: 2n });
  const desk = await world.ready('agent-1');
  await world.until(() => desk.last?.emptyReason === 'LIST_DISABLED', 'the reason');
  assert.equal(desk.last?.preview, undefined);
  await world.publish.list({ ...FAIR, version: 1n });
  await world.publish.list({ ...FAIR, version: 3n });
  await world.until(() => desk.last?.preview !== undefined, 'a preview');
});

test('a paused campaign offers nothing more while the lead in hand stays in hand; a closed one has no agents', async () => {
  await using world = await withList();
  const desk = await world.ready('agent-1');
  await world.until(() => desk.last?.preview !== undefined, 'a preview');
  const settings = campaign({ lists: [ASSIGNED], version: 2n });
  await world.publish.campaign({ ...settings, state: CampaignState.CAMPAIGN_STATE_PAUSED });
  await world.publish.lead(card(2, { campaignId: '', listId: 'fair' }));
  const other = await world.ready('agent-2');
  await world.until(() => other.last?.emptyReason === 'CAMPAIGN_PAUSED', 'the reason');
  assert.equal(desk.last?.presence, Presence.PRESENCE_PREVIEWING);
  await world.publish.campaign({ ...settings, state: CampaignState.CAMPAIGN_STATE_CLOSED, version: 3n });
  await world.until(() => other.last?.emptyReason === 'NO_CAMPAIGN', 'nobody works it');
});

test('R-105 R-20 outside its time slots a list waits, the desk says until when, and the slot opens to the minute', async () => {
  // Monday noon in New York.
  const slot = { weekday: 1, startMinute: 12 * 60 + 30, endMinute: 1440 };
  await using world = await withList({ timeSlots: [slot] });
  const desk = await world.ready('agent-1');
  await world.until(() => desk.last?.emptyReason === 'TIME_SLOT_CLOSED', 'the reason');
  assert.equal(desk.last?.nextDueTime?.getTime(), NOON + 30 * MINUTE);
  world.clock.advance(30 * MINUTE - 1);
  assert.equal(desk.last?.preview, undefined);
  world.clock.advance(1);
  await world.until(() => desk.last?.preview !== undefined, 'a preview');
});

test('a supervisor is told how many leads each campaign has and how many wait', async () => {
  await using world = await withList();
  await world.publish.lead(card(2, { campaignId: 'campaign-1', listId: '' }));
  const loads = async () => (await world.loads().countLeads({ processId: 'process-1' })).campaigns;
  const [before] = await loads();
  assert.deepEqual([before?.campaignId, before?.leads, before?.waiting], ['campaign-1', 2n, 2n]);
  await world.publish.campaign(
    campaign({ lists: [ASSIGNED], version: 2n, state: CampaignState.CAMPAIGN_STATE_PAUSED }),
  );
  await world.ready('agent-1');
  const [paused] = await loads();
  assert.deepEqual([paused?.leads, paused?.waiting], [2n, 0n]);
});

test('R-102 R-103 the next lead is of the list of lowest priority number, and shared by weight; refused locks cost no turn', async () => {
  const lists = [
    { ...ASSIGNED, listId: 'heavy', weight: 3 },
    { ...ASSIGNED, listId: 'light', weight: 1 },
    { ...ASSIGNED, listId: 'last', priority: 2, weight: 100 },
  ];
  await using world = await startWorld({
    prepare: ({ leads, claim }) => {
      leads.campaigns.set('campaign-1', campaign({ lists }));
      for (let number = 0; number < 60; number += 1) {
        const listId = lists[number % 3]?.listId ?? '';
        leads.cards.set(leadId(number), card(number, { campaignId: '', listId }));
      }
      // Every second lead of the heavy list.
      claim.refuseAcquire = (id) =>
        Number.parseInt(id.slice(-12), 16) % 6 === 0 ? { reason: 'NUMBER_BLACKLISTED', text: '' } : undefined;
    },
  });
  await world.whenReady();
  const desk = await world.ready('agent-1');
  const presented: number[] = [];
  while (presented.length < 8) {
    const known = desk.last?.preview?.attemptId;
    await world.until(() => desk.last?.preview !== undefined, 'a preview');
    const preview = desk.last?.preview;
    world.leads.onOutcome = (before) => ({ ...before, dialState: DialState.DIAL_STATE_LOSER });
    presented.push(Number.parseInt(preview?.leadId.slice(-12) ?? '', 16) % 3);
    await world.client().dispose({
      agentId: 'agent-1',
      requestId: world.requestId(),
      attemptId: preview?.attemptId ?? '',
      fencingToken: preview?.fencingToken ?? 0n,
      dispositionCode: 'sold',
    });
    assert.notEqual(preview?.attemptId, known);
    await world.until(() => desk.last?.preview?.attemptId !== preview?.attemptId, 'another');
  }
  assert.deepEqual(presented, [0, 1, 0, 0, 0, 1, 0, 0]);
});
