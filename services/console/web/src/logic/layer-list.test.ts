import assert from 'node:assert/strict';
import { test } from 'node:test';
import { moved, settle, toLayers, toLines } from './layer-list.ts';

const LAYERS = [
  { filterId: 'a', layers: [{ filterId: 'b', layers: [{ filterId: 'c', layers: [] }] }] },
  { filterId: 'd', layers: [] },
];

test('R-115 a hierarchy becomes lines and the same hierarchy again', () => {
  assert.deepEqual(
    toLines(LAYERS).map(({ filterId, depth }) => `${depth}${filterId}`),
    ['0a', '1b', '2c', '0d'],
  );
  assert.deepEqual(toLayers(toLines(LAYERS)), LAYERS);
});

test('a line that has lost what it lay inside moves out', () => {
  assert.deepEqual(
    settle([
      { filterId: 'b', depth: 2 },
      { filterId: 'c', depth: 3 },
    ]),
    [
      { filterId: 'b', depth: 0 },
      { filterId: 'c', depth: 1 },
    ],
  );
});

test('lines change places with their neighbours, and the ends stay', () => {
  assert.deepEqual(moved(['a', 'b'], 0, 1), ['b', 'a']);
  assert.deepEqual(moved(['a', 'b'], 0, -1), ['a', 'b']);
});
