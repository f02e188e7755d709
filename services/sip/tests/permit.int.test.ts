import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { EndCause } from '@firstring/contracts/common/call_record';
import { systemClock as clock } from '@firstring/kernel/system';
import { eventually, type TestCarrier } from '@firstring/testkit';
import { permitFor } from './_fake-claim.ts';
import { Harness } from './_harness.ts';

const LEAD = '+12025550123';
const KEY = { processId: 'process-1', phone: LEAD, leadId: 'lead-1' };

describe('no dial without a permit', () => {
  let harness: Harness;
  let carrier: TestCarrier;
  before(async () => {
    harness = await Harness.start({ env: { SIP_PERMIT_WAIT_MS: '300' } });
    carrier = await harness.carrier({
      policy: () => ({ ringAfterMs: 10, outcome: { type: 'answer', afterMs: 10 } }),
    });
  });
  after(() => harness[Symbol.asyncDispose]());

  const invites = (attemptId: string) =>
    carrier.ledger.entries.filter((entry) => entry.xHeaders['x-firstring-attempt'] === attemptId);

  test('I6 a permit claim does not redeem sends no INVITE', async () => {
    await harness.phone({ user: 'ann', answerAfterMs: 5 });
    harness.claim.refusal = 'NUMBER_EXCLUDED';
    const permit = permitFor('ann', LEAD);
    await harness.calls.placeCall({ requestId: '1', permit });
    const record = await harness.log.ended(permit.attemptId);
    harness.claim.refusal = undefined;
    assert.equal(record.endCause, EndCause.END_CAUSE_BLOCKED);
    assert.equal(record.reason, 'NUMBER_EXCLUDED');
    assert.equal(record.counted, false);
    assert.deepEqual(invites(permit.attemptId), []);
    assert.deepEqual(harness.log.steps(permit.attemptId), ['agentRinging', 'agentAnswered', 'ended']);
  });

  test('R-1 ring on preview: the phone rings on the lock alone, the lead only after the permit', async () => {
    const agent = await harness.phone({ user: 'bea' });
    const permit = permitFor('bea', LEAD);
    const { attemptId } = permit;
    await harness.calls.ringAgent({
      requestId: '2',
      key: KEY,
      campaignId: 'campaign-1',
      agentId: 'bea',
      attemptId,
      fencingToken: permit.fencingToken,
      ringLimitSeconds: 20,
    });
    await harness.log.reached(attemptId, 'agentRinging');
    assert.deepEqual(invites(attemptId), []);
    await agent.answer();
    await harness.log.reached(attemptId, 'agentAnswered');
    assert.deepEqual(invites(attemptId), []);
    await harness.calls.placeCall({ requestId: '3', permit });
    await harness.log.reached(attemptId, 'bridged');
    await agent.hangUp();
    const record = await harness.log.ended(attemptId);
    assert.equal(record.endCause, EndCause.END_CAUSE_AGENT_HUNG_UP);
    assert.equal(record.callerId, permit.callerId);
  });

  test('an agent who lifts on preview and gets no permit is let go', async () => {
    const agent = await harness.phone({ user: 'cem', answerAfterMs: 5 });
    const preview = { requestId: '4', key: KEY, agentId: 'cem', attemptId: 'preview-cem', fencingToken: 7n };
    await harness.calls.ringAgent(preview);
    const record = await harness.log.ended('preview-cem');
    assert.equal(record.endCause, EndCause.END_CAUSE_BLOCKED);
    assert.equal(record.reason, 'PERMIT_EXPIRED');
    await eventually(clock, 'the phone is free', () => agent.state === 'idle');
  });

  test('a permit that comes after its attempt has ended is refused, so that it can be returned', async () => {
    await harness.phone({ user: 'ida' });
    const permit = permitFor('ida', LEAD);
    const { attemptId, fencingToken } = permit;
    await harness.calls.ringAgent({ requestId: '20', key: KEY, agentId: 'ida', attemptId, fencingToken });
    await harness.calls.hangUp({ requestId: '21', attemptId, agentId: 'ida' });
    await harness.log.ended(attemptId);
    await assert.rejects(harness.calls.placeCall({ requestId: '22', permit }), { reason: 'CALL_NOT_FOUND' });
    assert.deepEqual(invites(attemptId), []);
  });

  test('a double click is one call: the same attempt again, at once and later', async () => {
    const agent = await harness.phone({ user: 'dan', answerAfterMs: 5 });
    const permit = permitFor('dan', LEAD);
    await Promise.all(['5', '6', '7'].map((requestId) => harness.calls.placeCall({ requestId, permit })));
    await harness.log.reached(permit.attemptId, 'bridged');
    await harness.calls.placeCall({ requestId: '8', permit });
    await agent.hangUp();
    await harness.log.ended(permit.attemptId);
    await harness.calls.placeCall({ requestId: '9', permit });
    assert.equal(invites(permit.attemptId).length, 1);
    assert.equal(harness.log.records(permit.attemptId).length, 1);
  });

  test('I2 a permit of another agent, or with another token than the ringing one, is refused', async () => {
    await harness.phone({ user: 'eli' });
    const permit = permitFor('eli', LEAD);
    const { attemptId } = permit;
    const preview = {
      requestId: '10',
      key: KEY,
      agentId: 'eli',
      attemptId,
      fencingToken: permit.fencingToken,
    };
    await harness.calls.ringAgent(preview);
    const place = (more: Partial<typeof permit>) =>
      harness.calls.placeCall({ requestId: '11', permit: { ...permit, ...more } });
    await assert.rejects(place({ agentId: 'ann' }), { reason: 'PERMIT_INVALID' });
    await assert.rejects(place({ fencingToken: 6n }), { reason: 'STALE_TOKEN' });
    await harness.calls.hangUp({ requestId: '12', attemptId, agentId: 'eli' });
    await harness.log.ended(attemptId);
    assert.deepEqual(invites(attemptId), []);
  });

  test('R-3 a caller id no trunk is verified for is refused before any phone rings', async () => {
    const agent = await harness.phone({ user: 'flo' });
    const permit = permitFor('flo', LEAD, { callerId: '+12025550199' });
    await assert.rejects(harness.calls.placeCall({ requestId: '13', permit }), {
      reason: 'CALLER_ID_NOT_VERIFIED',
    });
    assert.equal(agent.state, 'idle');
  });

  test('premium, emergency and malformed numbers are refused whatever the permit says', async () => {
    await harness.phone({ user: 'gus', answerAfterMs: 5 });
    for (const phone of ['+19005551234', '112', '+1202555', 'sip:x@evil', '+12025550123\r\nX: y']) {
      await assert.rejects(harness.calls.placeCall({ requestId: '14', permit: permitFor('gus', phone) }), {
        reason: 'PERMIT_INVALID',
      });
    }
  });

  test('a permit without what it needs, or with a ring limit of hours, is refused', async () => {
    for (const more of [
      { permitId: '' },
      { attemptId: 'a b' },
      { ringLimitSeconds: 0 },
      { ringLimitSeconds: 9999 },
    ]) {
      const permit = permitFor('gus', LEAD, more);
      await assert.rejects(harness.calls.placeCall({ requestId: '15', permit }));
    }
  });
});
