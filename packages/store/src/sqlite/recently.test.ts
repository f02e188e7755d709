import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Recently } from './recently.ts';

test('the last entries that fit are there, as they were kept last; not many older ones are', () => {
  const recently = new Recently<number>(10);
  for (let n = 0; n < 100; n += 1) recently.keep(`id${n % 50}`, n, 1);
  const found = Array.from({ length: 50 }, (_, n) => recently.get(`id${n}`));
  assert.deepEqual(found.slice(-10), [90, 91, 92, 93, 94, 95, 96, 97, 98, 99]);
  assert.ok(found.filter((each) => each !== undefined).length <= 20);
});

test('what is forgotten is gone, however long ago it was kept, and so is everything after clearing', () => {
  const recently = new Recently<number>(10);
  for (const size of [6, 5]) recently.keep('a', size, size);
  recently.forget('a');
  assert.equal(recently.get('a'), undefined);
  for (const id of ['b', 'c']) recently.keep(id, 1, 6);
  recently.clear();
  assert.deepEqual([recently.get('b'), recently.get('c')], [undefined, undefined]);
});
