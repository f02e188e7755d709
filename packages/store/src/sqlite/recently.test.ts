import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Recently } from './recently.ts';

test('what does not fit any more is forgotten, the oldest first; keeping again makes an entry young', () => {
  const recently = new Recently<number>(10);
  recently.keep('a', 1, 4);
  recently.keep('b', 2, 4);
  recently.keep('a', 3, 4);
  recently.keep('c', 4, 4);
  assert.deepEqual(
    ['a', 'b', 'c'].map((id) => recently.get(id)),
    [3, undefined, 4],
  );
  recently.forget('a');
  recently.keep('d', 5, 6);
  assert.deepEqual(
    ['a', 'c', 'd'].map((id) => recently.get(id)),
    [undefined, 4, 5],
  );
  recently.keep('large', 6, 11);
  assert.deepEqual(
    ['c', 'd', 'large'].map((id) => recently.get(id)),
    [undefined, undefined, undefined],
  );
});
