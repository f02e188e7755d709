import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { silentLog } from '@firstring/kernel';
import { SimulatedClock } from '@firstring/kernel/testing';
import { readWavChannels } from '@firstring/rtp/audio';
import { CallRecording } from './call-recording.ts';

async function setting(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'recording-'));
  t.after(() => rm(folder, { recursive: true }));
  const clock = new SimulatedClock();
  const deps = { clock, log: silentLog };
  return { folder, clock, deps, order: { callId: 'a/b 1', folder, left: 'agent', right: 'lead' } };
}

test('a recording has a name of its own, and its length in the file and beside it', async (t) => {
  const { clock, deps, order } = await setting(t);
  const recording = await CallRecording.start(deps, order);
  clock.advance(2500);
  const told = await recording.stop('STOPPED');
  assert.match(told.file, /a_b_1-\d+\.wav$/);
  assert.equal(told.durationMs, 2500);
  assert.equal(readWavChannels(await readFile(told.file)).channels[0]?.length, 20_000);
  assert.deepEqual(JSON.parse(await readFile(`${told.file}.json`, 'utf8')), told);
  assert.deepEqual(await recording.stop('CALL_ENDED'), told);
});

test('nothing is written outside of the folder for recordings, nor over another file', async (t) => {
  const { folder, deps, order } = await setting(t);
  await writeFile(join(folder, 'there.wav'), 'x');
  await symlink('/proc/self/environ', join(folder, 'link.wav'));
  const files = ['../x.wav', '/etc/x.wav', '.', 'a/../../x.wav', 'there.wav', 'link.wav'];
  for (const file of files) {
    await assert.rejects(CallRecording.start(deps, { ...order, file }), { reason: 'INVALID_ARGUMENT' }, file);
  }
  assert.deepEqual(await readdir(folder), ['link.wav', 'there.wav']);
  const below = await CallRecording.start(deps, { ...order, file: '2026/11/x.wav' });
  assert.equal((await below.stop('STOPPED')).file, join(folder, '2026/11/x.wav'));
});

test('in a folder that is full nothing begins; what runs goes on', async (t) => {
  const { folder, deps, order } = await setting(t);
  const first = await CallRecording.start(deps, { ...order, folderBytesMax: 1 });
  await writeFile(join(folder, 'old.wav'), 'x');
  const second = CallRecording.start(deps, { ...order, callId: 'b', folderBytesMax: 1 });
  await assert.rejects(second, { reason: 'INVALID_ARGUMENT', message: 'the folder for recordings is full' });
  assert.equal((await first.stop('STOPPED')).end, 'STOPPED');
});
