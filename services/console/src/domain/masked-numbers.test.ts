import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maskNumber, maskNumberIn } from './masked-numbers.ts';

test('a masked number keeps its country and area, and hides its line', () => {
  assert.equal(maskNumber('+12025550142'), '+1202555••••');
  assert.equal(maskNumber('123'), '•••');
  assert.equal(maskNumber(''), '');
});

test('a SIP message hides the number however the trunk writes it', () => {
  const raw = [
    'INVITE sip:+12025550142@carrier SIP/2.0',
    'To: <sip:9912025550142@carrier>',
    'P-Called: 02025550142',
  ].join('\r\n');
  const masked = maskNumberIn(raw, '+12025550142');
  assert.ok(!masked.includes('5550142'));
  assert.equal(masked.match(/555••••/g)?.length, 3);
  assert.equal(maskNumberIn('nothing to hide: 12', ''), 'nothing to hide: 12');
});
