import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EndCause, RecordingState } from '@firstring/contracts/common/call_record';
import { Presence } from '@firstring/contracts/scheduling/scheduling_service';
import { endedRecord } from './_fakes.ts';
import { campaign, card, leadId, startWorld, type TestDesk, type World } from './_harness.ts';

const { PRESENCE_NOT_READY, PRESENCE_ON_CALL, PRESENCE_READY } = Presence;

interface Scene {
  readonly world: World;
  readonly ann: TestDesk;
  readonly bob: TestDesk;
  readonly attemptId: string;
}

/** Ann (agent-1) talks with a lead; Bob (agent-2) is Ready and waits. Carl works elsewhere in the process, Dora in another one. */
async function talking(): Promise<Scene & AsyncDisposable> {
  const world = await startWorld({
    prepare: ({ leads }) => {
      leads.campaigns.set('campaign-2', campaign({ campaignId: 'campaign-2', agentIds: ['carl'] }));
      const foreign = { campaignId: 'campaign-3', processId: 'process-2', agentIds: ['agent-1', 'dora'] };
      leads.campaigns.set('campaign-3', campaign(foreign));
      leads.cards.set(leadId(1), card(1));
    },
  });
  await world.whenReady();
  const ann = await world.ready('agent-1');
  await world.until(() => ann.last?.preview !== undefined, 'a preview');
  const preview = ann.last?.preview;
  assert.ok(preview);
  const { attemptId, fencingToken } = preview;
  await world.client().dial({ requestId: 'dial', agentId: 'agent-1', attemptId, fencingToken });
  await world.publish.call(attemptId, 1, { $case: 'bridged', value: {} });
  await world.until(() => ann.last?.presence === PRESENCE_ON_CALL, 'the call');
  const bob = await world.ready('agent-2');
  await world.until(() => bob.last?.presence === PRESENCE_READY, 'Bob to be Ready');
  return { world, ann, bob, attemptId, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

function transfer({ world, attemptId }: Scene, agentId: string, attended = false): Promise<unknown> {
  const control = { $case: 'transfer', value: { agentId, attended } } as const;
  return world.client().controlCall({ requestId: world.requestId(), agentId: 'agent-1', attemptId, control });
}

/** Bob's phone rings, as sip tells it. */
async function ring(scene: Scene): Promise<void> {
  const { world, attemptId, bob, ann } = scene;
  await transfer(scene, 'agent-2');
  const value = { agentId: 'agent-2', attended: false };
  await world.publish.call(attemptId, 2, { $case: 'transferStarted', value });
  await world.until(() => bob.last?.handover?.stage === 'ringing', "the call on Bob's desk");
  await world.until(() => ann.last?.call?.colleagueAgentId === 'agent-2', "Bob on Ann's desk");
}

test('colleagues share a campaign in the process of the lead; those who could take the call come first', async () => {
  await using scene = await talking();
  const list = () => scene.world.colleagues().listColleagues({ agentId: 'agent-1' });
  const first = await list();
  assert.deepEqual(
    first.colleagues.map(({ agentId, presence, free }) => [agentId, presence, free]),
    [['agent-2', PRESENCE_READY, true]],
  );
  await ring(scene);
  assert.equal((await list()).colleagues[0]?.free, false);
  await assert.rejects(scene.world.colleagues().listColleagues({ agentId: 'agent-2' }), {
    reason: 'NO_PREVIEW',
  });
});

test('a call is given to no stranger, to nobody of another campaign or process, and to no empty desk', async () => {
  await using scene = await talking();
  for (const agentId of ['nobody', 'carl', 'dora', 'agent-1']) {
    await assert.rejects(transfer(scene, agentId), { reason: 'AGENT_UNKNOWN' }, agentId);
  }
  assert.deepEqual(scene.world.sip.transferred, []);
});

test("the colleague's desk says where the call comes from, and gets no lead meanwhile", async () => {
  await using scene = await talking();
  const { world, bob, attemptId } = scene;
  await ring(scene);
  assert.deepEqual(world.sip.transferred, ['agent-2']);
  assert.deepEqual(
    { ...bob.last?.handover },
    {
      attemptId,
      processId: 'process-1',
      campaignId: 'campaign-1',
      leadId: bob.last?.handover?.leadId,
      fromAgentId: 'agent-1',
      stage: 'ringing',
      readyAfter: true,
      held: false,
      muted: false,
    },
  );
  world.leads.cards.set(leadId(2), card(2));
  await world.publish.lead(card(2));
  const asked = { requestId: 'r', agentId: 'agent-2', ready: true, reason: '' };
  assert.equal((await world.client().setPresence(asked)).presence, PRESENCE_NOT_READY);
  // Asked for again while it runs, it is the same transfer.
  await transfer(scene, 'agent-2');
  assert.equal(bob.last?.preview, undefined);
});

test('a transfer that sip refuses leaves the colleague as they were', async () => {
  await using scene = await talking();
  const { world, bob } = scene;
  world.sip.refuseTransfer = 'AGENT_NOT_REGISTERED';
  await assert.rejects(transfer(scene, 'agent-2'), { reason: 'AGENT_NOT_REGISTERED' });
  await world.until(() => bob.last?.presence === PRESENCE_READY, 'Bob to be Ready again');
  assert.equal(bob.last?.handover, undefined);
});

test('a colleague who does not take the call is Ready again and gets the next lead', async () => {
  await using scene = await talking();
  const { world, ann, bob, attemptId } = scene;
  await ring(scene);
  world.leads.cards.set(leadId(2), card(2));
  await world.publish.lead(card(2));
  await world.publish.call(attemptId, 3, { $case: 'transferFailed', value: { agentId: 'agent-2' } });
  await world.until(() => bob.last?.preview !== undefined, 'a lead for Bob');
  assert.equal(bob.last?.handover, undefined);
  assert.equal(ann.last?.call?.colleagueAgentId, '');
});

test('a colleague who was Not Ready stays so, for the reason they gave', async () => {
  await using scene = await talking();
  const { world, bob, attemptId } = scene;
  const asked = { requestId: 'r', agentId: 'agent-2', ready: false, reason: 'lunch' };
  await world.client().setPresence(asked);
  await ring(scene);
  await world.publish.call(attemptId, 3, { $case: 'transferFailed', value: { agentId: 'agent-2' } });
  await world.until(() => bob.last?.handover === undefined, 'the end of it');
  assert.deepEqual([bob.last?.presence, bob.last?.notReadyReason], [PRESENCE_NOT_READY, 'lunch']);
});

test('whoever has taken a call is Not Ready after it, until they say otherwise; the agent who gave it disposes', async () => {
  await using scene = await talking();
  const { world, ann, bob, attemptId } = scene;
  await ring(scene);
  await world.publish.call(attemptId, 3, { $case: 'transferAnswered', value: { agentId: 'agent-2' } });
  await world.until(() => bob.last?.handover?.stage === 'consulting', 'a word among colleagues');
  await world.publish.call(attemptId, 4, { $case: 'transferred', value: { agentId: 'agent-2' } });
  await world.until(() => bob.last?.handover?.stage === 'taken', "the call to be Bob's");
  await world.until(() => ann.last?.presence === Presence.PRESENCE_WRAP_UP, "Ann's wrap-up");
  const record = endedRecord(attemptId, EndCause.END_CAUSE_LEAD_HUNG_UP);
  await world.publish.call(attemptId, 5, { $case: 'ended', value: { record } });
  await world.until(() => bob.last?.handover === undefined, 'the end');
  assert.deepEqual([bob.last?.presence, bob.last?.notReadyReason], [PRESENCE_NOT_READY, 'transfer']);
});

test('whoever has taken a call holds it, presses keys and hangs up; before that, and to give it on, they may not', async () => {
  await using scene = await talking();
  const { world, bob, attemptId } = scene;
  await ring(scene);
  const hold = (value: boolean) =>
    world.client().controlCall({
      requestId: world.requestId(),
      agentId: 'agent-2',
      attemptId,
      control: { $case: 'hold', value },
    });
  const hangUp = () => world.client().hangUp({ requestId: world.requestId(), agentId: 'agent-2', attemptId });
  await assert.rejects(hold(true), { reason: 'NO_PREVIEW' });
  await assert.rejects(hangUp(), { reason: 'NO_PREVIEW' });
  await world.publish.call(attemptId, 3, { $case: 'transferred', value: { agentId: 'agent-2' } });
  await world.until(() => bob.last?.handover?.stage === 'taken', "the call to be Bob's");
  await hold(true);
  const held = { byDesk: true, byAgentPhone: false, byLead: false, muted: false };
  await world.publish.call(attemptId, 4, { $case: 'holdChanged', value: held });
  await world.until(() => bob.last?.handover?.held === true, 'the hold');
  await hold(false);
  await world.publish.call(attemptId, 5, { $case: 'holdChanged', value: { ...held, byDesk: false } });
  await world.until(() => bob.last?.handover?.held === false, 'the end of it');
  await world.publish.call(attemptId, 6, {
    $case: 'holdChanged',
    value: { ...held, byDesk: false, muted: true },
  });
  await world.until(() => bob.last?.handover?.muted === true, 'the mute');
  const on = { $case: 'transfer', value: { agentId: 'agent-1', attended: false } } as const;
  const given = { requestId: world.requestId(), agentId: 'agent-2', attemptId, control: on };
  await assert.rejects(world.client().controlCall(given), { reason: 'NO_PREVIEW' });
  await hangUp();
  assert.deepEqual([world.sip.held, world.sip.hungUp], [[true, false], [attemptId]]);
});

test('Ready asked for during the call comes when it is over', async () => {
  await using scene = await talking();
  const { world, bob, attemptId } = scene;
  await ring(scene);
  await world.publish.call(attemptId, 3, { $case: 'transferred', value: { agentId: 'agent-2' } });
  await world.until(() => bob.last?.handover?.stage === 'taken', "the call to be Bob's");
  await world.client().setPresence({ requestId: 'r', agentId: 'agent-2', ready: true, reason: '' });
  await world.until(() => bob.last?.handover?.readyAfter === true, 'the wish');
  const record = endedRecord(attemptId, EndCause.END_CAUSE_LEAD_HUNG_UP);
  await world.publish.call(attemptId, 4, { $case: 'ended', value: { record } });
  await world.until(() => bob.last?.presence === PRESENCE_READY, 'Bob to be Ready');
});

test('mute is asked of the phone system, and the desk says so when the call does', async () => {
  await using scene = await talking();
  const { world, ann, attemptId } = scene;
  const control = { $case: 'mute', value: true } as const;
  await world.client().controlCall({ requestId: world.requestId(), agentId: 'agent-1', attemptId, control });
  assert.deepEqual(world.sip.muted, [true]);
  const value = { byDesk: false, byAgentPhone: false, byLead: false, muted: true };
  await world.publish.call(attemptId, 2, { $case: 'holdChanged', value });
  await world.until(() => ann.last?.call?.muted === true, 'the mute');
  await world.publish.call(attemptId, 3, { $case: 'holdChanged', value: { ...value, muted: false } });
  await world.until(() => ann.last?.call?.muted === false, 'the end of it');
});

test('the desk says whether the call is recorded, and a hold in between changes nothing of it', async () => {
  await using scene = await talking();
  const { world, ann, attemptId } = scene;
  const tell = (version: number, state: RecordingState): Promise<void> =>
    world.publish.call(attemptId, version, { $case: 'recordingChanged', value: { state } });
  await tell(2, RecordingState.RECORDING_STATE_RUNNING);
  const held = { byDesk: true, byAgentPhone: false, byLead: false, muted: false };
  await world.publish.call(attemptId, 3, { $case: 'holdChanged', value: held });
  await world.until(() => ann.last?.call?.held === true, 'the hold');
  assert.equal(ann.last?.call?.recording, 'running');
  await tell(4, RecordingState.RECORDING_STATE_PAUSED);
  await world.until(() => ann.last?.call?.recording === 'paused', 'the pause');
  assert.equal(ann.last?.call?.held, true);
  await tell(5, RecordingState.RECORDING_STATE_OFF);
  await world.until(() => ann.last?.call?.recording === '', 'the end of it');
});

test('a transfer by the phone reaches the desk as well, and a restart forgets none', async () => {
  await using scene = await talking();
  const { world, bob, attemptId } = scene;
  const value = { agentId: 'agent-2', attended: false };
  await world.publish.call(attemptId, 2, { $case: 'transferStarted', value });
  await world.until(() => bob.last?.handover?.fromAgentId === 'agent-1', "the call on Bob's desk");
  await world.restart();
  await world.whenReady();
  const again = world.openDesk('agent-2');
  await world.until(() => again.last?.handover?.attemptId === attemptId, 'the call after the restart');
  await world.publish.call(attemptId, 3, { $case: 'transferFailed', value: { agentId: 'agent-2' } });
  await world.until(() => again.last?.presence === PRESENCE_READY, 'Bob to be Ready again');
});
