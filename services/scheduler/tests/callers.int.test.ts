import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toTime } from '@firstring/contracts';
import { EndCause } from '@firstring/contracts/common/call_record';
import { DialbackState } from '@firstring/contracts/dialback/dialback_service';
import { NoAgentAction, NoLeadAction } from '@firstring/contracts/leads/incoming_number';
import { DismissCause, RingOutcome } from '@firstring/contracts/scheduling/caller_queue_service';
import { Lane, Presence } from '@firstring/contracts/scheduling/scheduling_service';
import { isIn, numberIs, rings, TestCaller } from './_caller.ts';
import { endedRecord } from './_fakes.ts';
import { card, dialback, leadId, NOON, startWorld, type World } from './_harness.ts';

const PHONE = '+12125551001';

async function withLeads(count: number, change: Parameters<typeof numberIs>[1] = {}): Promise<World> {
  const world = await startWorld({
    prepare: ({ leads }) => {
      for (let number = 1; number <= count; number += 1) leads.cards.set(leadId(number), card(number));
    },
  });
  await world.whenReady();
  await numberIs(world, change);
  return world;
}

function refOf(desk: {
  last: { preview?: { attemptId: string; fencingToken: bigint } | undefined } | undefined;
}) {
  const { attemptId = '', fencingToken = 0n } = desk.last?.preview ?? {};
  return { agentId: 'agent-1', attemptId, fencingToken };
}

test('R-54 a caller who is known rings the agent who is free, with the lead on the desk, until its outcome', async () => {
  await using world = await withLeads(1);
  const caller = new TestCaller(world, {});
  await world.until(() => caller.last('position') !== undefined, 'a place');
  assert.deepEqual(caller.last('matched'), { campaignId: 'campaign-1', leadId: leadId(1), created: false });
  assert.equal(caller.last('position')?.position, 1);
  const desk = await world.ready();
  await rings(world, caller, 'agent-1');
  await isIn(world, desk, Presence.PRESENCE_RINGING);
  const preview = desk.last?.preview;
  assert.deepEqual(
    [preview?.leadId, preview?.lane, preview?.caller?.withheld],
    [leadId(1), Lane.LANE_CALLER, false],
  );
  assert.equal(caller.last('ring')?.ringMs, 20_000);
  caller.connect();
  await isIn(world, desk, Presence.PRESENCE_ON_CALL);
  await world.until(() => world.claim.leases.includes(3_600_000), 'the long lease');
  const record = endedRecord('call-1', EndCause.END_CAUSE_LEAD_HUNG_UP);
  await world.publish.call('call-1', 3, { $case: 'bridged', value: {} });
  await world.publish.call('call-1', 4, { $case: 'ended', value: { record } });
  caller.hangUp();
  await isIn(world, desk, Presence.PRESENCE_WRAP_UP);
  await world
    .client()
    .dispose({ ...refOf(desk), requestId: 'd', dispositionCode: 'sold', note: '', callbackCommon: false });
  await world.until(() => world.claim.released.length === 1, 'the number to be free');
  const [outcome] = world.leads.outcomes;
  assert.deepEqual([outcome?.attemptId, outcome?.leadId], ['call-1', leadId(1)]);
});

/** Agents 1 and 2 are there and have nothing to do: no lead is open. */
async function withAgents(change: Parameters<typeof numberIs>[1] = {}) {
  const world = await withLeads(0, change);
  const desks = [await world.ready('agent-1'), await world.ready('agent-2')] as const;
  for (const desk of desks) await isIn(world, desk, Presence.PRESENCE_READY);
  return { world, desks };
}

/** dial-back has the lost call, and does not call back. */
async function isToldOf(world: World): Promise<void> {
  await world.publish.dialback(dialback(1, { state: DialbackState.DIALBACK_STATE_MISSED_ONLY }));
}

test('whoever does not answer is Not Ready, and the next agent is rung; nobody is rung twice in a row while another is free', async () => {
  const { world, desks } = await withAgents();
  await using _ = world;
  const caller = new TestCaller(world, {});
  await rings(world, caller, 'agent-1');
  caller.ringOver();
  await rings(world, caller, 'agent-2');
  await isIn(world, desks[0], Presence.PRESENCE_NOT_READY);
  assert.equal(desks[0].last?.notReadyReason, 'call_not_answered');
  caller.ringOver(RingOutcome.RING_OUTCOME_UNREACHABLE);
  await isIn(world, desks[1], Presence.PRESENCE_NOT_READY);
  assert.equal(desks[1].last?.notReadyReason, 'phone_unreachable');
  await world.client().setPresence({ requestId: 'r', agentId: 'agent-2', ready: true, reason: '' });
  await world.until(() => caller.rung.length === 3, 'the only one who is free, again');
  assert.deepEqual(caller.rung, ['agent-1', 'agent-2', 'agent-2']);
  caller.hangUp();
  await isIn(world, desks[1], Presence.PRESENCE_READY);
  await isToldOf(world);
  await world.until(() => world.claim.guard(PHONE).lock === undefined, 'the number to be free');
});

