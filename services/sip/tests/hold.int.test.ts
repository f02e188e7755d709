import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { systemClock as clock } from '@firstring/kernel/system';
import { eventually, type TestCarrier } from '@firstring/testkit';
import { Harness } from './_harness.ts';
import { isMusic, near, quickCarrier, talkOf } from './_talking.ts';

describe('hold', () => {
  let harness: Harness;
  let carrier: TestCarrier;
  before(async () => {
    harness = await Harness.start();
    carrier = await quickCarrier(harness);
  });
  after(() => harness[Symbol.asyncDispose]());

  const bridged = (user: string) => talkOf(harness, carrier, user);

  test('from the desk: the lead hears music, the agent nothing, no phone is asked; then both talk again', async () => {
    const { agent, lead, ref } = await bridged('ann');
    await harness.calls.holdCall(ref);
    await harness.calls.holdCall(ref);
    await eventually(clock, 'music', () => isMusic(lead?.heardHz()));
    await eventually(clock, 'silence', () => agent.heardHz() === undefined);
    await harness.calls.resumeCall(ref);
    await eventually(clock, 'they talk', () => near(lead?.heardHz(), 440) && near(agent.heardHz(), 1000));
    await agent.hangUp();
    await harness.log.ended(ref.attemptId);
    assert.deepEqual(harness.log.steps(ref.attemptId).filter((step) => step === 'holdChanged').length, 2);
  });

  test('muted from the desk: the lead hears nothing and the agent the lead, also after a hold, until it is ended', async () => {
    const { agent, lead, ref } = await bridged('fay');
    await harness.calls.muteCall({ ...ref, muted: true });
    await harness.calls.muteCall({ ...ref, muted: true });
    await eventually(clock, 'silence', () => lead?.heardHz() === undefined && near(agent.heardHz(), 1000));
    await harness.calls.holdCall(ref);
    await eventually(clock, 'music', () => isMusic(lead?.heardHz()));
    await harness.calls.resumeCall(ref);
    await eventually(clock, 'silence', () => lead?.heardHz() === undefined && near(agent.heardHz(), 1000));
    await harness.calls.muteCall({ ...ref, muted: false });
    await eventually(clock, 'they talk', () => near(lead?.heardHz(), 440) && near(agent.heardHz(), 1000));
    await assert.rejects(harness.calls.muteCall({ ...ref, agentId: 'ann', muted: true }), {
      reason: 'CALL_NOT_FOUND',
    });
    await agent.hangUp();
    await harness.log.ended(ref.attemptId);
    await assert.rejects(harness.calls.muteCall({ ...ref, muted: true }), { reason: 'CALL_NOT_FOUND' });
  });

  test('from the phone: the lead hears music until the phone is back', async () => {
    const { agent, lead, ref } = await bridged('bea');
    await agent.call?.hold();
    await eventually(clock, 'music', () => isMusic(lead?.heardHz()));
    await agent.call?.resume();
    await eventually(clock, 'they talk', () => near(lead?.heardHz(), 440) && near(agent.heardHz(), 1000));
    await agent.hangUp();
    await harness.log.ended(ref.attemptId);
  });

  test('from the trunk: the agent hears music until the lead is back', async () => {
    const { agent, lead, ref } = await bridged('cem');
    await lead?.hold();
    await eventually(clock, 'music', () => isMusic(agent.heardHz()));
    await lead?.resume();
    await eventually(clock, 'they talk', () => near(lead?.heardHz(), 440) && near(agent.heardHz(), 1000));
    await agent.hangUp();
    await harness.log.ended(ref.attemptId);
  });

  test('both at once: nobody hears anything, and whoever is back first hears music', async () => {
    const { agent, lead, ref } = await bridged('dan');
    await Promise.all([agent.call?.hold(), lead?.hold()]);
    await eventually(clock, 'silence', () => agent.heardHz() === undefined && lead?.heardHz() === undefined);
    await agent.call?.resume();
    await eventually(clock, 'music', () => isMusic(agent.heardHz()));
    await lead?.resume();
    await eventually(clock, 'they talk', () => near(lead?.heardHz(), 440) && near(agent.heardHz(), 1000));
    await harness.calls.holdCall(ref);
    await eventually(clock, 'music', () => isMusic(lead?.heardHz()));
    await lead?.hangUp();
    await harness.log.ended(ref.attemptId);
    await eventually(clock, 'the agent is free', () => agent.state === 'idle');
  });

  test('a call that is not bridged, or another agent’s, cannot be held', async () => {
    const { agent, ref } = await bridged('eli');
    await assert.rejects(harness.calls.holdCall({ ...ref, agentId: 'ann' }), { reason: 'CALL_NOT_FOUND' });
    await agent.hangUp();
    await harness.log.ended(ref.attemptId);
    await assert.rejects(harness.calls.holdCall(ref), { reason: 'CALL_NOT_FOUND' });
  });
});
