import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import { AttemptOutcome } from '@firstring/contracts/claim/claim_service';
import { EndCause } from '@firstring/contracts/common/call_record';
import { systemClock as clock } from '@firstring/kernel/system';
import { eventually, type TestCarrier } from '@firstring/testkit';
import { permitFor } from './_fake-claim.ts';
import { Harness } from './_harness.ts';
import { RawPeer } from './_raw-peer.ts';

const LEAD = '+12025550123';

describe('the agent cannot be reached', () => {
  let harness: Harness;
  let carrier: TestCarrier;
  before(async () => {
    harness = await Harness.start({ env: { SIP_AGENT_RING_MS: '3000', SIP_AGENT_SILENCE_MS: '300' } });
    carrier = await harness.carrier();
  });
  after(() => harness[Symbol.asyncDispose]());

  test('without a registered phone the call is refused at once, and there is no attempt', async () => {
    await harness.account('gus');
    const permit = permitFor('gus', LEAD);
    await assert.rejects(harness.calls.placeCall({ requestId: '1', permit }), {
      reason: 'AGENT_NOT_REGISTERED',
    });
    const key = { processId: 'process-1', phone: LEAD, leadId: 'lead-1' };
    const preview = { requestId: '2', key, agentId: 'gus', attemptId: 'preview-1', fencingToken: 7n };
    await assert.rejects(harness.calls.ringAgent(preview), { reason: 'AGENT_NOT_REGISTERED' });
    assert.deepEqual(harness.log.steps(permit.attemptId), []);
  });

  test('a phone nobody lifts rings for its limit and is cancelled; the lead is not dialled', async () => {
    const agent = await harness.phone({ user: 'hal' });
    const permit = permitFor('hal', LEAD);
    const cancelled = once(agent, 'ended');
    await harness.calls.placeCall({ requestId: '3', permit });
    const record = await harness.log.ended(permit.attemptId);
    assert.equal(record.endCause, EndCause.END_CAUSE_AGENT_UNREACHABLE);
    assert.equal(record.counted, false);
    assert.deepEqual(await cancelled, ['cancelled']);
    await eventually(clock, 'claim was told', () => harness.claim.outcomes(permit.permitId).length > 0);
    assert.deepEqual(harness.claim.outcomes(permit.permitId), [AttemptOutcome.ATTEMPT_OUTCOME_NOT_RUNG]);
    assert.deepEqual(carrier.ledger.entries, []);
  });

  test('a phone that is busy with something else is unreachable', async () => {
    const agent = await harness.phone({ user: 'ida' });
    agent.on('ringing', () => agent.reject(486));
    const permit = permitFor('ida', LEAD);
    await harness.calls.placeCall({ requestId: '4', permit });
    assert.equal((await harness.log.ended(permit.attemptId)).endCause, EndCause.END_CAUSE_AGENT_UNREACHABLE);
    assert.deepEqual(carrier.ledger.entries, []);
  });

  test('F51 a phone that does not even ring is given up long before the ring limit', async () => {
    const peer = await RawPeer.open();
    await harness.account('lea');
    await peer.register(harness.registrar, { user: 'lea' });
    const permit = permitFor('lea', LEAD);
    await harness.calls.placeCall({ requestId: '9', permit });
    const record = await harness.log.ended(permit.attemptId);
    assert.equal(record.endCause, EndCause.END_CAUSE_AGENT_UNREACHABLE);
    const tookMs = (record.endTime?.getTime() ?? 0) - (permit.dialTime?.getTime() ?? 0);
    assert.ok(tookMs < 2700, `took ${tookMs} ms`);
    peer.close();
  });

  test('R-2 an agent in a call gets no second one', async () => {
    await harness.phone({ user: 'joe' });
    const permit = permitFor('joe', LEAD);
    await harness.calls.placeCall({ requestId: '5', permit });
    await assert.rejects(harness.calls.placeCall({ requestId: '6', permit: permitFor('joe', LEAD) }), {
      reason: 'AGENT_BUSY',
    });
    await harness.calls.hangUp({ requestId: '7', attemptId: permit.attemptId, agentId: 'joe' });
    await harness.log.ended(permit.attemptId);
  });

  test('several phones of one agent ring at once; the first to lift has the call, the others stop', async () => {
    const [desk, laptop] = [await harness.phone({ user: 'kim' }), await secondPhone(harness)];
    const permit = permitFor('kim', LEAD);
    const rings = Promise.all([once(desk, 'ringing'), once(laptop, 'ringing')]);
    await harness.calls.placeCall({ requestId: '8', permit });
    await rings;
    const stopped = once(desk, 'ended');
    await laptop.answer();
    assert.deepEqual(await stopped, ['cancelled']);
    await harness.log.reached(permit.attemptId, 'agentAnswered');
    await laptop.hangUp();
    await harness.log.ended(permit.attemptId);
  });
});

/** A softphone of the same account on another device. */
async function secondPhone(harness: Harness) {
  const other = await harness.secondTelephones();
  return harness.phone({ user: 'kim', app: other });
}
