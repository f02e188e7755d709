import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { AttemptOutcome } from '@firstring/contracts/claim/claim_service';
import { EndCause } from '@firstring/contracts/common/call_record';
import { systemClock as clock } from '@firstring/kernel/system';
import { eventually, type TestCarrier } from '@firstring/testkit';
import { permitFor } from './_fake-claim.ts';
import { Harness } from './_harness.ts';

const ANSWERS = '+12025550123';
const RINGS = '+12025550180';
const SLOW = '+12025550181';

describe('the agent ends the call', () => {
  let harness: Harness;
  let carrier: TestCarrier;
  before(async () => {
    harness = await Harness.start();
    carrier = await harness.carrier({
      policy: (number) =>
        number === ANSWERS
          ? { ringAfterMs: 10, outcome: { type: 'answer', afterMs: 20 } }
          : { ...(number === RINGS && { ringAfterMs: 10 }), outcome: { type: 'no-answer' } },
    });
  });
  after(() => harness[Symbol.asyncDispose]());

  test('by hanging up the phone: the lead’s leg gets a BYE', async () => {
    const agent = await harness.phone({ user: 'ann', answerAfterMs: 10 });
    const permit = permitFor('ann', ANSWERS);
    await harness.calls.placeCall({ requestId: 'a', permit });
    await harness.log.reached(permit.attemptId, 'bridged');
    await agent.hangUp();
    const record = await harness.log.ended(permit.attemptId);
    assert.equal(record.endCause, EndCause.END_CAUSE_AGENT_HUNG_UP);
    await eventually(clock, 'the lead is hung up', () => entryOf(carrier, permit.attemptId)?.end);
    assert.equal(entryOf(carrier, permit.attemptId)?.end, 'caller-hung-up');
  });

  test('from the desk: both legs get a BYE', async () => {
    const agent = await harness.phone({ user: 'bea', answerAfterMs: 10 });
    const permit = permitFor('bea', ANSWERS);
    await harness.calls.placeCall({ requestId: 'b', permit });
    await harness.log.reached(permit.attemptId, 'bridged');
    await harness.calls.hangUp({ requestId: 'b2', attemptId: permit.attemptId, agentId: 'bea' });
    const record = await harness.log.ended(permit.attemptId);
    assert.equal(record.endCause, EndCause.END_CAUSE_AGENT_HUNG_UP);
    await eventually(clock, 'the phone is free', () => agent.state === 'idle');
    await eventually(clock, 'the lead is hung up', () => entryOf(carrier, permit.attemptId)?.end);
  });

  test('while the lead’s phone rings: the lead’s leg is cancelled, the attempt counts', async () => {
    const agent = await harness.phone({ user: 'cem', answerAfterMs: 10 });
    const permit = permitFor('cem', RINGS);
    await harness.calls.placeCall({ requestId: 'c', permit });
    await harness.log.reached(permit.attemptId, 'leadRinging');
    await agent.hangUp();
    const record = await harness.log.ended(permit.attemptId);
    assert.equal(record.endCause, EndCause.END_CAUSE_CANCELLED);
    assert.equal(record.sipStatus, 487);
    assert.equal(record.counted, true);
    assert.equal(entryOf(carrier, permit.attemptId)?.end, 'cancelled');
  });

  test('before the lead’s phone has rung: cancelled, and the reservation is returned', async () => {
    const agent = await harness.phone({ user: 'dan', answerAfterMs: 10 });
    const permit = permitFor('dan', SLOW);
    await harness.calls.placeCall({ requestId: 'd', permit });
    await eventually(clock, 'the INVITE is at the carrier', () => entryOf(carrier, permit.attemptId));
    await agent.hangUp();
    const record = await harness.log.ended(permit.attemptId);
    assert.equal(record.endCause, EndCause.END_CAUSE_CANCELLED);
    assert.equal(record.counted, false);
    await eventually(clock, 'claim was told', () => harness.claim.outcomes(permit.permitId).length > 0);
    assert.deepEqual(harness.claim.outcomes(permit.permitId), [AttemptOutcome.ATTEMPT_OUTCOME_NOT_RUNG]);
  });

  test('while the agent’s own phone rings: it is cancelled and nobody is dialled', async () => {
    const agent = await harness.phone({ user: 'eli' });
    const permit = permitFor('eli', ANSWERS);
    await harness.calls.placeCall({ requestId: 'e', permit });
    await harness.log.reached(permit.attemptId, 'agentRinging');
    await harness.calls.hangUp({ requestId: 'e2', attemptId: permit.attemptId, agentId: 'eli' });
    const record = await harness.log.ended(permit.attemptId);
    assert.equal(record.endCause, EndCause.END_CAUSE_CANCELLED);
    await eventually(clock, 'the phone is quiet', () => agent.state === 'idle');
    assert.equal(entryOf(carrier, permit.attemptId), undefined);
  });

  test('hanging up a call of somebody else, or one that never was, is CALL_NOT_FOUND', async () => {
    for (const attemptId of ['no-such-attempt', 'attempt-0']) {
      await assert.rejects(harness.calls.hangUp({ requestId: 'f', attemptId, agentId: 'ann' }), {
        reason: 'CALL_NOT_FOUND',
      });
    }
  });
});

function entryOf(carrier: TestCarrier, attemptId: string) {
  return carrier.ledger.entries.find((entry) => entry.xHeaders['x-firstring-attempt'] === attemptId);
}
