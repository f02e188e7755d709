import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { readFrames, writeFrames, type Frame } from './snapshot-file.ts';
import { openSnapshotFolder } from './snapshot-folder.ts';

const folder = await mkdtemp(join(tmpdir(), 'snapshot-'));
after(() => rm(folder, { recursive: true }));
const { signal } = new AbortController();

const FRAMES: readonly Frame[] = [
  { kind: 0, bytes: Buffer.from('{"epoch":1}') },
  { kind: 2, bytes: new Uint8Array(300).map((_, at) => at) },
  { kind: 2, bytes: new Uint8Array() },
  { kind: 2, bytes: new Uint8Array(300) },
];

async function read(file: string): Promise<Frame[]> {
  const frames: Frame[] = [];
  await readFrames(file, ({ kind, bytes }) => frames.push({ kind, bytes: new Uint8Array(bytes) }));
  return frames;
}

const whole = join(folder, 'whole');
await writeFrames(whole, FRAMES, signal);
const written = await readFile(whole);

test('a snapshot is read as it was written', async () => {
  const expected = FRAMES.map(({ kind, bytes }) => ({ kind, bytes: new Uint8Array(bytes) }));
  assert.deepEqual(await read(whole), expected);
});

test('a snapshot with one flipped bit, anywhere, is detected', async () => {
  const file = join(folder, 'flipped');
  const bit = fc.record({
    at: fc.integer({ min: 0, max: written.byteLength - 1 }),
    bit: fc.integer({ min: 0, max: 7 }),
  });
  const property = fc.asyncProperty(bit, async ({ at, bit: shift }) => {
    const bytes = Buffer.from(written);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << shift);
    await writeFile(file, bytes);
    await assert.rejects(read(file), { reason: 'SNAPSHOT_BROKEN' });
  });
  await fc.assert(property, { numRuns: 200 });
});

test('a snapshot that is cut off, or goes on, is detected', async () => {
  const file = join(folder, 'cut');
  for (let length = 0; length < written.byteLength; length += 13) {
    await writeFile(file, written.subarray(0, length));
    await assert.rejects(read(file), { reason: 'SNAPSHOT_BROKEN' }, `cut at ${length}`);
  }
  await writeFile(file, Buffer.concat([written, Buffer.alloc(1)]));
  await assert.rejects(read(file), { reason: 'SNAPSHOT_BROKEN' });
});

test('two snapshots are kept, the newest first; what was not finished is none', async () => {
  const place = join(folder, 'kept');
  const snapshots = await openSnapshotFolder(place);
  await snapshots.write({ epoch: 9, number: 1 }, FRAMES, signal);
  await snapshots.write({ epoch: 10, number: 1 }, FRAMES, signal);
  const { name } = await snapshots.write({ epoch: 10, number: 2 }, FRAMES, signal);
  function* failing(): Generator<Frame> {
    yield { kind: 0, bytes: new Uint8Array(10) };
    throw new Error('planted');
  }
  await assert.rejects(snapshots.write({ epoch: 11, number: 1 }, failing(), signal), /planted/);
  assert.deepEqual(await snapshots.list(), [name, 'order-0000000010-000001.snapshot']);
  assert.equal((await readdir(place)).length, 2);
  await writeFile(join(place, 'order-0000000011-000001.snapshot.writing'), 'killed');
  assert.deepEqual(await (await openSnapshotFolder(place)).list(), await snapshots.list());
  assert.equal((await readdir(place)).length, 2);
});
