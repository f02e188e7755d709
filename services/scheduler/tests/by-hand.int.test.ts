import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EndCause } from '@firstring/contracts/common/call_record';
import { Lane, Presence } from '@firstring/contracts/scheduling/scheduling_service';
import { endedRecord } from './_fakes.ts';
import { campaign, card, leadId, startWorld, type TestDesk, type World } from './_harness.ts';

const NUMBER = '+13125550199';
const AGENT = { agentId: 'agent-1', processId: 'process-1' };

async function withLeads(count: number, options: Parameters<typeof campaign>[0] = {}): Promise<World> {
  const world = await startWorld({
    prepare: ({ leads }) => {
      leads.campaigns.set('campaign-1', campaign(options));
      for (let number = 1; number <= count; number += 1) leads.cards.set(leadId(number), card(number));
    },
  });
  await world.whenReady();
  return world;
}

/** An open page of an agent who is Not Ready. */
async function atDesk(world: World, agentId = 'agent-1'): Promise<TestDesk> {
  const desk = world.openDesk(agentId);
  await world.until(() => desk.last !== undefined, 'a first desk');
  return desk;
}

function openLead(world: World, number: number, change: { agentId?: string; campaignId?: string } = {}) {
  const request = { ...AGENT, campaignId: 'campaign-1', leadId: leadId(number), ...change };
  return world.hands().openLead({ ...request, requestId: world.requestId() });
}

function openNumber(world: World) {
  const request = { ...AGENT, campaignId: 'campaign-1', phone: NUMBER };
  return world.hands().openNumber({ ...request, requestId: world.requestId() });
}

function refOf({ attemptId, fencingToken }: { attemptId: string; fencingToken: bigint }) {
  return { agentId: 'agent-1', attemptId, fencingToken };
}

/** The call of this attempt runs and ends. */
async function callEnds(world: World, desk: TestDesk, attemptId: string): Promise<void> {
  await world.publish.call(attemptId, 1, { $case: 'agentAnswered', value: {} });
  const record = endedRecord(attemptId, EndCause.END_CAUSE_NO_ANSWER);
  await world.publish.call(attemptId, 9, { $case: 'ended', value: { record } });
  await world.until(() => desk.last?.presence === Presence.PRESENCE_WRAP_UP, 'wrap-up');
}

test('R-69 opening a lead locks it for its agent, who is Not Ready again afterwards; to the others it is locked', async () => {
  await using world = await withLeads(1);
  const desk = await atDesk(world);
  const other = await atDesk(world, 'agent-2');
  const opened = await openLead(world, 1);
  await world.until(() => desk.last?.presence === Presence.PRESENCE_PREVIEWING, 'the lead');
  const preview = desk.last?.preview;
  assert.deepEqual(
    [preview?.leadId, preview?.lane, preview?.previewLimitTime],
    [leadId(1), Lane.LANE_BY_HAND, undefined],
  );
  await world.until(() => world.claim.leases.length > 0, 'the long lease');
  const refused = await openLead(world, 1, { agentId: 'agent-2' });
  assert.deepEqual(
    refused.reasons.map(({ reason }) => reason),
    ['LOCKED_BY_OTHER'],
  );
  await world.until(() => other.last?.presence === Presence.PRESENCE_NOT_READY, 'nothing for the other');
  await world.client().skip({ ...refOf(opened), requestId: 'close' });
  await world.until(() => desk.last?.presence === Presence.PRESENCE_NOT_READY, 'the desk as it was');
  await world.until(() => world.claim.released.length === 1, 'the lock released');
  assert.deepEqual(world.leads.outcomes, []);
});

test('R-69 a lead that is open is in no queue, and closing it costs no skip', async () => {
  await using world = await withLeads(1, { skipBudget: 1 });
  const desk = await atDesk(world);
  const opened = await openLead(world, 1);
  const waiting = await world.ready('agent-2');
  await world.until(() => waiting.last?.presence === Presence.PRESENCE_READY, 'the other to wait');
  assert.equal(waiting.last?.preview, undefined);
  await world.client().setPresence({ ...AGENT, requestId: 'ready', ready: true, reason: '' });
  await world.client().skip({ ...refOf(opened), requestId: 'close' });
  await world.until(() => desk.last?.presence === Presence.PRESENCE_READY, 'Ready, not Not Ready by skips');
  await world.until(() => waiting.last?.preview !== undefined, 'the lead for somebody');
});

test('R-69 the same opening twice, at once or later, is one; with work in hand another is AGENT_BUSY', async () => {
  await using world = await withLeads(2);
  await atDesk(world);
  const [first, second] = await Promise.all([openLead(world, 1), openLead(world, 1)]);
  assert.deepEqual(first, second);
  assert.deepEqual(await openLead(world, 1), first);
  assert.equal(world.claim.acquires.length, 1);
  await assert.rejects(openLead(world, 2), { reason: 'AGENT_BUSY' });
});

