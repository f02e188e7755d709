import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toTime } from '@firstring/contracts';
import { EndCause } from '@firstring/contracts/common/call_record';
import { DialbackOutcome } from '@firstring/contracts/dialback/dialback_service';
import { DialState } from '@firstring/contracts/leads/lead';
import { Presence, type Preview } from '@firstring/contracts/scheduling/scheduling_service';
import type { AppError } from '@firstring/kernel';
import { endedRecord } from './_fakes.ts';
import { campaign, card, dialback, leadId, NOON, startWorld, type TestDesk, type World } from './_harness.ts';

const MINUTE = 60_000;

/** An agent with one lead in front; its preview and the words every command about it needs. */
async function previewed(
  world: World,
  agentId = 'agent-1',
): Promise<{ desk: TestDesk; preview: Preview; ref: Ref }> {
  const desk = await world.ready(agentId);
  await world.until(() => desk.last?.preview !== undefined, 'a preview');
  const preview = desk.last?.preview;
  assert.ok(preview);
  const { attemptId, fencingToken } = preview;
  await world.until(() => world.claim.leases.length > 0, 'the long lease');
  return { desk, preview, ref: { agentId, attemptId, fencingToken } };
}

interface Ref {
  readonly agentId: string;
  readonly attemptId: string;
  readonly fencingToken: bigint;
}

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

/** Dials and lets the call be bridged. */
async function talk(world: World, { desk, ref }: { desk: TestDesk; ref: Ref }): Promise<void> {
  const { dialling } = await world.client().dial({ ...ref, requestId: world.requestId() });
  assert.ok(dialling);
  await world.publish.call(ref.attemptId, 1, { $case: 'agentAnswered', value: {} });
  await world.publish.call(ref.attemptId, 2, { $case: 'leadAnswered', value: {} });
  await world.publish.call(ref.attemptId, 3, { $case: 'bridged', value: {} });
  await world.until(() => desk.last?.presence === Presence.PRESENCE_ON_CALL, 'the call');
}

async function hangUp(world: World, desk: TestDesk, ref: Ref, cause: EndCause): Promise<void> {
  const record = endedRecord(ref.attemptId, cause);
  await world.publish.call(ref.attemptId, 9, { $case: 'ended', value: { record } });
  await world.until(() => desk.last?.presence === Presence.PRESENCE_WRAP_UP, 'wrap-up');
}

test('R-1 R-3 the agent dials: facts, gate, permit, call; a double click is one call with one dial time', async () => {
  await using world = await withLeads(1);
  const { desk, ref } = await previewed(world);
  world.advance(1500);
  const answers = await Promise.all([
    world.client().dial({ ...ref, requestId: 'a' }),
    world.client().dial({ ...ref, requestId: 'b' }),
  ]);
  assert.deepEqual(
    answers.map(({ dialling }) => dialling),
    [true, true],
  );
  assert.deepEqual(world.sip.placed, [ref.attemptId]);
  assert.equal(world.claim.authorized.length, 1);
  assert.equal(world.claim.authorized[0]?.dialTime?.getTime(), NOON + 1500);
  assert.equal(world.claim.authorized[0]?.facts?.card?.leadId, leadId(1));
  await world.until(() => desk.last?.presence === Presence.PRESENCE_DIALING, 'dialling');
});

test('R-3 lifting the ringing phone is the dial', async () => {
  await using world = await withLeads(1, { ringOnPreview: true });
  const { desk, ref } = await previewed(world);
  await world.publish.call(ref.attemptId, 1, { $case: 'agentRinging', value: {} });
  await world.publish.call(ref.attemptId, 2, { $case: 'agentAnswered', value: {} });
  await world.until(() => world.sip.placed.length === 1, 'the call');
  await world.until(() => desk.last?.presence === Presence.PRESENCE_DIALING, 'dialling');
  assert.equal(world.claim.authorized.length, 1);
});