test('R-72 who declines on the desk is Not Ready once their phone is silent', async () => {
  const { world, desks } = await withAgents();
  await using _ = world;
  const caller = new TestCaller(world, {});
  await rings(world, caller, 'agent-1');
  await isIn(world, desks[0], Presence.PRESENCE_RINGING);
  await assert.rejects(
    world.client().dispose({
      ...refOf(desks[0]),
      requestId: 'd',
      dispositionCode: 'sold',
      note: '',
      callbackCommon: false,
    }),
    { reason: 'DISPOSITION_IN_CALL' },
  );
  await world.client().skip({ ...refOf(desks[0]), requestId: 'skip' });
  await world.until(() => caller.last('stop')?.agentId === 'agent-1', 'the order to stop');
  caller.ringOver(RingOutcome.RING_OUTCOME_STOPPED);
  await isIn(world, desks[0], Presence.PRESENCE_NOT_READY);
  assert.equal(desks[0].last?.notReadyReason, 'call_declined');
  await rings(world, caller, 'agent-2');
  caller.hangUp();
  await isIn(world, desks[1], Presence.PRESENCE_READY);
});

test('R-50 R-51 a wait has an end, a queue a length, and nobody signed in is not waited for where the number says so', async () => {
  const queue = { maxWaitS: 30, callersMax: 1, noAgent: NoAgentAction.NO_AGENT_ACTION_DIALBACK };
  await using world = await withLeads(0, { queue });
  const alone = new TestCaller(world, {});
  await world.until(() => alone.isEnded, 'the caller to be sent away');
  assert.equal(alone.last('dismiss')?.cause, DismissCause.DISMISS_CAUSE_NO_AGENT);
  const desk = world.openDesk('agent-1');
  await isIn(world, desk, Presence.PRESENCE_NOT_READY);
  const first = new TestCaller(world, { attemptId: 'call-2' });
  await world.until(() => first.last('position') !== undefined, 'a place');
  const second = new TestCaller(world, { attemptId: 'call-3', phone: '+12125551002' });
  await world.until(() => second.isEnded, 'one too many');
  assert.equal(second.last('dismiss')?.cause, DismissCause.DISMISS_CAUSE_NO_AGENT);
  world.advance(30_000);
  await world.until(() => first.isEnded, 'the end of the wait');
  assert.equal(first.last('dismiss')?.cause, DismissCause.DISMISS_CAUSE_QUEUE_TIMEOUT);
  await isToldOf(world);
  await world.until(() => world.claim.guard(PHONE).lock === undefined, 'the number to be free');
});

test('R-65 a stranger is refused, made a lead, or connected without one, as the number says', async () => {
  await using world = await withLeads(0, { noLead: NoLeadAction.NO_LEAD_ACTION_REFUSE });
  const refused = new TestCaller(world, {});
  await world.until(() => refused.isEnded, 'the refusal');
  assert.equal(refused.last('dismiss')?.cause, DismissCause.DISMISS_CAUSE_NO_LEAD);
  await numberIs(world, {
    noLead: NoLeadAction.NO_LEAD_ACTION_CONNECT_AS_NEW,
    version: 2n,
    incomingNumberId: 'n2',
  });
  const made = new TestCaller(world, { attemptId: 'call-2', incomingNumberId: 'n2' });
  await world.until(() => made.last('position') !== undefined, 'a place');
  const [lead] = world.leads.cards.values();
  assert.deepEqual(made.last('matched'), { campaignId: 'campaign-1', leadId: lead?.leadId, created: true });
  made.hangUp();
  const withheld = new TestCaller(world, { attemptId: 'call-3', incomingNumberId: 'n2', phone: '' });
  const desk = await world.ready();
  await rings(world, withheld, 'agent-1');
  await isIn(world, desk, Presence.PRESENCE_RINGING);
  assert.deepEqual([desk.last?.preview?.leadId, desk.last?.preview?.caller?.withheld], ['', true]);
  withheld.connect();
  await isIn(world, desk, Presence.PRESENCE_ON_CALL);
  await world.publish.call('call-3', 9, {
    $case: 'ended',
    value: { record: endedRecord('call-3', EndCause.END_CAUSE_LEAD_HUNG_UP) },
  });
  await isIn(world, desk, Presence.PRESENCE_WRAP_UP);
  await world
    .client()
    .dispose({ ...refOf(desk), requestId: 'd', dispositionCode: 'dnc', note: '', callbackCommon: false });
  assert.deepEqual(world.claim.excluded, []);
});

