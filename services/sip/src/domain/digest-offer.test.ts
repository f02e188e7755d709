import assert from 'node:assert/strict';
import { test } from 'node:test';
import { algorithmsFor } from './digest-offer.ts';

test('phones are offered SHA-256 first, except those that give up on it', () => {
  assert.deepEqual(algorithmsFor('Linphone/5.2'), ['SHA-256', 'MD5']);
  assert.deepEqual(algorithmsFor(''), ['SHA-256', 'MD5']);
  assert.deepEqual(algorithmsFor('baresip v1.0.0 (x86_64/linux)'), ['MD5']);
  assert.deepEqual(algorithmsFor('baresip v3.16.0 (x86_64/linux)'), ['SHA-256', 'MD5']);
});
