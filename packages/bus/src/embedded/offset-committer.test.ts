import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLog } from '@firstring/kernel';
import { SimulatedClock } from '@firstring/kernel/testing';
import { MemoryLog } from '../memory/memory-log.ts';
import type { Position } from '../port.ts';
import { OffsetCommitter } from './offset-committer.ts';

const position = (partition: number, offset: bigint): Position => ({ topic: 't', partition, offset });

/** A committer over a log whose commits wait to be let through, or fail so many times. */
function createCommitter(failures: number): {
  committer: OffsetCommitter;
  clock: SimulatedClock;
  writes: (readonly Position[])[];
} {
  const writes: (readonly Position[])[] = [];
  const clock = new SimulatedClock();
  const storage = new MemoryLog();
  storage.commit = async (_, positions) => {
    writes.push(positions);
    if (writes.length <= failures) throw new Error('planted');
  };
  return { committer: new OffsetCommitter({ storage, clock, log: silentLog }, 'g', []), clock, writes };
}

test('marks made while a write is under way share the next one, the newest of each partition', async () => {
  const { committer, writes } = createCommitter(0);
  committer.mark(position(0, 1n));
  committer.mark(position(0, 2n));
  committer.mark(position(1, 7n));
  committer.mark(position(0, 3n));
  await committer.flush();
  assert.deepEqual(writes, [[position(0, 1n)], [position(0, 3n), position(1, 7n)]]);
  assert.equal(committer.position('t', 0), 3n);
});

test('positions that could not be written are written with the next try, unless newer ones have come', async () => {
  const { committer, clock, writes } = createCommitter(1);
  committer.mark(position(0, 1n));
  committer.mark(position(1, 1n));
  committer.mark(position(1, 2n));
  const flushed = committer.flush();
  await new Promise(setImmediate);
  clock.advance(200);
  await flushed;
  assert.deepEqual(writes, [[position(0, 1n)], [position(0, 1n), position(1, 2n)]]);
});

test('after five failures it rests until the next mark', async () => {
  const { committer, clock, writes } = createCommitter(5);
  committer.mark(position(0, 1n));
  for (let pause = 0; pause < 10; pause += 1) {
    await new Promise(setImmediate);
    clock.advance(200);
  }
  await committer.flush();
  assert.equal(writes.length, 5);
  committer.mark(position(1, 1n));
  await committer.flush();
  assert.deepEqual(writes.at(-1), [position(0, 1n), position(1, 1n)]);
});
