import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { systemClock as clock, systemRandom as random } from '@firstring/kernel/system';
import { dominantFrequencyHz, readWavChannels } from '@firstring/rtp/audio';
import { PhoneAudio } from '../testing/phone-audio.ts';
import { bridge, wavOf, type ContractSuite } from './suite.ts';

/** Calls that are written down. */
export function recordingContract(suite: ContractSuite): void {
  const { recordingTellsNothing } = suite.differences;

  test('a recording has the agent left, the lead right, and nothing of what was said while one waited', async (t) => {
    const call = await suite.newCall(t);
    const { anchor, agent, lead } = call;
    await bridge(call);
    await Promise.all([lead.hears(440), agent.hears(1000)]);
    const begun = await anchor.startRecording({ metadata: 'campaign 7' });
    await clock.sleep(1000);
    agent.obey(await anchor.agentReoffered(agent.offer()));
    await clock.sleep(500);
    await anchor.hold('lead', { type: 'blob', bytes: wavOf(1400) });
    await clock.sleep(1000);
    await anchor.resume('lead');
    await clock.sleep(500);
    const ended = await anchor.stopRecording();
    if (recordingTellsNothing !== undefined) {
      assert.deepEqual([begun, ended], [undefined, undefined]);
      assert.notDeepEqual(await readdir(join(suite.folder, 'recordings')), []);
      return;
    }
    assert.ok(begun !== undefined && ended !== undefined);
    assert.equal(ended.end, 'STOPPED');
    assert.ok(ended.durationMs >= 2900 && ended.durationMs < 6000, `${ended.durationMs} ms`);
    const [left, right] = readWavChannels(await readFile(ended.file)).channels;
    assert.ok(left !== undefined && right !== undefined);
    const at = (ms: number): [number | undefined, number | undefined] => [
      dominantFrequencyHz(left.subarray(8 * ms, 8 * ms + 1600)),
      dominantFrequencyHz(right.subarray(8 * ms, 8 * ms + 1600)),
    ];
    assert.deepEqual(at(600), [440, 1000]);
    assert.deepEqual(at(ended.durationMs - 350), [440, 1000]);
    assert.ok([2000, 2100, 2200].some((ms) => at(ms).every((hz) => hz === undefined)));
    const described = JSON.parse(await readFile(`${ended.file}.json`, 'utf8')) as Record<string, unknown>;
    assert.equal(described['callId'], call.callId);
    assert.deepEqual([described['left'], described['right']], ['agent', 'lead']);
    assert.deepEqual([described['metadata'], described['end']], ['campaign 7', 'STOPPED']);
  });

  test('a recording that is asked for twice goes on, and the end of its call ends it', async (t) => {
    const call = await suite.newCall(t);
    await bridge(call);
    const first = await call.anchor.startRecording();
    const second = await call.anchor.startRecording();
    assert.equal(second?.file, first?.file);
    await call.lead.hears(440);
    await call.anchor.release();
    if (recordingTellsNothing !== undefined || first === undefined) return;
    const described = JSON.parse(await readFile(`${first.file}.json`, 'utf8')) as Record<string, unknown>;
    assert.equal(described['end'], 'CALL_ENDED');
  });

  test('a colleague who takes the call over is recorded in the agent’s place, and the next lead is not', async (t) => {
    const call = await suite.newCall(t);
    const { anchor } = call;
    await bridge(call);
    const colleague = await PhoneAudio.open({ clock, random, toneHz: 700 });
    t.after(() => colleague.close());
    await anchor.startRecording();
    await anchor.colleagueAnswered(colleague.answer(await anchor.colleagueOffer()));
    await anchor.adoptColleague();
    await anchor.arrange({ talk: ['agent', 'lead'], hears: {} });
    await call.lead.hears(700);
    await clock.sleep(1000);
    const before = (await suite.ng.query({ callId: call.callId })).recording;
    await anchor.nextLead();
    const { recording } = await suite.ng.query({ callId: call.callId });
    if (recordingTellsNothing !== undefined || recording === undefined) return;
    assert.deepEqual([before?.end, recording.end], [undefined, 'STOPPED']);
    const [left, right] = readWavChannels(await readFile(recording.file)).channels;
    const last = (channel: Int16Array | undefined): number | undefined =>
      dominantFrequencyHz(channel?.subarray(-4000, -2400) ?? new Int16Array(0));
    assert.deepEqual([last(left), last(right)], [700, 1000]);
    assert.equal(await anchor.stopRecording(), undefined);
  });

  test('to stop what is not recorded changes nothing', async (t) => {
    const call = await suite.newCall(t);
    await bridge(call);
    assert.equal(await call.anchor.stopRecording(), undefined);
    await call.lead.hears(440);
  });
}
