import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DismissCause, RingOutcome } from '@firstring/contracts/scheduling/caller_queue_service';
import { systemClock as clock } from '@firstring/kernel/system';
import { eventually } from '@firstring/testkit';
import { CallIn } from './_callers.ts';

describe('a caller waits', () => {
  let callIn: CallIn;
  before(async () => {
    callIn = await CallIn.start({ queue: { maxWaitS: 60 } }, { env: { SIP_AGENT_SILENCE_MS: '500' } });
  });
  after(() => callIn[Symbol.asyncDispose]());

  test('R-49 the caller hangs up while waiting: 487, dial-back is told once, with lead and campaign', async () => {
    const waiting = await callIn.wait();
    await eventually(clock, 'the caller hears ringing', () => waiting.call.provisional.includes(180));
    waiting.call.cancel();
    await assert.rejects(waiting.call.answered, { details: { status: '487' } });
    assert.equal(await callIn.missedOnce(waiting), 'MISSED_CAUSE_CALLER_HUNG_UP');
    const [missed] = callIn.harness.dialback.of(waiting.phone);
    assert.equal(missed?.leadId, 'lead-1');
    assert.equal(missed?.campaignId, 'campaign-1');
    assert.equal(missed?.incomingNumberId, 'number-1');
    assert.equal(missed?.leadCreated, false);
    await eventually(clock, 'the scheduler knows', () => waiting.queued.gone);
  });

  for (const [dismissed, missed] of [
    [DismissCause.DISMISS_CAUSE_QUEUE_TIMEOUT, 'MISSED_CAUSE_QUEUE_TIMEOUT'],
    [DismissCause.DISMISS_CAUSE_NO_AGENT, 'MISSED_CAUSE_NO_AGENT'],
    [DismissCause.DISMISS_CAUSE_REFUSED, 'MISSED_CAUSE_REFUSED'],
    [DismissCause.DISMISS_CAUSE_NO_LEAD, 'MISSED_CAUSE_REFUSED'],
  ] as const) {
    test(`R-50 R-51 the scheduler lets the caller go (${dismissed}): 480, and dial-back is told why`, async () => {
      const waiting = await callIn.wait();
      waiting.queued.dismiss(dismissed);
      await assert.rejects(waiting.call.answered, { details: { status: '480' } });
      assert.equal(await callIn.missedOnce(waiting), missed);
    });
  }

  test('the caller hangs up while an agent’s phone rings: that is cancelled', async () => {
    const agent = await callIn.harness.phone({ user: 'ann' });
    const waiting = await callIn.wait();
    waiting.queued.ring('ann');
    await eventually(clock, 'the phone rings', () => agent.state === 'ringing');
    waiting.call.cancel();
    await eventually(clock, 'the phone is free', () => agent.state === 'idle');
    assert.equal(await callIn.missedOnce(waiting), 'MISSED_CAUSE_CALLER_HUNG_UP');
  });

  test('one agent is busy, one declines, one does not answer, one has no phone; the next one lifts', async () => {
    const { harness } = callIn;
    const [bea, cem, dan, eve] = [
      await harness.phone({ user: 'bea' }),
      await harness.phone({ user: 'cem' }),
      await harness.phone({ user: 'dan' }),
      await harness.phone({ user: 'eve', answerAfterMs: 5 }),
    ];
    const { queued, call, attemptId, phone } = await callIn.wait();
    const outcomes: RingOutcome[] = [];
    queued.ring('bea');
    await eventually(clock, 'bea is rung', () => bea.state === 'ringing');
    bea.reject(486);
    outcomes.push((await queued.ringOver(1)).outcome);
    queued.ring('cem');
    await eventually(clock, 'cem is rung', () => cem.state === 'ringing');
    cem.reject(603);
    outcomes.push((await queued.ringOver(2)).outcome);
    queued.ring('dan', { ringMs: 400 });
    await eventually(clock, 'dan is rung', () => dan.state === 'ringing');
    outcomes.push((await queued.ringOver(3)).outcome);
    await eventually(clock, 'dan is left alone', () => dan.state === 'idle');
    queued.ring('nobody');
    outcomes.push((await queued.ringOver(4)).outcome);
    queued.ring('eve');
    const talk = await call.answered;
    assert.deepEqual(outcomes, [
      RingOutcome.RING_OUTCOME_BUSY,
      RingOutcome.RING_OUTCOME_DECLINED,
      RingOutcome.RING_OUTCOME_NO_ANSWER,
      RingOutcome.RING_OUTCOME_UNREACHABLE,
    ]);
    await harness.log.reached(attemptId, 'bridged');
    await eve.hangUp();
    assert.equal((await harness.log.ended(attemptId)).agentId, 'eve');
    await eventually(clock, 'the caller is hung up', () => talk.heardHz() === undefined);
    assert.deepEqual(harness.dialback.of(phone), []);
  });

  test('StopRinging is obeyed, and the caller waits on', async () => {
    const agent = await callIn.harness.phone({ user: 'fay' });
    const waiting = await callIn.wait();
    waiting.queued.ring('fay');
    await eventually(clock, 'the phone rings', () => agent.state === 'ringing');
    waiting.queued.stop('fay', 6n);
    waiting.queued.stop('fay');
    assert.equal((await waiting.queued.ringOver()).outcome, RingOutcome.RING_OUTCOME_STOPPED);
    await eventually(clock, 'the phone is free', () => agent.state === 'idle');
    waiting.queued.dismiss(DismissCause.DISMISS_CAUSE_QUEUE_TIMEOUT);
    assert.equal(await callIn.missedOnce(waiting), 'MISSED_CAUSE_QUEUE_TIMEOUT');
  });

  test('an agent who is rung for one caller is rung for nobody else, and not for a call of their own', async () => {
    const { harness } = callIn;
    const agent = await harness.phone({ user: 'gil' });
    const [first, second] = [await callIn.wait(), await callIn.wait()];
    first.queued.ring('gil');
    await eventually(clock, 'the phone rings', () => agent.state === 'ringing');
    second.queued.ring('gil', { fencingToken: 8n });
    const over = await second.queued.ringOver();
    assert.equal(over.outcome, RingOutcome.RING_OUTCOME_BUSY);
    assert.equal(over.fencingToken, 8n);
    const key = { processId: 'process-1', phone: '+12025550123', leadId: 'lead-9' };
    await assert.rejects(
      harness.calls.ringAgent({ requestId: 'own', key, agentId: 'gil', attemptId: 'own', fencingToken: 9n }),
      { reason: 'AGENT_BUSY' },
    );
    for (const waiting of [first, second]) waiting.call.cancel();
    for (const waiting of [first, second]) await callIn.missedOnce(waiting);
  });

  test('the agent lifts, and hangs up: a call with its record, nothing missed', async () => {
    const { harness } = callIn;
    const agent = await harness.phone({ user: 'hal', answerAfterMs: 5 });
    const { queued, call, attemptId, phone } = await callIn.wait();
    queued.ring('hal');
    await call.answered;
    await harness.log.reached(attemptId, 'bridged');
    await agent.hangUp();
    assert.equal((await harness.log.ended(attemptId)).endCause, 'END_CAUSE_AGENT_HUNG_UP');
    assert.deepEqual(harness.dialback.of(phone), []);
    assert.equal(await call.ended, 'remote-hung-up');
  });
});

