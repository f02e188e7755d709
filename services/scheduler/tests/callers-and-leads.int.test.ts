import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DialbackOutcome, DialbackState } from '@firstring/contracts/dialback/dialback_service';
import { Presence } from '@firstring/contracts/scheduling/scheduling_service';
import { streamOptions } from '@firstring/service-kit';
import { numberIs, isIn, rings, TestCaller } from './_caller.ts';
import { card, dialback, leadId, startWorld, type TestDesk, type World } from './_harness.ts';

const PHONE = '+12125551001';

async function withLead(change: Parameters<typeof numberIs>[1] = {}): Promise<World> {
  const world = await startWorld({
    prepare: ({ leads }) => leads.cards.set(leadId(1), card(1)),
  });
  await world.whenReady();
  await numberIs(world, change);
  return world;
}

/** The agent has lead 1 in front of them. */
async function previewing(world: World, agentId = 'agent-1'): Promise<TestDesk> {
  const desk = await world.ready(agentId);
  await isIn(world, desk, Presence.PRESENCE_PREVIEWING);
  await world.until(() => world.claim.leases.includes(3_600_000), 'the long lease');
  return desk;
}

async function dials(world: World, desk: TestDesk): Promise<string> {
  const { attemptId = '', fencingToken = 0n } = desk.last?.preview ?? {};
  const ref = { agentId: 'agent-1', attemptId, fencingToken };
  await world.client().dial({ ...ref, requestId: 'dial', phone: '', overrideReason: '' });
  await isIn(world, desk, Presence.PRESENCE_DIALING);
  await world.until(() => world.sip.placed.includes(attemptId), 'the call');
  return attemptId;
}

test('A-17 F61 who previews the lead is given its caller, under the lock passed on', async () => {
  await using world = await withLead();
  const desk = await previewing(world);
  const caller = new TestCaller(world, {});
  await rings(world, caller, 'agent-1');
  await isIn(world, desk, Presence.PRESENCE_RINGING);
  assert.deepEqual([desk.last?.preview?.attemptId, desk.last?.preview?.leadId], ['call-1', leadId(1)]);
  assert.deepEqual(world.sip.hungUp, [], 'nothing rang for it');
  caller.connect();
  await isIn(world, desk, Presence.PRESENCE_ON_CALL);
  assert.equal(world.claim.releasesAsked, 0);
});

test('A-17 F61 the call that rings the lead is cancelled, and its agent gets the caller', async () => {
  await using world = await withLead();
  const desk = await previewing(world);
  const attemptId = await dials(world, desk);
  await world.publish.call(attemptId, 1, { $case: 'leadRinging', value: { earlyMedia: false } });
  const caller = new TestCaller(world, {});
  await rings(world, caller, 'agent-1');
  assert.deepEqual(world.sip.hungUp, [attemptId]);
  caller.connect();
  await isIn(world, desk, Presence.PRESENCE_ON_CALL);
});

test('A-17 a conversation with the lead is waited for', async () => {
  await using world = await withLead();
  const desk = await previewing(world);
  const attemptId = await dials(world, desk);
  await world.publish.call(attemptId, 2, { $case: 'bridged', value: {} });
  await isIn(world, desk, Presence.PRESENCE_ON_CALL);
  const caller = new TestCaller(world, {});
  await world.until(() => caller.last('position')?.position === 1, 'a place');
  const other = await world.ready('agent-2');
  await isIn(world, other, Presence.PRESENCE_READY);
  world.advance(5000);
  assert.equal(caller.last('ring'), undefined);
  const guard = world.claim.guard(PHONE);
  guard.lock = undefined;
  await world.publish.claim(1, guard.token, { $case: 'lockExpired', value: { agentId: 'agent-1' } });
  await rings(world, caller, 'agent-2');
  caller.hangUp();
  await isIn(world, other, Presence.PRESENCE_READY);
});

test('R-60 F66 a dial-back that is presented gives way to its caller, and is cancelled once they talk', async () => {
  await using world = await startWorld({
    prepare: ({ leads, dialback: fake }) => {
      leads.cards.set(leadId(1), card(1));
      fake.open.push(dialback(1));
    },
  });
  await world.whenReady();
  await numberIs(world);
  const desk = await previewing(world);
  assert.equal(desk.last?.preview?.dialbackId, 'dialback-1');
  const caller = new TestCaller(world, {});
  await rings(world, caller, 'agent-1');
  await world.until(() => world.dialbacks.settled.length === 1, 'the dial-back given back');
  assert.deepEqual(world.dialbacks.settled, [['dialback-1', DialbackOutcome.DIALBACK_OUTCOME_RETURNED]]);
  caller.connect();
  await world.until(() => world.dialbacks.settled.length === 2, 'its end');
  const [, end] = world.dialbacks.settled;
  assert.deepEqual(end, ['dialback-1', DialbackOutcome.DIALBACK_OUTCOME_CALLER_REACHED]);
  const cancelled = { state: DialbackState.DIALBACK_STATE_CANCELLED, version: 9n };
  await world.publish.dialback(dialback(1, cancelled));
  await isIn(world, desk, Presence.PRESENCE_ON_CALL);
});

