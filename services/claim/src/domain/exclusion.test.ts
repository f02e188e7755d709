import assert from 'node:assert/strict';
import { test } from 'node:test';
import { customerMarks, markOf } from './exclusion.ts';

const hash = (texts: readonly string[]): string => texts.join('/');
const PHONE = '+12025550123';

test('A-39 a lead carries the marks of its customer, of number and customer together, and of each field with a value', () => {
  const customer = { customerId: ' K-7 ', attributes: { 'custom.region': 'North', empty: ' ' } };
  assert.deepEqual(customerMarks(PHONE, customer, hash), [
    'c:k-7',
    `n:${PHONE}/k-7`,
    'a:custom.region/north',
  ]);
});

test('R-139 an entry finds its lead whatever the case and the spaces around its value', () => {
  const entry = markOf({ kind: 'attribute', attribute: 'custom.region', value: ' NORTH' }, hash);
  assert.ok(
    customerMarks(PHONE, { customerId: '', attributes: { 'custom.region': 'north' } }, hash).includes(entry),
  );
});

test('a lead without a customer id is nobody’s customer', () => {
  assert.deepEqual(customerMarks(PHONE, { customerId: '', attributes: {} }, hash), []);
});