test('R-71 a dial with another token, or about work that is gone, is refused', async () => {
  await using world = await withLeads(1);
  const { ref } = await previewed(world);
  const client = world.client();
  await assert.rejects(client.dial({ ...ref, fencingToken: 99n, requestId: 'x' }), { reason: 'STALE_TOKEN' });
  await assert.rejects(client.dial({ ...ref, attemptId: 'other', requestId: 'x' }), { reason: 'NO_PREVIEW' });
  await assert.rejects(client.dial({ ...ref, agentId: 'agent-2', requestId: 'x' }), { reason: 'NO_PREVIEW' });
  assert.deepEqual(world.sip.placed, []);
});

test('R-13 a dial the gate refuses shows its reasons on the desk, and no call goes out', async () => {
  await using world = await withLeads(1);
  const { desk, ref } = await previewed(world);
  const clearsTime = toTime(NOON + MINUTE);
  world.claim.dialReasons = [{ reason: 'P4_DAY_CAP', text: '', clearsTime }];
  const { dialling, reasons } = await world.client().dial({ ...ref, requestId: 'a' });
  assert.equal(dialling, false);
  assert.deepEqual(
    reasons.map(({ reason, text }) => [reason, text]),
    [['P4_DAY_CAP', 'a long-term lead has had its one attempt today']],
  );
  await world.until(() => desk.last?.dialRefusals[0]?.reason === 'P4_DAY_CAP', 'the reason on the desk');
  assert.equal(desk.last?.presence, Presence.PRESENCE_PREVIEWING);
  world.claim.dialReasons = [];
  assert.ok((await world.client().dial({ ...ref, requestId: 'b' })).dialling);
});

test('R-1 a call that sip refuses leads back to the preview, and the unused permit is returned', async () => {
  await using world = await withLeads(1);
  const { desk, ref } = await previewed(world);
  world.sip.refusePlace = true;
  const { dialling, reasons } = await world.client().dial({ ...ref, requestId: 'a' });
  assert.deepEqual([dialling, reasons[0]?.reason], [false, 'AGENT_NOT_REGISTERED']);
  assert.equal(world.claim.returnedPermits.length, 1);
  await world.until(() => desk.last?.presence === Presence.PRESENCE_PREVIEWING, 'the preview');
});

test('R-72 an outcome is stored first, then the lock is released with its version, then the next lead comes', async () => {
  await using world = await withLeads(2);
  world.leads.onOutcome = (lead) => {
    world.claim.log.push('outcome');
    return { ...lead, dialState: DialState.DIAL_STATE_WINNER };
  };
  const { desk, ref, preview } = await previewed(world);
  await talk(world, { desk, ref });
  const early = world.client().dispose({ ...ref, requestId: 'd', dispositionCode: 'sold' });
  await assert.rejects(early, { reason: 'DISPOSITION_IN_CALL' });
  await hangUp(world, desk, ref, EndCause.END_CAUSE_LEAD_HUNG_UP);
  assert.equal(desk.last?.call?.endCause, 'lead_hung_up');
  assert.equal(desk.last?.wrapUpLimitTime?.getTime(), NOON + 30_000);
  const answer = await world
    .client()
    .dispose({ ...ref, requestId: 'd', dispositionCode: 'sold', note: 'well' });
  assert.ok([Presence.PRESENCE_READY, Presence.PRESENCE_RESERVED].includes(answer.presence as never));
  assert.deepEqual(world.claim.log, ['outcome', 'release']);
  assert.equal(world.claim.released[0]?.leadVersion, 2);
  assert.deepEqual(
    [world.leads.outcomes[0]?.attemptId, world.leads.outcomes[0]?.note],
    [ref.attemptId, 'well'],
  );
  await world.until(
    () => desk.last?.preview?.leadId !== preview.leadId && desk.last?.preview !== undefined,
    'next',
  );
  const again = await world.client().dispose({ ...ref, requestId: 'd', dispositionCode: 'sold' });
  assert.notEqual(again.presence, Presence.PRESENCE_UNSPECIFIED);
  assert.equal(world.leads.outcomes.length, 1, 'the same request is the same outcome');
});

