import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { EndCause } from '@firstring/contracts/common/call_record';
import { systemClock as clock } from '@firstring/kernel/system';
import { eventually, type TestCarrier } from '@firstring/testkit';
import { permitFor } from './_fake-claim.ts';
import { Harness } from './_harness.ts';
import { COLLEAGUE_HZ, isMusic, near, quickCarrier, talkOf } from './_talking.ts';

describe('a call is given to a colleague', () => {
  let harness: Harness;
  let carrier: TestCarrier;
  before(async () => {
    harness = await Harness.start({ env: { SIP_AGENT_RING_MS: '1500' } });
    carrier = await quickCarrier(harness);
  });
  after(() => harness[Symbol.asyncDispose]());

  const bridged = (user: string) => talkOf(harness, carrier, user);
  const transfer = (
    ref: { requestId: string; attemptId: string; agentId: string },
    to: string,
    attended = false,
  ) => harness.calls.transferCall({ ...ref, attended, target: { $case: 'targetAgentId', value: to } });

  test('blind, from the desk: music for the lead until the colleague lifts; the agent is free; one record', async () => {
    const { agent, lead, ref } = await bridged('ann');
    const colleague = await harness.phone({ user: 'ann2', toneHz: COLLEAGUE_HZ });
    await transfer(ref, 'ann2');
    await transfer(ref, 'ann2');
    await eventually(clock, 'it rings', () => colleague.state === 'ringing');
    await eventually(clock, 'music', () => isMusic(lead?.heardHz()));
    await colleague.answer();
    await harness.log.reached(ref.attemptId, 'transferred');
    await eventually(
      clock,
      'lead and colleague talk',
      () => near(lead?.heardHz(), COLLEAGUE_HZ) && near(colleague.heardHz(), 1000),
    );
    await eventually(clock, 'the agent is free', () => agent.state === 'idle');
    // A press that comes too late, or the scheduler tidying up after the agent.
    await harness.calls.hangUp(ref);
    // The next call of the agent's does not wait for the colleague's.
    const next = permitFor('ann', '+12025550124');
    await harness.calls.placeCall({ requestId: 'next', permit: next });
    await harness.log.reached(next.attemptId, 'bridged');
    await agent.hangUp();
    await harness.log.ended(next.attemptId);
    await colleague.call?.hold();
    await eventually(clock, 'music', () => isMusic(lead?.heardHz()));
    await colleague.hangUp();
    const record = await harness.log.ended(ref.attemptId);
    assert.equal(record.endCause, EndCause.END_CAUSE_AGENT_HUNG_UP);
    assert.equal(record.agentId, 'ann');
    assert.equal(harness.log.records(ref.attemptId).length, 1);
    await eventually(clock, 'the lead is let go', () => carrier.ledger.live === 0);
  });

  test('attended: agent and colleague talk while the lead hears music, then the colleague has the call', async () => {
    const { agent, lead, ref } = await bridged('bea');
    const colleague = await harness.phone({ user: 'bea2', toneHz: COLLEAGUE_HZ, answerAfterMs: 300 });
    await transfer(ref, 'bea2', true);
    await eventually(clock, 'the agent hears it ring', () => ringback(agent.heardHz()));
    await eventually(
      clock,
      'a word between the two',
      () => near(agent.heardHz(), COLLEAGUE_HZ) && near(colleague.heardHz(), 440),
    );
    await eventually(clock, 'music', () => isMusic(lead?.heardHz()));
    await harness.calls.completeTransfer(ref);
    await eventually(clock, 'lead and colleague talk', () => near(lead?.heardHz(), COLLEAGUE_HZ));
    await eventually(clock, 'the agent is free', () => agent.state === 'idle');
    await lead?.hangUp();
    assert.equal((await harness.log.ended(ref.attemptId)).endCause, EndCause.END_CAUSE_LEAD_HUNG_UP);
    await eventually(clock, 'the colleague is free', () => colleague.state === 'idle');
  });

  test('attended and called off: the lead is back with the agent', async () => {
    const { agent, lead, ref } = await bridged('cem');
    const colleague = await harness.phone({ user: 'cem2', toneHz: COLLEAGUE_HZ, answerAfterMs: 5 });
    await transfer(ref, 'cem2', true);
    await eventually(clock, 'a word', () => near(agent.heardHz(), COLLEAGUE_HZ));
    await harness.calls.cancelTransfer(ref);
    await eventually(clock, 'they talk', () => near(lead?.heardHz(), 440) && near(agent.heardHz(), 1000));
    await eventually(clock, 'the colleague is free', () => colleague.state === 'idle');
    await agent.hangUp();
    await harness.log.ended(ref.attemptId);
    assert.ok(harness.log.steps(ref.attemptId).includes('transferFailed'));
  });

  test('a colleague who does not lift is given up after the ring limit, and the lead is back with the agent', async () => {
    const { agent, lead, ref } = await bridged('dan');
    const colleague = await harness.phone({ user: 'dan2' });
    await transfer(ref, 'dan2');
    await harness.log.reached(ref.attemptId, 'transferFailed');
    await eventually(clock, 'they talk', () => near(lead?.heardHz(), 440) && near(agent.heardHz(), 1000));
    await eventually(clock, 'the colleague’s phone is quiet', () => colleague.state === 'idle');
    await agent.hangUp();
    await harness.log.ended(ref.attemptId);
  });

  test('the agent hangs up while the colleague’s phone rings: the colleague has the call on lifting', async () => {
    const { agent, lead, ref } = await bridged('eli');
    const colleague = await harness.phone({ user: 'eli2', toneHz: COLLEAGUE_HZ });
    await transfer(ref, 'eli2');
    await eventually(clock, 'it rings', () => colleague.state === 'ringing');
    await agent.hangUp();
    await colleague.answer();
    await eventually(clock, 'lead and colleague talk', () => near(lead?.heardHz(), COLLEAGUE_HZ));
    await harness.calls.hangUp({ ...ref, agentId: 'eli2' });
    await harness.log.ended(ref.attemptId);
    await eventually(clock, 'all is quiet', () => colleague.state === 'idle' && carrier.ledger.live === 0);
  });

  test('the lead hangs up while the colleague’s phone rings: it stops ringing', async () => {
    const { lead, ref } = await bridged('flo');
    const colleague = await harness.phone({ user: 'flo2' });
    await transfer(ref, 'flo2');
    await eventually(clock, 'it rings', () => colleague.state === 'ringing');
    await lead?.hangUp();
    await harness.log.ended(ref.attemptId);
    await eventually(clock, 'it is quiet', () => colleague.state === 'idle');
  });

  test('numbers are refused, and so are colleagues without a phone or in a call', async () => {
    const { agent, ref } = await bridged('gus');
    await assert.rejects(
      harness.calls.transferCall({
        ...ref,
        attended: false,
        target: { $case: 'targetPhone', value: '+19005551234' },
      }),
      { reason: 'TRANSFER_TO_NUMBER_REFUSED' },
    );
    await harness.account('gus2');
    await assert.rejects(transfer(ref, 'gus2'), { reason: 'AGENT_NOT_REGISTERED' });
    await harness.phone({ user: 'gus3' });
    const other = permitFor('gus3', '+12025550125');
    await harness.calls.placeCall({ requestId: 'gus3', permit: other });
    await assert.rejects(transfer(ref, 'gus3'), { reason: 'AGENT_BUSY' });
    await harness.calls.hangUp({ requestId: 'x', attemptId: other.attemptId, agentId: 'gus3' });
    await agent.hangUp();
    await harness.log.ended(ref.attemptId);
  });
});

function ringback(heardHz: number | undefined): boolean {
  return near(heardHz, 440) || near(heardHz, 480);
}
