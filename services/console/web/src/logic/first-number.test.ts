import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstNumber } from './first-number.ts';

const LEAD = { callerId: '+12025550177' };

test('R-64 Dial takes the number they called from, for a dial-back only', () => {
  const phone = '+13125550188';
  assert.equal(firstNumber(LEAD, { dialback: true, phone }), phone);
  assert.equal(firstNumber(LEAD, { dialback: true, phone: '' }), LEAD.callerId);
  assert.equal(firstNumber(LEAD, { dialback: false, phone }), LEAD.callerId);
});
