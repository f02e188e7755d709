import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  countFailure,
  delayMs,
  failuresOf,
  forget,
  lockedForMs,
  THROTTLE_KEYS_MAX,
  type ThrottleTable,
} from './sign-in-throttle.ts';

const KEY = 'user:ann';

function failed(times: number, nowAt: number): ThrottleTable {
  const table: ThrottleTable = new Map();
  for (let count = 0; count < times; count += 1) countFailure(table, KEY, nowAt, 5);
  return table;
}

test('console/2 the first two tries wait for nothing, later ones ever longer, never over two seconds', () => {
  const delays = [0, 1, 2, 3, 4, 5, 20].map((failures) => delayMs(failed(failures, 0), KEY, 0));
  assert.deepEqual(delays, [0, 0, 250, 500, 1000, 2000, 2000]);
});

test('console/2 the fifth failure locks for a minute, each further one for twice as long, at most a quarter of an hour', () => {
  const locks = [4, 5, 6, 7, 12].map((failures) => lockedForMs(failed(failures, 0), KEY, 0) / 60_000);
  assert.deepEqual(locks, [0, 1, 2, 4, 15]);
});

test('a lock ends by time, a failure is forgotten after an hour, and a good sign-in forgets at once', () => {
  const table = failed(5, 0);
  assert.equal(lockedForMs(table, KEY, 60_000), 0);
  assert.equal(failuresOf(table, KEY, 3_600_000), 5);
  assert.equal(failuresOf(table, KEY, 3_600_001), 0);
  forget(table, KEY);
  assert.equal(failuresOf(table, KEY, 0), 0);
});

test('the table is bounded: the key that failed longest ago goes first', () => {
  const table = failed(3, 0);
  for (let index = 0; index < THROTTLE_KEYS_MAX; index += 1) countFailure(table, `user:${index}`, 1, 5);
  assert.equal(table.size, THROTTLE_KEYS_MAX);
  assert.equal(failuresOf(table, KEY, 1), 0);
});
