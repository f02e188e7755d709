import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { RecordingState } from '@firstring/contracts/common/call_record';
import { systemClock as clock } from '@firstring/kernel/system';
import { readWavChannels } from '@firstring/rtp/audio';
import { eventually, type TestCarrier, type TestCarrierOptions, type TestPhone } from '@firstring/testkit';
import { permitFor } from './_fake-claim.ts';
import { Harness } from './_harness.ts';

const LEAD = '+12025550123';
const { RECORDING_STATE_OFF, RECORDING_STATE_PAUSED, RECORDING_STATE_RUNNING } = RecordingState;

interface Talk {
  readonly agent: TestPhone;
  readonly byAgent: { readonly requestId: string; readonly attemptId: string; readonly agentId: string };
  readonly bySupervisor: {
    readonly requestId: string;
    readonly attemptId: string;
    readonly processId: string;
  };
}

async function talk(harness: Harness, carrier: TestCarrier, user: string): Promise<Talk> {
  const agent = await harness.phone({ user, answerAfterMs: 5 });
  const permit = permitFor(user, LEAD);
  const { attemptId, processId } = permit;
  await harness.calls.placeCall({ requestId: user, permit });
  await harness.log.reached(attemptId, 'bridged');
  await eventually(clock, 'they talk', () => carrier.callTo(LEAD)?.heardHz() !== undefined);
  return {
    agent,
    byAgent: { requestId: '1', attemptId, agentId: user },
    bySupervisor: { requestId: '2', attemptId, processId },
  };
}

const ANSWERS: Partial<TestCarrierOptions> = {
  policy: () => ({ ringAfterMs: 5, outcome: { type: 'answer', afterMs: 5 } }),
};

describe('recording', () => {
  let harness: Harness;
  let carrier: TestCarrier;
  before(async () => {
    harness = await Harness.start();
    carrier = await harness.carrier(ANSWERS);
  });
  after(() => harness[Symbol.asyncDispose]());

  const shown = async (processId: string) =>
    (await harness.monitor.listLiveCalls({ processId })).calls.at(-1)?.recording;

  test('started by a supervisor, paused and resumed by the agent: two files, and both in the record', async () => {
    const { agent, byAgent, bySupervisor } = await talk(harness, carrier, 'ann');
    const { attemptId, processId } = bySupervisor;
    assert.equal(await shown(processId), RECORDING_STATE_OFF);
    await Promise.all([
      harness.recording.startRecording(bySupervisor),
      harness.recording.startRecording(bySupervisor),
    ]);
    assert.equal(await shown(processId), RECORDING_STATE_RUNNING);
    await clock.sleep(300);
    await harness.recording.pauseRecording(byAgent);
    await harness.recording.pauseRecording(byAgent);
    assert.equal(await shown(processId), RECORDING_STATE_PAUSED);
    const [first = ''] = (await readdir(harness.recordings)).filter((name) => name.endsWith('.wav'));
    const [left] = readWavChannels(await readFile(join(harness.recordings, first))).channels;
    assert.ok((left?.length ?? 0) > 1600, 'what was said before the pause is in the file');
    await harness.recording.resumeRecording(byAgent);
    await agent.hangUp();
    const { recordings } = await harness.log.ended(attemptId);
    const beside = await readFile(join(harness.recordings, `${attemptId}-2.wav.json`), 'utf8');
    assert.match(beside, /"end":"STOPPED"/, 'the file was closed before the record was told');
    assert.deepEqual(
      recordings.map(({ name, failure }) => [name, failure]),
      [
        [`${attemptId}-1.wav`, ''],
        [`${attemptId}-2.wav`, ''],
      ],
    );
    assert.ok((recordings[0]?.durationMs ?? 0n) >= 300n);
    assert.equal(harness.log.steps(attemptId).filter((step) => step === 'recordingChanged').length, 3);
    const written = await readdir(harness.recordings);
    for (const { name } of recordings) assert.ok(written.includes(name), name);
  });

  test('an agent starts none, and reaches no call of others; a supervisor none of another process', async () => {
    const { agent, byAgent, bySupervisor } = await talk(harness, carrier, 'bea');
    const { recording } = harness;
    await assert.rejects(recording.pauseRecording(byAgent), { reason: 'CALL_NOT_RECORDED' });
    await assert.rejects(recording.resumeRecording(byAgent), { reason: 'CALL_NOT_RECORDED' });
    await assert.rejects(recording.pauseRecording({ ...byAgent, agentId: 'ann' }), {
      reason: 'CALL_NOT_FOUND',
    });
    const foreign = { ...bySupervisor, processId: 'process-9' };
    await assert.rejects(recording.startRecording(foreign), { reason: 'CALL_NOT_FOUND' });
    await assert.rejects(recording.stopRecording(foreign), { reason: 'CALL_NOT_FOUND' });
    await recording.stopRecording(bySupervisor);
    await agent.hangUp();
    assert.deepEqual((await harness.log.ended(byAgent.attemptId)).recordings, []);
    await assert.rejects(recording.startRecording(bySupervisor), { reason: 'CALL_NOT_FOUND' });
  });

  test('stopped for good: the agent resumes it no more', async () => {
    const { agent, byAgent, bySupervisor } = await talk(harness, carrier, 'cem');
    await harness.recording.startRecording(bySupervisor);
    await harness.recording.stopRecording(bySupervisor);
    await assert.rejects(harness.recording.resumeRecording(byAgent), { reason: 'CALL_NOT_RECORDED' });
    await agent.hangUp();
    assert.equal((await harness.log.ended(byAgent.attemptId)).recordings.length, 1);
  });
});

test('a full folder refuses the recording in words, and the call goes on', async () => {
  await using harness = await Harness.start({ recordingBytesMax: 1 });
  const carrier = await harness.carrier(ANSWERS);
  await mkdir(harness.recordings);
  await writeFile(join(harness.recordings, 'old.wav'), 'full');
  const { agent, bySupervisor } = await talk(harness, carrier, 'ann');
  await assert.rejects(harness.recording.startRecording(bySupervisor), (error: Error) => {
    assert.match(error.message, /the folder for recordings is full/);
    return 'reason' in error && error.reason === 'RECORDING_REFUSED';
  });
  await agent.hangUp();
  assert.deepEqual((await harness.log.ended(bySupervisor.attemptId)).recordings, []);
});