test('R-58 a caller whose lead has an owner goes to the owner while they are signed in, and to anybody else without them', async () => {
  await using world = await withLead({ queue: { maxWaitS: 600 } });
  const claimed = { agentId: 'agent-2', reason: 'asked', actorId: 'agent-2' };
  await world.publish.claim(1, 1, { $case: 'leadClaimed', value: claimed });
  const owner = world.openDesk('agent-2');
  await isIn(world, owner, Presence.PRESENCE_NOT_READY);
  const other = await world.ready('agent-1');
  await isIn(world, other, Presence.PRESENCE_READY);
  const caller = new TestCaller(world, {});
  await world.until(() => caller.last('position') !== undefined, 'a place');
  await world.until(() => world.claim.log.includes('hold'), 'the number held');
  assert.equal(caller.last('ring'), undefined);
  owner.close();
  await world.until(() => owner.isEnded, 'the owner’s page closed');
  const isRung = (): boolean => caller.last('ring')?.agentId === 'agent-1';
  await world.until(() => {
    if (!isRung()) world.advance(1000);
    return isRung();
  }, 'the other to be rung, once the owner is Offline');
  caller.hangUp();
  await isIn(world, other, Presence.PRESENCE_READY);
});

test('R-57 R-67 only agents of the number’s campaigns, and of its own list of agents, are rung', async () => {
  await using world = await startWorld();
  await world.whenReady();
  await numberIs(world, { agentIds: ['agent-2'] });
  const desk = await world.ready('agent-1');
  await isIn(world, desk, Presence.PRESENCE_READY);
  const caller = new TestCaller(world, {});
  await world.until(() => world.claim.log.includes('hold'), 'the number held');
  assert.equal(caller.last('ring'), undefined);
  await world.ready('agent-2');
  await rings(world, caller, 'agent-2');
  caller.hangUp();
});

test('a restart: who waits is told of again and waits on, who talks is on the desk that had no time to be stored', async () => {
  await using world = await withLead();
  const ended = new TestCaller(world, {});
  await world.until(() => world.claim.log.includes('hold'), 'the number held');
  await world.restart();
  await world.whenReady();
  await world.until(() => ended.isEnded, 'the stream to end');
  assert.equal(world.claim.releasesAsked, 0, 'a caller who waits is not let go');
  const waiting = new TestCaller(world, {});
  const desk = await world.ready('agent-1');
  await rings(world, waiting, 'agent-1');
  await isIn(world, desk, Presence.PRESENCE_RINGING);
  await world.restart();
  await world.whenReady();
  const again = world.openDesk('agent-1');
  const talking = new TestCaller(world, { connectedAgentId: 'agent-1' });
  await isIn(world, again, Presence.PRESENCE_ON_CALL);
  assert.equal(again.last?.preview?.attemptId, 'call-1');
  await world.until(() => world.claim.leases.includes(3_600_000), 'the long lease');
  talking.hangUp();
});

test('supervisors see who waits, in their order, and who is being rung', async () => {
  await using world = await withLead();
  const stop = new AbortController();
  const seen: string[] = [];
  const watching = (async () => {
    const stream = world.callers().watchCallers({ processId: 'process-1' }, streamOptions(stop.signal));
    for await (const { callers, goneAttemptIds } of stream) {
      for (const { attemptId, position, ringingAgentId } of callers) {
        seen.push(`${attemptId} ${position} ${ringingAgentId}`);
      }
      seen.push(...goneAttemptIds.map((attemptId) => `${attemptId} gone`));
    }
  })().catch(() => {});
  const first = new TestCaller(world, {});
  await world.until(() => first.last('position') !== undefined, 'a place');
  const second = new TestCaller(world, { attemptId: 'call-2', phone: '+12125551002' });
  await world.until(() => second.last('position')?.position === 2, 'the second place');
  world.advance(1000);
  await world.until(() => seen.includes('call-2 2 '), 'both on the page');
  await world.ready('agent-1');
  await rings(world, first, 'agent-1');
  first.connect();
  await world.until(() => second.last('position')?.position === 1, 'the first place');
  world.advance(1000);
  await world.until(() => seen.includes('call-1 gone') && seen.includes('call-2 1 '), 'the news');
  stop.abort();
  await watching;
  first.hangUp();
  second.hangUp();
});

test('R-20 why of a lead says that its person is on the line, and of its agent that they are being rung', async () => {
  await using world = await withLead();
  const caller = new TestCaller(world, {});
  await world.until(() => world.claim.log.includes('hold'), 'the number held');
  await world.until(() => caller.last('position') !== undefined, 'a place');
  const { reasons } = await world.standing(1);
  assert.deepEqual(
    reasons.map(({ reason }) => reason),
    ['CALLER_ON_LINE'],
  );
  await world.ready('agent-1');
  await rings(world, caller, 'agent-1');
  const about = { $case: 'agentId', value: 'agent-1' } as const;
  const { answer } = await world.explains().explain({ processId: 'process-1', about });
  assert.ok(answer?.$case === 'agent');
  assert.deepEqual(
    answer.value.reasons.map(({ reason }) => reason),
    ['CALLER_RINGS'],
  );
  caller.hangUp();
});
