import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLog } from '@firstring/kernel';
import { SimulatedClock } from '@firstring/kernel/testing';
import { Gathered } from './gathered.ts';

function gather(write: (key: string, sum: number) => Promise<void>) {
  const clock = new SimulatedClock(0);
  const gathered = new Gathered<number>({ clock, log: silentLog, flushMs: 1000, keysMax: 2, write });
  return { clock, gathered, add: (key: string) => gathered.change(key, (before = 0) => before + 1) };
}

test('changes of one key are written together, once, after their time', async () => {
  const written: (readonly [string, number])[] = [];
  const both = Promise.withResolvers<void>();
  const { clock, add } = gather(async (key, sum) => {
    if (written.push([key, sum]) === 2) both.resolve();
  });
  for (const key of ['a', 'b', 'a']) add(key);
  clock.advance(999);
  assert.deepEqual(written, []);
  clock.advance(1);
  await both.promise;
  assert.deepEqual(written, [
    ['a', 2],
    ['b', 1],
  ]);
});

test('a key beyond the bound is dropped until there is room again; the others go on', async () => {
  const written: string[] = [];
  const { gathered, add } = gather(async (key, sum) => void written.push(`${key}${sum}`));
  for (const key of ['a', 'b', 'c', 'b']) add(key);
  await gathered.flush();
  add('c');
  await gathered[Symbol.asyncDispose]();
  assert.deepEqual(written, ['a1', 'b2', 'c1']);
});

test('a key that cannot be written takes no other with it, and nothing of it is written twice', async () => {
  const written: string[] = [];
  const { gathered, add } = gather(async (key) => {
    if (key === 'a') throw new Error('disk gone');
    written.push(key);
  });
  for (const key of ['a', 'b']) add(key);
  await gathered.flush();
  await gathered.flush();
  assert.deepEqual(written, ['b']);
});
