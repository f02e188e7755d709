import assert from 'node:assert/strict';
import { test } from 'node:test';

import { SimulatedClock, seededRandom } from '@firstring/kernel/testing';

import { Nonces } from './nonce.ts';

const KEY = Buffer.from('0123456789abcdef');

function make(seed = 'nonces', key: Uint8Array = KEY): { clock: SimulatedClock; nonces: Nonces } {
  const clock = new SimulatedClock();
  const deps = { clock, random: seededRandom(seed) };
  return { clock, nonces: new Nonces(deps, { key, lifetimeMs: 60_000, trackedMax: 3 }) };
}

test('sip/34 a nonce is good for rising counts until its lifetime is over', () => {
  const { clock, nonces } = make();
  const nonce = nonces.issue();
  assert.deepEqual(
    [1, 1, 2, 2, 1, 9, 8].map((count) => nonces.use(nonce, count)),
    [true, false, true, false, false, true, false],
  );
  clock.advance(60_000);
  assert.ok(nonces.use(nonce, 10));
  clock.advance(1);
  assert.ok(!nonces.use(nonce, 11));
});

test('a nonce needs no memory of its issuer: another instance with the same key takes it, one with another key does not', () => {
  const nonce = make('here').nonces.issue();
  assert.ok(make('there').nonces.use(nonce, 1));
  assert.ok(!make('there', Buffer.from('another key, 16+ bytes')).nonces.use(nonce, 1));
});

test('every changed character, a cut, an addition and rubbish make a nonce foreign', () => {
  const { nonces } = make();
  const nonce = nonces.issue();
  for (let at = 0; at < nonce.length; at++) {
    const other = nonce.charAt(at) === 'A' ? 'B' : 'A';
    assert.ok(!nonces.use(`${nonce.slice(0, at)}${other}${nonce.slice(at + 1)}`, 1), `character ${at}`);
  }
  for (const forged of ['', 'x', nonce.slice(0, -1), `${nonce}A`, `${nonce}=`, ` ${nonce}`, nonce.repeat(2)])
    assert.ok(!nonces.use(forged, 1));
  assert.ok(nonces.use(nonce, 1), 'the refused attempts have not spent it');
});

test('nonces do not repeat within one millisecond', () => {
  const { nonces } = make();
  assert.equal(new Set(Array.from({ length: 1_000 }, () => nonces.issue())).size, 1_000);
});

test('what falls out of the bounded memory is stale for ever, not fresh again', () => {
  const { clock, nonces } = make();
  const issued = Array.from({ length: 5 }, () => {
    clock.advance(10);
    return nonces.issue();
  });
  for (const nonce of issued) assert.ok(nonces.use(nonce, 1));
  const [first, second, third] = issued;
  assert.ok(first !== undefined && second !== undefined && third !== undefined);
  assert.deepEqual(
    [first, second, third].map((nonce) => nonces.use(nonce, 2)),
    [false, false, true],
  );
});
