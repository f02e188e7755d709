import assert from 'node:assert/strict';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { toneSamples, writeWav } from '@firstring/rtp/audio';
import { SampleLoader } from './load-samples.ts';

const refused = { reason: 'INVALID_ARGUMENT' };
const wavOf = (count: number): Uint8Array =>
  writeWav({
    encoding: 'PCM16',
    sampleRateHz: 8000,
    samples: toneSamples({ frequenciesHz: [440] }, 0, count),
  });

async function folderOf(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sounds-'));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

test('a file is decoded once for all calls, and again when it has changed', async (t) => {
  const path = join(await folderOf(t), 'music.wav');
  await writeFile(path, wavOf(800));
  const loader = new SampleLoader();
  const first = await loader.load(undefined, path);
  assert.equal(first.length, 800);
  assert.equal(await loader.load(undefined, path), first);
  await writeFile(path, wavOf(400));
  await utimes(path, 1, 1);
  assert.equal((await loader.load(undefined, path)).length, 400);
});

test('only the last few files are kept', async (t) => {
  const folder = await folderOf(t);
  const loader = new SampleLoader();
  const paths = Array.from({ length: 9 }, (_, i) => join(folder, `${i}.wav`));
  for (const path of paths) await writeFile(path, wavOf(160));
  const loaded: Int16Array[] = [];
  for (const path of paths) loaded.push(await loader.load(undefined, path));
  assert.notEqual(await loader.load(undefined, paths[0] ?? ''), loaded[0]);
  assert.equal(await loader.load(undefined, paths[8] ?? ''), loaded[8]);
});

test('what is no sound, is empty, too long or not there is refused', async (t) => {
  const folder = await folderOf(t);
  await writeFile(join(folder, 'long.wav'), new Uint8Array(4 * 1024 * 1024 + 1));
  const loader = new SampleLoader();
  await assert.rejects(loader.load(undefined, undefined), refused);
  await assert.rejects(loader.load(7, undefined), refused);
  await assert.rejects(loader.load('RIFF', undefined), refused);
  await assert.rejects(loader.load(wavOf(0), undefined), refused);
  await assert.rejects(loader.load(undefined, join(folder, 'nowhere.wav')), refused);
  await assert.rejects(loader.load(undefined, join(folder, 'long.wav')), refused);
  await assert.rejects(loader.load(undefined, folder), refused);
});
