import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock as clock } from '@firstring/kernel/system';
import { eventually } from '@firstring/testkit';
import { CallIn } from './_callers.ts';

test('R-50 the scheduler is away: the caller waits as long as anybody, then is dialled back', async () => {
  await using callIn = await CallIn.start({ queue: { maxWaitS: 1 } });
  await callIn.harness.scheduler.close();
  const phone = callIn.nextPhone();
  const call = await callIn.dial(phone);
  await assert.rejects(call.answered, { details: { status: '480' } });
  assert.ok(call.provisional.includes(180));
  assert.equal(await callIn.missedOnce({ phone }), 'MISSED_CAUSE_QUEUE_TIMEOUT');
});

test('the scheduler dies while a phone rings: the phone is free, the scheduler is told anew, and the caller reaches an agent', async () => {
  await using callIn = await CallIn.start();
  const { scheduler } = callIn.harness;
  const agent = await callIn.harness.phone({ user: 'ann' });
  const { phone, call, queued, attemptId } = await callIn.wait();
  queued.ring('ann');
  await eventually(clock, 'the phone rings', () => agent.state === 'ringing');
  await scheduler.close();
  await eventually(clock, 'the phone is free', () => agent.state === 'idle');
  await scheduler.listen();
  const again = await scheduler.caller(phone, 2);
  assert.equal(again.arrived.attemptId, attemptId);
  assert.equal(again.arrived.connectedAgentId, '');
  assert.deepEqual(again.arrived.arrivedTime, queued.arrived.arrivedTime);
  assert.deepEqual(again.news, []);
  again.ring('ann', { fencingToken: 8n });
  await eventually(clock, 'the phone rings', () => agent.state === 'ringing');
  await agent.answer();
  await call.answered;
  assert.equal((await again.connected()).fencingToken, 8n);
});

test('the scheduler dies while caller and agent talk: it is told who has the call, and they talk on', async () => {
  await using callIn = await CallIn.start();
  const { scheduler, log } = callIn.harness;
  await callIn.harness.phone({ user: 'ann', answerAfterMs: 5 });
  const { phone, call, queued, attemptId } = await callIn.wait();
  queued.ring('ann');
  const talk = await call.answered;
  await log.reached(attemptId, 'bridged');
  await scheduler.close();
  await scheduler.listen();
  const again = await scheduler.caller(phone, 2);
  assert.equal(again.arrived.connectedAgentId, 'ann');
  await eventually(clock, 'they talk', () => talk.heardHz() !== undefined);
  await talk.hangUp();
  await log.ended(attemptId);
  await eventually(clock, 'the scheduler knows that it is over', () => again.gone);
});