test("R-76 a timed callback of one's own is claimed before the lock ends, and comes back when due to its agent only", async () => {
  await using world = await withLeads(1);
  const callbackTime = toTime(NOON + 60 * MINUTE);
  world.leads.onOutcome = (lead) => ({
    ...lead,
    dialState: DialState.DIAL_STATE_CALLBACK,
    callbackTime,
    callbackAgentId: 'agent-1',
  });
  const { desk, ref } = await previewed(world);
  await world.client().dispose({ ...ref, requestId: 'd', dispositionCode: 'callback', callbackTime });
  assert.deepEqual(world.claim.log, ['claim', 'release']);
  const other = await world.ready('agent-2');
  await world.until(() => desk.last?.emptyReason === 'CALLBACK_NOT_DUE', 'the reason');
  world.advance(60 * MINUTE);
  await world.until(() => desk.last?.preview?.leadId === leadId(1), 'the callback');
  assert.equal(other.last?.preview, undefined);
});

test('R-76 a callback is agreed only for a time at which the lead may be called; the next one is told before and after', async () => {
  await using world = await withLeads(1);
  const { ref } = await previewed(world);
  // The lead's day ends at 21:00 and begins at 9:00.
  const night = toTime(NOON + 10 * 60 * MINUTE);
  const morning = toTime(NOON + 21 * 60 * MINUTE);
  const { agentId, attemptId } = ref;
  const found = await world.hands().findCallTime({ agentId, attemptId, fromTime: night });
  assert.deepEqual(found.callTime, morning);
  const late = { ...ref, requestId: 'd1', dispositionCode: 'callback', callbackTime: night };
  await assert.rejects(world.client().dispose(late), (error: AppError) => {
    assert.equal(error.reason, 'CALLBACK_OUTSIDE_HOURS');
    assert.equal(error.details['clears_time'], morning.toISOString());
    return true;
  });
  assert.deepEqual(world.claim.log, []);
  const asked = world.hands().findCallTime({ agentId, attemptId: 'another', fromTime: night });
  await assert.rejects(asked, { reason: 'NO_PREVIEW' });
  await world.client().dispose({ ...late, requestId: 'd2', callbackTime: morning });
});

test('A-25 a claim carries the agreed time and when it ends; the next outcome ends the time, a common callback the claim', async () => {
  await using world = await withLeads(1);
  const callbackTime = toTime(NOON + 60 * MINUTE);
  world.leads.claiming = () => ({
    claim: { reason: 'callback', dueTime: callbackTime, releaseAfterMs: 86_400_000n },
  });
  const first = await previewed(world);
  await world.client().dispose({ ...first.ref, requestId: 'd1', dispositionCode: 'callback', callbackTime });
  const [claim] = world.claim.claims;
  assert.deepEqual([claim?.dueTime, claim?.releaseAfterMs], [callbackTime, 86_400_000n]);
  for (const [requestId, answer] of [
    ['d2', {}],
    ['d3', { givesUpClaim: true }],
  ] as const) {
    world.leads.claiming = () => answer;
    const { ref } = await previewed(world);
    await world.client().dispose({ ...ref, requestId, dispositionCode: 'callback', callbackTime });
  }
  assert.deepEqual(world.claim.log, ['claim', 'release', 'end callback', 'release', 'give up', 'release']);
});

test('a lead that a supervisor takes away leaves the page at once, and says why; nothing rings for it', async () => {
  await using world = await withLeads(1, { ringOnPreview: true });
  const { desk, preview } = await previewed(world);
  const forced = { agentId: 'agent-1', leadVersion: 0n, forcedBy: 'sue' };
  const token = Number(preview.fencingToken);
  await world.publish.claim(1, token, { $case: 'lockReleased', value: forced });
  await world.until(() => desk.last?.preview === undefined, 'the empty desk');
  assert.equal(desk.last?.presence, Presence.PRESENCE_NOT_READY);
  assert.equal(desk.last?.notReadyReason, 'lock_forced');
  await world.until(() => world.sip.hungUp.length > 0, 'the phone to fall silent');
});

test('R-78 R-79 a callback without a time is not claimed', async () => {
  await using world = await withLeads(1);
  const { ref } = await previewed(world);
  await world.client().dispose({ ...ref, requestId: 'd', dispositionCode: 'callback' });
  assert.deepEqual(world.claim.log, ['release']);
});

