import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { EndCause } from '@firstring/contracts/common/call_record';
import { LineState } from '@firstring/contracts/sip/call_service';
import { systemClock as clock } from '@firstring/kernel/system';
import { eventually, type TestCarrier, type TestPhone } from '@firstring/testkit';
import { permitFor } from './_fake-claim.ts';
import { Harness } from './_harness.ts';
import { freedWithinMs, listening, SipProcess } from './_sip-process.ts';
import { LEAD, near, quickCarrier } from './_talking.ts';

describe('an agent’s line that stays open between calls', () => {
  let harness: Harness;
  let carrier: TestCarrier;
  before(async () => {
    harness = await Harness.start();
    carrier = await quickCarrier(harness);
  });
  after(() => harness[Symbol.asyncDispose]());

  const stateOf = async (agentId: string): Promise<LineState> =>
    (await harness.calls.getAgentLine({ agentId })).state;
  const opened = async (user: string): Promise<{ agent: TestPhone; rings: () => number }> => {
    const agent = await harness.phone({ user, answerAfterMs: 5 });
    let rings = 0;
    agent.on('ringing', () => (rings += 1));
    await harness.calls.openAgentLine({ requestId: user, agentId: user });
    await harness.calls.openAgentLine({ requestId: user, agentId: user });
    await isUp(user);
    return { agent, rings: () => rings };
  };
  const isUp = async (user: string): Promise<void> => {
    let state: LineState = LineState.LINE_STATE_UNSPECIFIED as LineState;
    await eventually(clock, 'the line is up', () => {
      stateOf(user).then(
        (now) => (state = now),
        () => undefined,
      );
      return state === LineState.LINE_STATE_UP;
    });
  };
  const dial = async (user: string, phone = LEAD): Promise<string> => {
    const permit = permitFor(user, phone);
    await harness.calls.placeCall({ requestId: permit.attemptId, permit });
    await harness.log.reached(permit.attemptId, 'bridged');
    return permit.attemptId;
  };

  test('it rings once; two calls later it is still up, with silence between, through a hold of its own', async () => {
    const { agent, rings } = await opened('ann');
    for (const phone of ['+12025550123', '+12025550124']) {
      const attemptId = await dial('ann', phone);
      const lead = carrier.callTo(phone);
      await eventually(clock, 'they talk', () => near(agent.heardHz(), 1000) && near(lead?.heardHz(), 440));
      await agent.call?.hold();
      await eventually(clock, 'music', () => lead?.heardHz() !== undefined && !near(lead.heardHz(), 440));
      await agent.call?.resume();
      await eventually(clock, 'they talk', () => near(agent.heardHz(), 1000) && near(lead?.heardHz(), 440));
      await lead?.hangUp();
      assert.equal((await harness.log.ended(attemptId)).endCause, EndCause.END_CAUSE_LEAD_HUNG_UP);
      assert.deepEqual(harness.log.steps(attemptId).slice(0, 2), ['agentAnswered', 'leadDialled']);
      await eventually(clock, 'silence', () => agent.heardHz() === undefined);
      assert.equal(agent.state, 'talking');
    }
    assert.equal(rings(), 1);
    await harness.calls.closeAgentLine({ requestId: 'x', agentId: 'ann' });
    await eventually(clock, 'the phone is free', () => agent.state === 'idle');
    assert.equal(await stateOf('ann'), LineState.LINE_STATE_CLOSED);
  });

  test('hanging up on the desk ends the call and not the line; hanging up the phone ends both', async () => {
    const { agent } = await opened('bea');
    const first = await dial('bea');
    await harness.calls.hangUp({ requestId: 'h', attemptId: first, agentId: 'bea' });
    assert.equal((await harness.log.ended(first)).endCause, EndCause.END_CAUSE_AGENT_HUNG_UP);
    assert.equal(agent.state, 'talking');
    const second = await dial('bea');
    await agent.hangUp();
    assert.equal((await harness.log.ended(second)).endCause, EndCause.END_CAUSE_AGENT_HUNG_UP);
    assert.equal(await stateOf('bea'), LineState.LINE_STATE_CLOSED);
    await eventually(clock, 'the lead is let go', () => carrier.ledger.live === 0);
    // And the next call rings.
    const third = await dial('bea');
    assert.ok(harness.log.steps(third).includes('agentRinging'));
    await agent.hangUp();
    await harness.log.ended(third);
  });

  test('a preview does not ring a phone that is up: lifting it would mean to dial', async () => {
    const { agent, rings } = await opened('cem');
    const key = { processId: 'process-1', phone: LEAD, leadId: 'lead-1' };
    const preview = { requestId: 'p', key, agentId: 'cem', attemptId: 'preview-cem', fencingToken: 7n };
    await harness.calls.ringAgent(preview);
    assert.deepEqual(harness.log.steps('preview-cem'), []);
    assert.equal(rings(), 1);
    await agent.hangUp();
  });

  test('a call given to a colleague takes the media along; the line is over and the next call rings', async () => {
    const { agent } = await opened('dan');
    const colleague = await harness.phone({ user: 'dan2', toneHz: 700, answerAfterMs: 5 });
    const attemptId = await dial('dan');
    const lead = carrier.callTo(LEAD);
    await harness.calls.transferCall({
      requestId: 't',
      attemptId,
      agentId: 'dan',
      attended: false,
      target: { $case: 'targetAgentId', value: 'dan2' },
    });
    await eventually(clock, 'lead and colleague talk', () => near(lead?.heardHz(), 700));
    await eventually(clock, 'the agent is free', () => agent.state === 'idle');
    const next = await dial('dan', '+12025550124');
    await agent.hangUp();
    await harness.log.ended(next);
    assert.equal(near(lead?.heardHz(), 700), true);
    await colleague.hangUp();
    await harness.log.ended(attemptId);
  });

  test('a phone that is not lifted makes no line', async () => {
    await using own = await Harness.start({ env: { SIP_AGENT_RING_MS: '1000' } });
    const agent = await own.phone({ user: 'eli' });
    await own.calls.openAgentLine({ requestId: 'e', agentId: 'eli' });
    await eventually(clock, 'it rings', () => agent.state === 'ringing');
    await eventually(clock, 'it is given up', () => agent.state === 'idle');
    assert.equal((await own.calls.getAgentLine({ agentId: 'eli' })).state, LineState.LINE_STATE_CLOSED);
  });
});

test('F08 killed with an open line: the phone is free within 10 s of the kill', async () => {
  await using harness = await Harness.start({ withoutService: true });
  const env = { ...harness.serviceEnv(), DATA_DIR: join(harness.folder, 'data'), LOG_LEVEL: 'silent' };
  await using doomed = new SipProcess(env);
  await listening(harness);
  const agent = await harness.phone({ user: 'ann', answerAfterMs: 5 });
  await harness.calls.openAgentLine({ requestId: '1', agentId: 'ann' });
  await eventually(clock, 'it is up', () => agent.state === 'talking');
  await doomed.kill();
  const killedMs = clock.monotonicMs();
  await using _restarted = new SipProcess(env);
  const up = listening(harness).then(() => clock.monotonicMs() - killedMs);
  await eventually(clock, 'the phone is free', () => agent.state === 'idle', 60_000);
  const freedMs = clock.monotonicMs() - killedMs;
  assert.ok(freedMs <= freedWithinMs(await up), `free ${freedMs} ms after the kill`);
});