test('R-72 a supervisor who takes the lead from the agent who is rung leaves the caller waiting for somebody else', async () => {
  await using world = await withLeads(1);
  const caller = new TestCaller(world, {});
  await world.until(() => caller.last('position') !== undefined, 'a place');
  const desk = await world.ready();
  await rings(world, caller, 'agent-1');
  await isIn(world, desk, Presence.PRESENCE_RINGING);
  const guard = world.claim.guard(PHONE);
  guard.lock = undefined;
  const value = { agentId: 'agent-1', leadVersion: 0n, forcedBy: 'boss' };
  await world.publish.claim(1, guard.token, { $case: 'lockReleased', value });
  await world.until(() => caller.last('stop') !== undefined, 'the order to stop');
  caller.ringOver(RingOutcome.RING_OUTCOME_STOPPED);
  await isIn(world, desk, Presence.PRESENCE_NOT_READY);
  assert.equal(desk.last?.notReadyReason, 'lock_forced');
  assert.deepEqual(world.sip.hungUp, [], 'the caller was not hung up');
  await world.ready('agent-2');
  await rings(world, caller, 'agent-2');
  caller.hangUp();
});

/** Agent 1 was rung, and is Ready again. */
async function withOneWhoGaveUp(): Promise<World> {
  const { world, desks } = await withAgents();
  const caller = new TestCaller(world, {});
  await rings(world, caller, 'agent-1');
  caller.hangUp();
  await isIn(world, desks[0], Presence.PRESENCE_READY);
  return world;
}

test('a caller who hangs up while a phone rings costs nobody anything, and the next call is taken at once', async () => {
  await using world = await withOneWhoGaveUp();
  await isToldOf(world);
  await world.until(() => world.claim.guard(PHONE).lock === undefined, 'the number to be free');
  const again = new TestCaller(world, { attemptId: 'call-2' });
  await world.until(() => again.last('ring') !== undefined, 'the next call');
  again.hangUp();
});

/** Agent 1 is rung for somebody whose lead was just made; the lead is in the order. */
async function ringsForNewLead() {
  const { world, desks } = await withAgents({ noLead: NoLeadAction.NO_LEAD_ACTION_CONNECT_AS_NEW });
  const caller = new TestCaller(world, {});
  await rings(world, caller, 'agent-1');
  const made = caller.last('matched')?.leadId ?? '';
  await world.publish.lead(card(1, { leadId: made }));
  return { world, desks, caller, made };
}

test('R-54 R-66 the lead of a caller who gave up while a phone rang is offered as their dial-back, and as nothing else before', async () => {
  const { world, desks, caller, made } = await ringsForNewLead();
  await using _ = world;
  caller.hangUp();
  await isIn(world, desks[0], Presence.PRESENCE_READY);
  await world.publish.lead(card(2));
  await world.until(() => desks.some(({ last }) => last?.preview?.leadId === leadId(2)), 'another lead');
  await world.publish.dialback(dialback(1, { leadId: made }));
  await world.until(() => desks.some(({ last }) => last?.preview?.leadId === made), 'the dial-back');
  const [presented] = desks.flatMap(({ last }) => (last?.preview?.leadId === made ? [last.preview] : []));
  assert.deepEqual([presented?.lane, presented?.dialbackId], [Lane.LANE_DIALBACK, 'dialback-1']);
  const acquired = world.claim.acquires.map((each) => each.leadId);
  assert.deepEqual(acquired, [leadId(2), made], 'the one that was free, then the dial-back');
});

test('R-54 a lost call that dial-back does not tell of keeps its number for ten seconds', async () => {
  const { world, desks, caller, made } = await ringsForNewLead();
  await using _ = world;
  caller.hangUp();
  await isIn(world, desks[0], Presence.PRESENCE_READY);
  const earlier = { missedTime: toTime(NOON - 1), state: DialbackState.DIALBACK_STATE_CANCELLED };
  await world.publish.dialback(dialback(1, { ...earlier, leadId: made }));
  world.advance(9999);
  await world.publish.lead(card(2));
  await world.until(() => desks.some(({ last }) => last?.preview?.leadId === leadId(2)), 'another lead');
  assert.equal(world.claim.releasesAsked, 0, 'held until then, whatever is told of an earlier call');
  world.advance(1);
  await world.until(() => desks.some(({ last }) => last?.preview?.leadId === made), 'the lead');
});

test('who calls again at once takes over the number that their lost call has kept', async () => {
  await using world = await withOneWhoGaveUp();
  const again = new TestCaller(world, { attemptId: 'call-2' });
  await world.until(() => again.last('ring') !== undefined, 'the next call');
  await isToldOf(world);
  again.connect();
  await world.until(() => world.claim.leases.includes(3_600_000), 'the long lease');
  assert.equal(world.claim.releasesAsked, 0);
  assert.notEqual(world.claim.guard(PHONE).lock, undefined);
  again.hangUp();
});
