import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { systemClock as clock } from '@firstring/kernel/system';
import { eventually, type TestPhone } from '@firstring/testkit';
import { CallIn } from './_callers.ts';
import type { QueuedCaller } from './_fake-scheduler.ts';
import { ladderUntil, steps } from './_ladder.ts';
import { RawCaller } from './_raw-caller.ts';
import { headerOf } from './_raw-peer.ts';

describe('messages of a caller that cross ours', () => {
  let callIn: CallIn;
  before(async () => {
    callIn = await CallIn.start();
  });
  after(() => callIn[Symbol.asyncDispose]());

  /** A caller on a socket of its own, which is a trunk. */
  const caller = async (): Promise<RawCaller> => {
    const { harness } = callIn;
    const raw = await RawCaller.open(callIn.nextPhone(), harness.registrar);
    await harness.trunk({ trunkId: `trunk-${raw.port}`, target: `127.0.0.1:${raw.port};transport=udp` });
    return raw;
  };
  const waits = async (raw: RawCaller): Promise<QueuedCaller> => {
    const queued = await callIn.harness.scheduler.caller(raw.phone);
    queued.matched();
    return queued;
  };
  const rings = async (queued: QueuedCaller, user: string): Promise<TestPhone> => {
    const agent = await callIn.harness.phone({ user });
    queued.ring(user);
    await eventually(clock, 'the phone rings', () => agent.state === 'ringing');
    return agent;
  };

  test('the whole ladder of a call that is answered, on the wire and as it is kept', async () => {
    const { harness } = callIn;
    const raw = await caller();
    raw.invite();
    const queued = await waits(raw);
    const agent = await rings(queued, 'ann');
    await agent.answer();
    await raw.next('200 INVITE');
    raw.ack();
    const { attemptId } = queued.arrived;
    await harness.log.reached(attemptId, 'bridged');
    raw.bye();
    await raw.next('200 BYE');
    await harness.log.ended(attemptId);
    assert.deepEqual(raw.ladder, ['180 INVITE', '200 INVITE', '200 BYE']);
    assert.equal(headerOf(raw.last('180 INVITE'), 'To'), headerOf(raw.last('200 INVITE'), 'To'));
    const isWhole = (seen: Parameters<typeof steps>[0]): boolean => steps(seen).includes('r1-1< 200 BYE');
    const ladder = await ladderUntil(harness, attemptId, isWhole);
    const of = (leg: string): string[] => steps(ladder).filter((step) => step.startsWith(leg));
    assert.deepEqual(of('l1'), [
      'l1< INVITE',
      'l1> 180 INVITE',
      'l1> 200 INVITE',
      'l1< ACK',
      'l1< BYE',
      'l1> 200 BYE',
    ]);
    assert.deepEqual(of('r1'), [
      'r1-1> INVITE',
      'r1-1< 180 INVITE',
      'r1-1< 200 INVITE',
      'r1-1> ACK',
      'r1-1> BYE',
      'r1-1< 200 BYE',
    ]);
    raw.close();
  });

  test('BYE right after ACK: a call with a record, nothing missed, the agent is free', async () => {
    const { harness } = callIn;
    const raw = await caller();
    raw.invite();
    const queued = await waits(raw);
    const agent = await rings(queued, 'bea');
    await agent.answer();
    await raw.next('200 INVITE');
    raw.ack();
    raw.bye();
    await harness.log.ended(queued.arrived.attemptId);
    assert.equal(harness.log.records(queued.arrived.attemptId).length, 1);
    await eventually(clock, 'the phone is free', () => agent.state === 'idle');
    assert.deepEqual(harness.dialback.of(raw.phone), []);
    raw.close();
  });

  test('CANCEL crosses the agent’s 200: one outcome, both legs down', async () => {
    const { harness } = callIn;
    const raw = await caller();
    raw.invite();
    const queued = await waits(raw);
    const agent = await rings(queued, 'cem');
    const answered = agent.answer().catch(() => undefined);
    raw.cancel();
    await answered;
    await raw.next('200 CANCEL');
    await eventually(
      clock,
      'the caller has a final answer',
      () => raw.ladder.includes('200 INVITE') || raw.ladder.includes('487 INVITE'),
    );
    // Whichever was quicker.
    if (raw.ladder.includes('200 INVITE')) {
      raw.ack();
      raw.bye();
    }
    await eventually(clock, 'the phone is free', () => agent.state === 'idle');
    const { attemptId } = queued.arrived;
    const outcomes = (): number =>
      harness.log.records(attemptId).length + harness.dialback.of(raw.phone).length;
    await eventually(clock, 'there is an outcome', () => outcomes() === 1);
    await eventually(clock, 'nobody is left', () => harness.service.stats().callers === 0);
    assert.equal(outcomes(), 1);
    raw.close();
  });

  test('sip/43 CANCEL after the 200: the call stays up', async () => {
    const { harness } = callIn;
    const raw = await caller();
    raw.invite();
    const queued = await waits(raw);
    const agent = await rings(queued, 'dan');
    await agent.answer();
    await raw.next('200 INVITE');
    raw.cancel();
    raw.ack();
    const { attemptId } = queued.arrived;
    await harness.log.reached(attemptId, 'bridged');
    assert.equal(agent.state, 'talking');
    await agent.hangUp();
    await raw.next('BYE');
    raw.accept('BYE');
    await harness.log.ended(attemptId);
    raw.close();
  });

  test('a caller that wants our offer gets it in the 200, and answers in the ACK', async () => {
    const { harness } = callIn;
    const raw = await caller();
    raw.invite({ offer: false });
    const queued = await waits(raw);
    const agent = await rings(queued, 'eve');
    await agent.answer();
    const answer = await raw.next('200 INVITE');
    assert.match(answer, /\r\n\r\nv=0[^]*m=audio \d+ RTP\/AVP/);
    raw.ack(raw.sdp());
    await harness.log.reached(queued.arrived.attemptId, 'bridged');
    raw.bye();
    await harness.log.ended(queued.arrived.attemptId);
    raw.close();
  });

  test('a caller that requires reliable provisional answers gets one, and its PRACK is answered', async () => {
    const raw = await caller();
    raw.invite({ headers: ['Require: 100rel', 'Supported: 100rel'] });
    const queued = await waits(raw);
    const ringing = await raw.next('180 INVITE');
    assert.match(headerOf(ringing, 'Require'), /100rel/);
    raw.prack(headerOf(ringing, 'RSeq'));
    await raw.next('200 PRACK');
    queued.dismiss('DISMISS_CAUSE_QUEUE_TIMEOUT');
    await raw.next('480 INVITE');
    raw.ack();
    assert.equal(await callIn.missedOnce(raw), 'MISSED_CAUSE_QUEUE_TIMEOUT');
    raw.close();
  });
});
