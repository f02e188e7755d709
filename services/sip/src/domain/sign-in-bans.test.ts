import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SignInBans } from './sign-in-bans.ts';

const MINUTE = 60_000;
const ann = { address: '192.0.2.1', username: 'ann' };
const bob = { address: '192.0.2.2', username: 'ann' };

function failTimes(bans: SignInBans, times: number, nowAt: number): void {
  for (let failure = 0; failure < times; failure += 1) bans.failed(ann, nowAt);
}

test('sip/30 the fifth failure within ten minutes bans that address for that user, five minutes at first', () => {
  const bans = new SignInBans(100);
  for (let failure = 0; failure < 4; failure += 1) assert.deepEqual(bans.failed(ann, failure * MINUTE), []);
  assert.equal(bans.banOf(ann, 4 * MINUTE), undefined);
  assert.deepEqual(bans.failed(ann, 4 * MINUTE), ['pair']);
  assert.equal(bans.banOf(ann, 8.9 * MINUTE), 'pair');
  assert.equal(bans.banOf(bob, 5 * MINUTE), undefined);
  assert.equal(bans.banOf(ann, 9 * MINUTE), undefined);
});

test('each further ban lasts twice as long, a day at most; after a quiet day it is short again', () => {
  const bans = new SignInBans(100);
  let nowAt = 0;
  const lasted: number[] = [];
  for (let round = 0; round < 12; round += 1) {
    failTimes(bans, 5, nowAt);
    const untilAt = bans.list(nowAt).find((ban) => ban.scope === 'pair')?.untilAt ?? 0;
    lasted.push((untilAt - nowAt) / MINUTE);
    nowAt = untilAt;
  }
  assert.deepEqual(lasted.slice(0, 4), [5, 10, 20, 40]);
  assert.equal(lasted.at(-1), 24 * 60);
  nowAt += 24 * 60 * MINUTE;
  failTimes(bans, 5, nowAt);
  assert.equal((bans.list(nowAt)[0]?.untilAt ?? 0) - nowAt, 5 * MINUTE);
});

test('an address that guesses many users is banned for all; a user guessed from many addresses is banned for strangers', () => {
  const bans = new SignInBans(100);
  for (let user = 0; user < 25; user += 1) bans.failed({ address: '192.0.2.9', username: `user-${user}` }, 0);
  assert.equal(bans.banOf({ address: '192.0.2.9', username: 'somebody' }, 1), 'address');
  for (let host = 0; host < 25; host += 1) bans.failed({ address: `198.51.100.${host}`, username: 'eva' }, 0);
  assert.equal(bans.banOf({ address: '203.0.113.1', username: 'eva' }, 1), 'user');
});

test('failures further apart than ten minutes, or before a success, do not add up', () => {
  const bans = new SignInBans(100);
  for (let failure = 0; failure < 8; failure += 1)
    assert.deepEqual(bans.failed(ann, failure * 3 * MINUTE), []);
  bans.succeeded(ann);
  for (let failure = 0; failure < 4; failure += 1) assert.deepEqual(bans.failed(ann, 24 * MINUTE), []);
});

test('a lifted ban is gone with the failures behind it', () => {
  const bans = new SignInBans(100);
  failTimes(bans, 5, 0);
  const [ban] = bans.list(0);
  assert.deepEqual(ban, {
    banId: 'pair 192.0.2.1 ann',
    scope: 'pair',
    address: '192.0.2.1',
    username: 'ann',
    untilAt: 5 * MINUTE,
    times: 1,
  });
  bans.lift(ban?.banId ?? '');
  assert.equal(bans.banOf(ann, 1), undefined);
  assert.deepEqual(bans.list(0), []);
});

test('the table is bounded: three entries a scope', () => {
  const bans = new SignInBans(3);
  for (let user = 0; user < 10; user += 1)
    bans.failed({ address: `192.0.2.${user}`, username: `${user}` }, 0);
  assert.equal(bans.size, 9);
});