test('R-137 a do-not-call outcome is excluded before the lock ends', async () => {
  await using world = await withLeads(1);
  const { ref } = await previewed(world);
  await world.client().dispose({ ...ref, requestId: 'd', dispositionCode: 'dnc' });
  assert.deepEqual(world.claim.log, ['exclude', 'release']);
  assert.deepEqual(world.claim.excluded, ['+12125551001']);
  const { reasons } = await world.standing(1);
  assert.ok(reasons.some(({ reason }) => reason === 'NUMBER_EXCLUDED'));
});

test('R-72 an outcome that cannot be stored leaves the lead with the agent, who may try again', async () => {
  await using world = await withLeads(1);
  const { desk, ref } = await previewed(world);
  world.leads.failNextOutcome = 'INVALID_ARGUMENT';
  const failing = world.client().dispose({ ...ref, requestId: 'd', dispositionCode: 'nonsense' });
  await assert.rejects(failing, { reason: 'INVALID_ARGUMENT' });
  assert.equal(desk.last?.preview?.leadId, leadId(1));
  await world.client().dispose({ ...ref, requestId: 'e', dispositionCode: 'sold' });
  assert.equal(world.claim.released.length, 1);
});

test('R-72 an outcome under a lost lock is refused and the page lets go of the lead', async () => {
  await using world = await withLeads(1);
  const { desk, ref } = await previewed(world);
  world.leads.failNextOutcome = 'STALE_TOKEN';
  const failing = world.client().dispose({ ...ref, requestId: 'd', dispositionCode: 'sold' });
  await assert.rejects(failing, { reason: 'STALE_TOKEN' });
  await world.until(() => desk.last?.notReadyReason === 'lock_expired', 'Not Ready');
});

test('R-72 a skipped lead goes to somebody else, not to the same agent again; the budget ends in Not Ready', async () => {
  await using world = await withLeads(2);
  const first = await previewed(world);
  await world.client().skip({ ...first.ref, requestId: 's' });
  await world.until(() => first.desk.last?.preview?.leadId === leadId(2), 'the other lead');
  assert.equal(first.desk.last?.preview?.skipsLeft, 1);
  const other = await world.ready('agent-2');
  await world.until(() => other.last?.preview?.leadId === leadId(1), 'the skipped lead, elsewhere');
  const { attemptId, fencingToken } = first.desk.last?.preview ?? first.preview;
  await world.client().skip({ requestId: 't', agentId: 'agent-1', attemptId, fencingToken });
  await world.until(() => first.desk.last?.notReadyReason === 'skips_spent', 'Not Ready');
});

test('R-18 the wrap-up limit records the campaign\'s "try again" and makes the agent Not Ready', async () => {
  await using world = await withLeads(1);
  const { desk, ref } = await previewed(world);
  await talk(world, { desk, ref });
  await hangUp(world, desk, ref, EndCause.END_CAUSE_LEAD_HUNG_UP);
  world.advance(30_000);
  await world.until(() => desk.last?.notReadyReason === 'wrap_up_limit', 'Not Ready');
  assert.equal(world.leads.outcomes[0]?.dispositionCode, 'no_answer');
});

test('R-73 a lock that runs out takes the lead off the page', async () => {
  await using world = await withLeads(1);
  const { desk } = await previewed(world);
  await world.publish.claim(1, 1, { $case: 'lockExpired', value: { agentId: 'agent-1' } });
  await world.until(() => desk.last?.notReadyReason === 'lock_expired', 'Not Ready');
});

test('R-73 a lost desk frees the lead after two minutes; a desk that comes back in time keeps it', async () => {
  await using world = await withLeads(1);
  const { desk, ref } = await previewed(world);
  desk.close();
  await world.until(() => desk.isEnded, 'the closed page');
  world.advance(100);
  const again = world.openDesk('agent-1', 'tab-2');
  await world.until(() => again.last?.preview?.attemptId === ref.attemptId, 'the same preview');
  again.close();
  await world.until(() => again.isEnded, 'the closed page');
  await world.standing(1);
  world.advance(59_000);
  const other = await world.ready('agent-2');
  world.advance(59_000);
  assert.equal(other.last?.preview, undefined);
  world.advance(3000);
  await world.until(() => other.last?.preview?.leadId === leadId(1), 'the lead at somebody else');
});

