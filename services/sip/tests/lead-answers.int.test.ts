import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AttemptOutcome } from '@firstring/contracts/claim/claim_service';
import { EndCause } from '@firstring/contracts/common/call_record';
import { systemClock as clock } from '@firstring/kernel/system';
import { eventually } from '@firstring/testkit';
import { permitFor } from './_fake-claim.ts';
import { CALLER_ID, Harness } from './_harness.ts';
import { near } from './_talking.ts';

test('the agent dials, the lead answers, both talk, the lead hangs up: one record with all its times', async () => {
  await using harness = await Harness.start();
  const agent = await harness.phone({ answerAfterMs: 30 });
  const carrier = await harness.carrier({
    policy: () => ({ ringAfterMs: 30, outcome: { type: 'answer', afterMs: 60 } }),
  });
  const permit = permitFor('agent-1', '+12025550123');
  await harness.calls.placeCall({ requestId: 'place-1', permit });
  await harness.log.reached(permit.attemptId, 'bridged');
  await eventually(clock, 'the agent hears the lead', () => near(agent.heardHz(), 1000));
  await eventually(clock, 'the lead hears the agent', () =>
    near(carrier.callTo(permit.phone)?.heardHz(), 440),
  );

  await carrier.callTo(permit.phone)?.hangUp();
  const record = await harness.log.ended(permit.attemptId);
  assert.deepEqual(harness.log.steps(permit.attemptId), [
    'agentRinging',
    'agentAnswered',
    'leadDialled',
    'leadRinging',
    'leadAnswered',
    'bridged',
    'ended',
  ]);
  assert.deepEqual(harness.log.versions(permit.attemptId), [1n, 2n, 3n, 4n, 5n, 6n, 7n]);
  assert.equal(record.endCause, EndCause.END_CAUSE_LEAD_HUNG_UP);
  assert.equal(record.counted, true);
  assert.equal(record.trunkId, 'trunk-1');
  assert.equal(record.phone, permit.phone);
  assert.equal(record.dialTime?.getTime(), permit.dialTime?.getTime());
  const times = [
    record.agentRingTime,
    record.agentAnswerTime,
    record.inviteTime,
    record.ringTime,
    record.answerTime,
    record.bridgeTime,
    record.endTime,
  ].map((time) => time?.getTime());
  assert.deepEqual(
    times,
    times.toSorted((a, b) => Number(a) - Number(b)),
  );
  await eventually(clock, 'the agent’s phone is free', () => agent.state === 'idle');
  await eventually(clock, 'claim was told', () => harness.claim.outcomes(permit.permitId).length === 2);
  assert.deepEqual(harness.claim.outcomes(permit.permitId), [
    AttemptOutcome.ATTEMPT_OUTCOME_RINGING,
    AttemptOutcome.ATTEMPT_OUTCOME_COUNTED,
  ]);
  const [entry, ...more] = carrier.ledger.entries;
  assert.deepEqual(more, []);
  assert.equal(entry?.callerId, CALLER_ID);
  assert.equal(entry?.xHeaders['x-firstring-attempt'], permit.attemptId);
  assert.deepEqual(harness.claim.redeemed[0]?.permit, permit);
});
