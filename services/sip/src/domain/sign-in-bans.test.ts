import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SignInBans } from './sign-in-bans.ts';

const MINUTE = 60_000;

test('the fifth failure within ten minutes bans for ten minutes', () => {
  const bans = new SignInBans(100);
  for (let failure = 0; failure < 4; failure += 1) assert.equal(bans.failed('a', failure * MINUTE), false);
  assert.equal(bans.isBanned('a', 4 * MINUTE), false);
  assert.equal(bans.failed('a', 4 * MINUTE), true);
  assert.equal(bans.isBanned('a', 13.9 * MINUTE), true);
  assert.equal(bans.isBanned('b', 5 * MINUTE), false);
  assert.equal(bans.isBanned('a', 14 * MINUTE), false);
});

test('failures further apart than ten minutes, or before a success, do not add up', () => {
  const bans = new SignInBans(100);
  for (let failure = 0; failure < 8; failure += 1)
    assert.equal(bans.failed('a', failure * 3 * MINUTE), false);
  bans.succeeded('a');
  for (let failure = 0; failure < 4; failure += 1) assert.equal(bans.failed('a', 24 * MINUTE), false);
});

test('the table is bounded', () => {
  const bans = new SignInBans(3);
  for (let pair = 0; pair < 10; pair += 1) bans.failed(`pair-${pair}`, 0);
  assert.equal(bans.size, 3);
});