test('R-18 the newest page takes over and the older one is told', async () => {
  await using world = await withLeads(0);
  const first = world.openDesk('agent-1', 'tab-1');
  await world.until(() => first.last !== undefined, 'the first page');
  const second = world.openDesk('agent-1', 'tab-2');
  await world.until(() => first.isTakenOver && first.isEnded, 'the take-over');
  await world.until(() => second.last?.presence === Presence.PRESENCE_NOT_READY, 'the second page');
  assert.equal(second.isTakenOver, false);
});

test('R-54 a dial-back tells its service how it went: dialling, then unanswered', async () => {
  await using world = await startWorld({
    prepare: ({ leads, dialback: service }) => {
      leads.cards.set(leadId(1), card(1));
      service.open.push(dialback(1));
    },
  });
  await world.whenReady();
  const { desk, ref } = await previewed(world);
  await world.client().dial({ ...ref, requestId: 'a' });
  assert.equal(world.claim.authorized[0]?.dialback, true);
  await hangUp(world, desk, ref, EndCause.END_CAUSE_NO_ANSWER);
  await world.until(() => world.dialbacks.settled.length === 2, 'both reports');
  assert.deepEqual(world.dialbacks.settled, [
    ['dialback-1', DialbackOutcome.DIALBACK_OUTCOME_DIALING],
    ['dialback-1', DialbackOutcome.DIALBACK_OUTCOME_UNANSWERED],
  ]);
});

test('R-18 Not Ready during a call waits until after it', async () => {
  await using world = await withLeads(2);
  const { desk, ref } = await previewed(world);
  await talk(world, { desk, ref });
  const asked = await world
    .client()
    .setPresence({ requestId: 'p', agentId: 'agent-1', ready: false, reason: 'lunch' });
  assert.equal(asked.presence, Presence.PRESENCE_ON_CALL);
  await world.until(() => desk.last?.notReadyPending === true, 'the pending Not Ready');
  await hangUp(world, desk, ref, EndCause.END_CAUSE_LEAD_HUNG_UP);
  const { presence } = await world.client().dispose({ ...ref, requestId: 'd', dispositionCode: 'sold' });
  assert.equal(presence, Presence.PRESENCE_NOT_READY);
  await world.until(() => desk.last?.notReadyReason === 'lunch', 'lunch');
});

test("R-18 hanging up goes to sip; somebody else's attempt is not touched", async () => {
  await using world = await withLeads(1);
  const { desk, ref } = await previewed(world);
  await talk(world, { desk, ref });
  await world.client().hangUp({ requestId: 'h', agentId: 'agent-1', attemptId: ref.attemptId });
  assert.deepEqual(world.sip.hungUp, [ref.attemptId]);
  const foreign = world.client().hangUp({ requestId: 'h', agentId: 'agent-2', attemptId: ref.attemptId });
  await assert.rejects(foreign, { reason: 'NO_PREVIEW' });
});

test('R-57 somebody who works in no campaign cannot become Ready', async () => {
  await using world = await withLeads(0);
  const asking = world.client().setPresence({ requestId: 'p', agentId: 'stranger', ready: true, reason: '' });
  await assert.rejects(asking, { reason: 'AGENT_UNKNOWN' });
});

test('R-70 claim that does not answer pauses the offer, and it is made when claim is back', async () => {
  await using world = await withLeads(1);
  world.claim.isDown = true;
  const desk = await world.ready();
  await world.until(() => desk.last?.heldBack[0]?.reason === 'UNAVAILABLE', 'the reason');
  world.claim.isDown = false;
  world.advance(1000);
  await world.until(() => desk.last?.preview?.leadId === leadId(1), 'the preview');
});

test('grpc/31 an outcome of an attempt that is not the one in hand is refused', async () => {
  await using world = await withLeads(1);
  const { ref } = await previewed(world);
  const request = { ...ref, requestId: world.requestId(), dispositionCode: 'sold' };
  await assert.rejects(world.client().dispose({ ...request, attemptId: 'never' }), { reason: 'NO_PREVIEW' });
  assert.deepEqual(world.leads.outcomes, []);
});
