import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { CallDirection, EndCause } from '@firstring/contracts/common/call_record';
import { systemClock as clock } from '@firstring/kernel/system';
import { eventually, type TestCarrier } from '@firstring/testkit';
import { Harness, OUR_NUMBER } from './_harness.ts';
import { near } from './_talking.ts';

const CALLER = '+12025550177';

describe('a caller reaches an agent', () => {
  let harness: Harness;
  let carrier: TestCarrier;
  before(async () => {
    harness = await Harness.start();
    carrier = await harness.carrier();
    await harness.incomingNumber();
  });
  after(() => harness[Symbol.asyncDispose]());

  const dialIn = (from = CALLER) => carrier.dialIn({ from, to: OUR_NUMBER, target: harness.registrar });

  test('180, the agent named by the scheduler is rung, lifts, both talk, the caller hangs up: one record', async () => {
    const agent = await harness.phone({ user: 'ann', answerAfterMs: 30 });
    const call = await dialIn();
    const caller = await harness.scheduler.caller(CALLER);
    assert.equal(caller.arrived.processId, 'process-1');
    assert.equal(caller.arrived.incomingNumberId, 'number-1');
    caller.matched();
    caller.ring('ann');
    const talk = await call.answered;
    assert.deepEqual(
      [...new Set(call.provisional)].filter((status) => status !== 100),
      [180],
    );
    const { attemptId } = caller.arrived;
    await harness.log.reached(attemptId, 'bridged');
    const connected = await caller.connected();
    assert.equal(connected.agentId, 'ann');
    assert.equal(connected.fencingToken, 7n);
    await eventually(clock, 'the agent hears the caller', () => near(agent.heardHz(), 1000));
    await eventually(clock, 'the caller hears the agent', () => near(talk.heardHz(), 440));
    await talk.hangUp();
    const record = await harness.log.ended(attemptId);
    assert.deepEqual(harness.log.steps(attemptId), ['agentAnswered', 'bridged', 'ended']);
    assert.equal(record.direction, CallDirection.CALL_DIRECTION_INBOUND);
    assert.equal(record.endCause, EndCause.END_CAUSE_LEAD_HUNG_UP);
    assert.equal(record.incomingNumberId, 'number-1');
    assert.equal(record.callerId, OUR_NUMBER);
    assert.equal(record.phone, CALLER);
    assert.equal(record.agentId, 'ann');
    assert.equal(record.leadId, 'lead-1');
    assert.equal(record.counted, false);
    await eventually(clock, 'the agent’s phone is free', () => agent.state === 'idle');
    await eventually(clock, 'the scheduler knows that the call is over', () => caller.gone);
    await eventually(clock, 'nobody is left', () => harness.service.stats().callers === 0);
    assert.deepEqual(harness.dialback.of(CALLER), []);
  });
});
