import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLog } from '@firstring/kernel';
import { readWavChannels } from '@firstring/rtp/audio';
import { WavRecorder, type WavSink } from './wav-recorder.ts';

/** A disk of `room` octets that writes at most 100 at a time, as disks may. */
function diskOf(room: number): { sink: WavSink; file: () => Uint8Array } {
  const disk = Buffer.alloc(room);
  let end = 0;
  const write = (bytes: Uint8Array, from: number, length: number, at: number) => {
    const count = Math.min(length, 100);
    if (at + count > room) {
      return Promise.reject(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }));
    }
    disk.set(bytes.subarray(from, from + count), at);
    end = Math.max(end, at + count);
    return Promise.resolve({ bytesWritten: count, buffer: bytes });
  };
  // Of FileHandle's many ways to write only this one is used.
  const sink = { write, close: () => Promise.resolve() } as unknown as WavSink;
  return { sink, file: () => disk.subarray(0, end) };
}

test('what is appended is in the file, in order, and the file is whole after every write', async () => {
  const { sink, file } = diskOf(10_000);
  const recorder = new WavRecorder(sink, silentLog);
  for (let i = 0; i < 5; i += 1) recorder.append(new Uint8Array(400).fill(i));
  await recorder.close();
  assert.equal(recorder.failure, undefined);
  assert.equal(recorder.dataBytes, 2000);
  assert.deepEqual(
    [0, 1, 2, 3, 4].map((i) => file()[44 + 400 * i + 399]),
    [0, 1, 2, 3, 4],
  );
  assert.equal(readWavChannels(file()).channels[1]?.length, 1000);
});

test('what is appended in the very moment the disk has caught up is not forgotten', async () => {
  for (let turns = 0; turns < 30; turns += 1) {
    const recorder = new WavRecorder(diskOf(10_000).sink, silentLog);
    recorder.append(new Uint8Array(100));
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    recorder.append(new Uint8Array(100));
    await recorder.close();
    assert.equal(recorder.dataBytes, 200, `after ${turns} turns`);
  }
});

test('DISK_FULL: the recording ends, the call does not, and what was written can be played', async () => {
  const { sink, file } = diskOf(44 + 1000);
  const recorder = new WavRecorder(sink, silentLog);
  recorder.append(new Uint8Array(800));
  await new Promise(setImmediate);
  recorder.append(new Uint8Array(800));
  await recorder.close();
  assert.equal(recorder.failure, 'DISK_FULL');
  assert.equal(readWavChannels(file()).channels[0]?.length, 400);
  recorder.append(new Uint8Array(800));
  assert.equal(recorder.dataBytes, 800);
});

test('DISK_TOO_SLOW: a disk that hangs holds half a minute of sound and no more', () => {
  const hangs = { write: () => new Promise(() => {}), close: () => Promise.resolve() } as unknown as WavSink; // as above
  const recorder = new WavRecorder(hangs, silentLog);
  let seconds = 0;
  while (recorder.failure === undefined && seconds < 60) {
    recorder.append(new Uint8Array(16_000));
    seconds += 1;
  }
  assert.equal(recorder.failure, 'DISK_TOO_SLOW');
  assert.equal(seconds, 31);
});

test('FILE_FAILED: any other error of the disk, also while closing', async () => {
  const broken = {
    write: () => Promise.reject(new Error('input/output error')),
    close: () => Promise.reject(new Error('bad file descriptor')),
  } as unknown as WavSink; // as above
  const recorder = new WavRecorder(broken, silentLog);
  recorder.append(new Uint8Array(1));
  await recorder.close();
  assert.equal(recorder.failure, 'FILE_FAILED');
});