test('R-69 only leads of one’s own campaigns and codes, with an open desk', async () => {
  await using world = await withLeads(1);
  await assert.rejects(openLead(world, 1), { reason: 'NO_PREVIEW' });
  const desk = await atDesk(world);
  await assert.rejects(openLead(world, 1, { campaignId: 'campaign-9' }), { reason: 'LEAD_NOT_IN_CAMPAIGN' });
  world.leads.cards.set(leadId(1), card(1, { campaignId: 'campaign-9', listId: '' }));
  await assert.rejects(openLead(world, 1), { reason: 'LEAD_NOT_IN_CAMPAIGN' });
  world.leads.cards.set(leadId(1), card(1, { ownershipCode: 'north' }));
  await assert.rejects(openLead(world, 1), { reason: 'OWNERSHIP_CODE_MISSING' });
  assert.equal(desk.last?.presence, Presence.PRESENCE_NOT_READY);
  assert.deepEqual(world.claim.acquires, []);
});

test('R-69 a claim service that does not answer leaves the agent free', async () => {
  await using world = await withLeads(1);
  const desk = await atDesk(world);
  world.claim.isDown = true;
  await assert.rejects(openLead(world, 1), { reason: 'UNAVAILABLE' });
  await world.until(() => desk.last?.presence === Presence.PRESENCE_NOT_READY, 'the desk as it was');
  world.claim.isDown = false;
  assert.deepEqual((await openLead(world, 1)).reasons, []);
});

test('A-9 the number the agent picks is the one the gate is asked about, and the one a DNC outcome is about', async () => {
  await using world = await withLeads(1);
  const desk = await atDesk(world);
  const opened = await openLead(world, 1);
  const ref = refOf(opened);
  await world.client().dial({ ...ref, requestId: 'a', phone: NUMBER });
  const [asked] = world.claim.authorized;
  assert.deepEqual(
    [asked?.key?.phone, asked?.facts?.phone, asked?.byHand, asked?.overrideReason],
    [card(1).homeGuard, NUMBER, true, ''],
  );
  await callEnds(world, desk, opened.attemptId);
  await world.client().dispose({ ...ref, requestId: 'd', dispositionCode: 'dnc', note: '' });
  assert.deepEqual(world.claim.excluded, [NUMBER]);
});

test('R-140 a refused dial can be pressed again with a reason to override; the next press asks without', async () => {
  await using world = await withLeads(1);
  const desk = await atDesk(world);
  const ref = refOf(await openLead(world, 1));
  world.claim.dialReasons = [{ reason: 'NUMBER_EXCLUDED', text: '' }];
  await world.client().dial({ ...ref, requestId: 'a', overrideReason: 'asked for it in writing' });
  await world.until(() => desk.last?.dialRefusals.length === 1, 'the refusal');
  await world.client().dial({ ...ref, requestId: 'b' });
  assert.deepEqual(
    world.claim.authorized.map(({ overrideReason }) => overrideReason),
    ['asked for it in writing', ''],
  );
});

test('R-133 a number without a lead is opened, dialled and disposed; the call log’s row is all that is written', async () => {
  await using world = await withLeads(0, { manualDialling: true });
  const desk = await atDesk(world);
  const opened = await openNumber(world);
  await world.until(() => desk.last?.preview?.phone === NUMBER, 'the number on the desk');
  assert.equal(desk.last?.preview?.leadId, '');
  const ref = refOf(opened);
  assert.ok((await world.client().dial({ ...ref, requestId: 'a' })).dialling);
  assert.deepEqual(world.sip.placed, [opened.attemptId]);
  await callEnds(world, desk, opened.attemptId);
  await world.client().dispose({ ...ref, requestId: 'd', dispositionCode: 'no_answer', note: 'nobody' });
  const [outcome] = world.leads.outcomes;
  assert.deepEqual([outcome?.leadId, outcome?.attemptId, outcome?.note], ['', opened.attemptId, 'nobody']);
  await world.until(() => desk.last?.presence === Presence.PRESENCE_NOT_READY, 'the desk as it was');
  assert.equal(world.claim.guard(NUMBER).lock, undefined);
});

test('R-133 a campaign that does not allow it opens no number', async () => {
  await using world = await withLeads(0);
  await atDesk(world);
  await assert.rejects(openNumber(world), { reason: 'MANUAL_DIALLING_OFF' });
});

test('R-69 a lead opened by hand is still in front of its agent after a restart', async () => {
  await using world = await withLeads(1);
  const desk = await atDesk(world);
  const opened = await openLead(world, 1);
  await world.until(() => world.claim.leases.length > 0, 'the long lease');
  desk.close();
  await world.restart();
  await world.whenReady();
  const again = await atDesk(world);
  await world.until(() => again.last?.preview?.attemptId === opened.attemptId, 'the same preview');
  assert.equal(again.last?.preview?.lane, Lane.LANE_BY_HAND);
});
