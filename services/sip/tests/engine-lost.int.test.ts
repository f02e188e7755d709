import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EndCause } from '@firstring/contracts/common/call_record';
import { systemClock as clock } from '@firstring/kernel/system';
import { eventually } from '@firstring/testkit';
import { ControlProxy } from './_control-proxy.ts';
import { permitFor } from './_fake-claim.ts';
import { Harness } from './_harness.ts';

const ANSWERS = '+12025550123';
const RINGS = '+12025550180';

test('F10 the SIP server dies with calls up: each has its one record at once, the agents are free, new calls go after it is back', async () => {
  await using harness = await Harness.start();
  await harness.carrier({
    policy: (number) =>
      number === RINGS
        ? { ringAfterMs: 5, outcome: { type: 'no-answer' } }
        : { ringAfterMs: 5, outcome: { type: 'answer', afterMs: 5 } },
  });
  const [talking, ringing] = [permitFor('ann', ANSWERS), permitFor('bea', RINGS)];
  await harness.phone({ user: 'ann', answerAfterMs: 5, expiresS: 600 });
  await harness.phone({ user: 'bea', answerAfterMs: 5, expiresS: 600 });
  await harness.calls.placeCall({ requestId: '1', permit: talking });
  await harness.calls.placeCall({ requestId: '2', permit: ringing });
  await harness.log.reached(talking.attemptId, 'bridged');
  await harness.log.reached(ringing.attemptId, 'leadRinging');

  const { controlPort } = harness.engine;
  const { port } = harness.registrar;
  await harness.engine.close();
  const [first, second] = [
    await harness.log.ended(talking.attemptId),
    await harness.log.ended(ringing.attemptId),
  ];
  assert.equal(first.endCause, EndCause.END_CAUSE_LOST);
  assert.equal(second.endCause, EndCause.END_CAUSE_UNKNOWN);
  assert.equal(second.counted, true);
  assert.equal(first.reason, 'SIP_UNAVAILABLE');
  await assert.rejects(harness.calls.placeCall({ requestId: '3', permit: permitFor('ann', ANSWERS) }), {
    reason: 'SIP_UNAVAILABLE',
  });

  await harness.startEngine(port, controlPort);
  await eventually(clock, 'the service has reconnected', () => harness.service.stats().connected);
  assert.equal(harness.log.records(talking.attemptId).length, 1);
  assert.equal(harness.log.records(ringing.attemptId).length, 1);
  await eventually(clock, 'both calls are forgotten', () => harness.service.stats().calls === 0);
});

test('F11 a frozen control connection: the call fails within its deadline, the connection is made anew', async () => {
  await using proxy = await ControlProxy.open();
  await using harness = await Harness.start({
    env: { SIP_OPERATION_MS: '300', SIP_CONTROL_PORT: String(proxy.port) },
    beforeService: (engine) => proxy.target(engine.controlPort),
  });
  await harness.carrier();
  const agent = await harness.phone({ user: 'ann' });
  proxy.freeze();
  const permit = permitFor('ann', ANSWERS);
  await harness.calls.placeCall({ requestId: '1', permit });
  const record = await harness.log.ended(permit.attemptId);
  assert.ok(
    record.endCause === EndCause.END_CAUSE_AGENT_UNREACHABLE || record.endCause === EndCause.END_CAUSE_LOST,
  );
  assert.equal(record.counted, false);
  proxy.thaw();
  await eventually(clock, 'the service has reconnected', () => harness.service.stats().connected);
  const again = permitFor('ann', ANSWERS);
  await harness.calls.placeCall({ requestId: '2', permit: again });
  await harness.log.reached(again.attemptId, 'agentRinging');
  await eventually(clock, 'the phone rings', () => agent.state === 'ringing');
});
