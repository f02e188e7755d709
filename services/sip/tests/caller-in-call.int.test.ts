import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { WaitingSound } from '@firstring/contracts/leads/incoming_number';
import { LivePhase } from '@firstring/contracts/sip/monitor_service';
import { systemClock as clock } from '@firstring/kernel/system';
import { eventually, type AudioDialog, type TestPhone } from '@firstring/testkit';
import { CallIn, type Waiting } from './_callers.ts';
import { OUR_NUMBER } from './_harness.ts';
import { AGENT_HZ, COLLEAGUE_HZ, isMusic, LEAD_HZ, near } from './_talking.ts';

const TONE_NUMBER = '+12025550195';

describe('a call that came in is a call like any other', () => {
  let callIn: CallIn;
  before(async () => {
    callIn = await CallIn.start();
    await callIn.harness.incomingNumber({
      incomingNumberId: 'tone',
      phone: TONE_NUMBER,
      queue: { waiting: WaitingSound.WAITING_SOUND_TONE },
    });
  });
  after(() => callIn[Symbol.asyncDispose]());

  const talkOf = async (
    user: string,
    more: { readonly number?: string; readonly lines?: boolean } = {},
  ): Promise<Waiting & { agent: TestPhone; caller: AudioDialog }> => {
    const { harness } = callIn;
    const agent = await harness.phone({ user, answerAfterMs: 5 });
    if (more.lines === true) {
      await harness.calls.openAgentLine({ requestId: user, agentId: user });
      await eventually(clock, 'the line is up', () => agent.state === 'talking');
    }
    const waiting = await callIn.wait(more.number ?? OUR_NUMBER);
    waiting.queued.ring(user);
    const caller = await waiting.call.answered;
    await harness.log.reached(waiting.attemptId, 'bridged');
    await eventually(clock, 'the agent hears the caller', () => near(agent.heardHz(), LEAD_HZ));
    await eventually(clock, 'the caller hears the agent', () => near(caller.heardHz(), AGENT_HZ));
    return { ...waiting, agent, caller };
  };

  test('hold by the desk and by the caller, mute, a recording, and the list of live calls', async () => {
    const { harness } = callIn;
    const { agent, caller, attemptId } = await talkOf('ann');
    const ref = { requestId: '1', attemptId, agentId: 'ann' };
    const { calls } = await harness.monitor.listLiveCalls({ processId: 'process-1' });
    assert.equal(calls.find((each) => each.attemptId === attemptId)?.phase, LivePhase.LIVE_PHASE_TALKING);
    await harness.calls.holdCall(ref);
    await eventually(clock, 'the caller hears music', () => isMusic(caller.heardHz()));
    await harness.calls.resumeCall(ref);
    await eventually(clock, 'the caller hears the agent', () => near(caller.heardHz(), AGENT_HZ));
    await caller.hold();
    await harness.log.reached(attemptId, 'holdChanged');
    await eventually(clock, 'the agent hears music', () => isMusic(agent.heardHz()));
    await caller.resume();
    await eventually(clock, 'the agent hears the caller', () => near(agent.heardHz(), LEAD_HZ));
    await harness.recording.startRecording({ requestId: '2', attemptId, processId: 'process-1' });
    await clock.sleep(200);
    await agent.hangUp();
    const record = await harness.log.ended(attemptId);
    assert.equal(record.recordings.length, 1);
    assert.equal(record.recordings[0]?.failure, '');
  });

  test('given to a colleague, who has the caller', async () => {
    const { harness } = callIn;
    const { agent, caller, attemptId } = await talkOf('bea');
    const colleague = await harness.phone({ user: 'cem', answerAfterMs: 5, toneHz: COLLEAGUE_HZ });
    const target = { $case: 'targetAgentId', value: 'cem' } as const;
    const ref = { requestId: '1', attemptId, agentId: 'bea' };
    await harness.calls.transferCall({ ...ref, attended: false, target });
    await harness.log.reached(attemptId, 'transferred');
    await eventually(clock, 'the caller hears the colleague', () => near(caller.heardHz(), COLLEAGUE_HZ));
    await eventually(clock, 'the agent is free', () => agent.state === 'idle');
    await caller.hangUp();
    await eventually(clock, 'the colleague is free', () => colleague.state === 'idle');
    assert.equal((await harness.log.ended(attemptId)).agentId, 'bea');
  });

  for (const [sound, number] of [
    ['that hears its own network ring', OUR_NUMBER],
    ['that hears a tone of ours', TONE_NUMBER],
  ] as const) {
    test(`a caller ${sound} comes to an agent’s open line: nothing rings, and the line stays`, async () => {
      const { harness } = callIn;
      const user = number === OUR_NUMBER ? 'dan' : 'eve';
      const { agent, caller, attemptId } = await talkOf(user, { number, lines: true });
      await caller.hangUp();
      await harness.log.ended(attemptId);
      assert.equal(agent.state, 'talking');
      await eventually(clock, 'the line is quiet', () => agent.heardHz() === undefined);
      const again = await callIn.wait(number);
      again.queued.ring(user, { fencingToken: 8n });
      const next = await again.call.answered;
      await harness.log.reached(again.attemptId, 'bridged');
      await eventually(clock, 'the agent hears the next caller', () => near(agent.heardHz(), LEAD_HZ));
      await harness.calls.hangUp({ requestId: '2', attemptId: again.attemptId, agentId: user });
      await eventually(clock, 'the caller is hung up', () => next.heardHz() === undefined);
      await harness.calls.closeAgentLine({ requestId: '3', agentId: user });
      await eventually(clock, 'the phone is free', () => agent.state === 'idle');
    });
  }
});
