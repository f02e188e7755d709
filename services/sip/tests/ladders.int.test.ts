import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LadderSide, LegState, LivePhase } from '@firstring/contracts/sip/monitor_service';
import { systemClock as clock } from '@firstring/kernel/system';
import { eventually } from '@firstring/testkit';
import { permitFor } from './_fake-claim.ts';
import { Harness } from './_harness.ts';
import { ladderUntil, steps } from './_ladder.ts';

const PHONE = '+12025550123';

test('a call is listed while it lives, and its ladder shows both legs from INVITE to BYE', async () => {
  await using harness = await Harness.start();
  await harness.phone({ answerAfterMs: 30 });
  const carrier = await harness.carrier({
    policy: () => ({ ringAfterMs: 30, outcome: { type: 'answer', afterMs: 60 } }),
  });
  const permit = permitFor('agent-1', PHONE);
  const { attemptId } = permit;
  await harness.calls.placeCall({ requestId: 'place-1', permit });
  await harness.log.reached(attemptId, 'bridged');

  const { processId } = permit;
  const { calls } = await harness.monitor.listLiveCalls({ processId });
  const [call, ...more] = calls;
  assert.deepEqual(more, []);
  assert.deepEqual(
    [call?.attemptId, call?.agentId, call?.phone, call?.trunkId, call?.phase, call?.test],
    [attemptId, 'agent-1', PHONE, 'trunk-1', LivePhase.LIVE_PHASE_TALKING, false],
  );
  assert.deepEqual([call?.agentLeg, call?.leadLeg], [LegState.LEG_STATE_UP, LegState.LEG_STATE_UP]);
  assert.deepEqual((await harness.monitor.listLiveCalls({ processId: 'another' })).calls, []);

  await carrier.callTo(PHONE)?.hangUp();
  await harness.log.ended(attemptId);
  const ladder = await ladderUntil(
    harness,
    attemptId,
    (seen) => seen.endTime !== undefined && steps(seen).includes('a1< 200 BYE'),
  );
  const of = (leg: string): string[] => steps(ladder).filter((step) => step.startsWith(leg));
  assert.deepEqual(of('a1'), [
    'a1> INVITE',
    'a1< 180 INVITE',
    'a1< 200 INVITE',
    'a1> ACK',
    'a1> BYE',
    'a1< 200 BYE',
  ]);
  assert.deepEqual(of('l1'), [
    'l1> INVITE',
    'l1< 180 INVITE',
    'l1< 200 INVITE',
    'l1> ACK',
    'l1< BYE',
    'l1> 200 BYE',
  ]);
  assert.equal(ladder.trunkId, 'trunk-1');
  assert.deepEqual(
    ladder.legs.map(({ name, side }) => [name, side]),
    [
      ['a1', LadderSide.LADDER_SIDE_AGENT],
      ['l1', LadderSide.LADDER_SIDE_TRUNK],
    ],
  );
  const { host, port } = harness.telephones.contact;
  assert.equal(ladder.legs[1]?.peer, `udp/${host}:${port}`);
  const times = ladder.messages.map(({ time }) => Number(time)) ?? [];
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  );
  assert.ok(Math.abs((times[0] ?? 0) - clock.now()) < 30_000);
  assert.match(ladder.messages[0]?.raw ?? '', /^INVITE sip:agent-1@[^]*\r\n\r\nv=0/);
  assert.deepEqual((await harness.monitor.listLiveCalls({ processId })).calls, []);
});

test('a challenged and refused call shows each step, and no password’s digest', async () => {
  await using harness = await Harness.start();
  const agent = await harness.phone({ answerAfterMs: 20 });
  await harness.carrier(
    {
      account: { realm: 'carrier', user: 'acme', password: 'trunk secret' },
      policy: () => ({ outcome: { type: 'reject', afterMs: 10, status: 486 } }),
    },
    { username: 'acme', password: 'trunk secret', realm: 'carrier' },
  );
  const permit = permitFor('agent-1', PHONE);
  await harness.calls.placeCall({ requestId: 'place-1', permit });
  await harness.log.ended(permit.attemptId);
  const ladder = await ladderUntil(harness, permit.attemptId, ({ endTime }) => endTime !== undefined);
  assert.deepEqual(
    steps(ladder).filter((step) => step.startsWith('l1')),
    ['l1> INVITE', 'l1< 407 INVITE', 'l1> INVITE', 'l1< 486 INVITE'],
  );
  const retried = ladder.messages.findLast(
    ({ leg, sent, method }) => leg === 'l1' && sent && method === 'INVITE',
  );
  assert.match(retried?.raw ?? '', /Proxy-Authorization: Digest [^\r\n]*response="\*\*\*"/);
  await eventually(clock, 'the agent’s phone is free', () => agent.state === 'idle');
});

test('a held call says so, and a colleague who is brought in is part of the ladder', async () => {
  await using harness = await Harness.start();
  await harness.phone({ answerAfterMs: 5 });
  const colleague = await harness.phone({ user: 'agent-2', answerAfterMs: 5 });
  const carrier = await harness.carrier({ policy: () => ({ outcome: { type: 'answer', afterMs: 5 } }) });
  const permit = permitFor('agent-1', PHONE);
  const { attemptId, processId } = permit;
  await harness.calls.placeCall({ requestId: 'place-1', permit });
  await harness.log.reached(attemptId, 'bridged');
  const live = async () => (await harness.monitor.listLiveCalls({ processId })).calls[0];
  const ref = { requestId: 'r', attemptId, agentId: 'agent-1' };
  await harness.calls.holdCall(ref);
  assert.equal((await live())?.phase, LivePhase.LIVE_PHASE_ON_HOLD);
  await harness.calls.resumeCall(ref);
  assert.equal((await live())?.phase, LivePhase.LIVE_PHASE_TALKING);
  const target = { $case: 'targetAgentId', value: 'agent-2' } as const;
  await harness.calls.transferCall({ ...ref, attended: false, target });
  await harness.log.reached(attemptId, 'transferred');
  assert.equal((await live())?.agentId, 'agent-2');
  const ladder = await ladderUntil(harness, attemptId, (seen) => steps(seen).includes('t1-1> ACK'));
  const sides = new Map(ladder.legs.map(({ name, side }) => [name, side]));
  assert.equal(sides.get('t1-1'), LadderSide.LADDER_SIDE_COLLEAGUE);
  await carrier.callTo(PHONE)?.hangUp();
  await harness.log.ended(attemptId);
  await eventually(clock, 'the colleague’s phone is free', () => colleague.state === 'idle');
});

test('what nobody knows any more is LADDER_NOT_KEPT', async () => {
  await using harness = await Harness.start({ env: { SIP_LADDER_CALLS_MAX: '0' } });
  const unknown = harness.monitor.getCallLadder({ attemptId: 'never' });
  await assert.rejects(unknown, { reason: 'LADDER_NOT_KEPT' });
  const agent = await harness.phone({ answerAfterMs: 10 });
  await harness.carrier({ policy: () => ({ outcome: { type: 'reject', afterMs: 10, status: 486 } }) });
  const permit = permitFor('agent-1', PHONE);
  await harness.calls.placeCall({ requestId: 'place-1', permit });
  await harness.log.ended(permit.attemptId);
  await eventually(clock, 'the agent’s phone is free', () => agent.state === 'idle');
  const dropped = ladderUntil(harness, permit.attemptId, () => false);
  await assert.rejects(dropped, { reason: 'LADDER_NOT_KEPT' });
});
