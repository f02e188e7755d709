import assert from 'node:assert/strict';
import { test } from 'node:test';
import { customIn, phonesIn } from './contact-form.ts';

test('R-101 R-131 numbers are read a line each, and only parameters that were filled in', () => {
  const form = new FormData();
  form.set('phones', ' +1 202 555 0123 \r\n\n+12025550124\n');
  form.set('custom.age', '12 ');
  form.set('custom.bill', '  ');
  assert.deepEqual(phonesIn(form), ['+1 202 555 0123', '+12025550124']);
  assert.deepEqual(customIn(form, [{ name: 'age' }, { name: 'bill' }, { name: 'gone' }]), { age: '12' });
});
