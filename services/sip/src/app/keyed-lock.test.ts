import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deferred } from '@firstring/kernel';
import { KeyedLock } from './keyed-lock.ts';

test('work of one key waits its turn, also after a failure; other keys go on meanwhile', async () => {
  const lock = new KeyedLock();
  const gate = deferred<void>();
  const order: string[] = [];
  const slow = lock.run('a', async () => {
    await gate.promise;
    order.push('first');
    throw new Error('failed');
  });
  const second = lock.run('a', async () => order.push('second'));
  await lock.run('b', async () => order.push('other'));
  gate.resolve();
  await assert.rejects(slow);
  await second;
  assert.deepEqual(order, ['other', 'first', 'second']);
});