test('F11 the SIP server is lost while a caller waits: the phone that rang is free, dial-back is told once', async () => {
  await using callIn = await CallIn.start();
  const agent = await callIn.harness.phone({ user: 'ann' });
  const waiting = await callIn.wait();
  waiting.queued.ring('ann');
  await eventually(clock, 'the phone rings', () => agent.state === 'ringing');
  const { port } = callIn.harness.registrar;
  const { controlPort } = callIn.harness.engine;
  await callIn.harness.engine.close();
  await callIn.harness.startEngine(port, controlPort);
  // Nobody will ever tell the caller.
  await waiting.call.audio.close();
  assert.equal(await callIn.missedOnce(waiting), 'MISSED_CAUSE_CALLER_HUNG_UP');
});

test('dial-back is away for longer than anybody tries: the sweep tells it, once', async () => {
  await using callIn = await CallIn.start();
  callIn.harness.dialback.failures = 5;
  const waiting = await callIn.wait();
  waiting.call.cancel();
  assert.equal(await callIn.missedOnce(waiting), 'MISSED_CAUSE_CALLER_HUNG_UP');
  assert.equal(callIn.harness.service.stats().inboundUnreported, 1);
});

test('no room: one caller more than may wait is refused and dialled back', async () => {
  await using callIn = await CallIn.start({}, { env: { SIP_CALLERS_MAX: '1' } });
  const first = await callIn.wait();
  const phone = callIn.nextPhone();
  const second = await callIn.dial(phone);
  await assert.rejects(second.answered, { details: { status: '480' } });
  await eventually(clock, 'dial-back is told', () => callIn.harness.dialback.of(phone).length === 1);
  assert.equal(callIn.harness.dialback.of(phone)[0]?.cause, 'MISSED_CAUSE_NO_AGENT');
  first.call.cancel();
  await callIn.missedOnce(first);
});
