import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvLine } from './csv-line.ts';

test('console/31 a formula becomes text, a number in international form stays one', () => {
  const dangerous = ['=1+1', '+1+cmd', '-2', '@SUM(A1)', '\tx'];
  assert.equal(csvLine(dangerous), `'=1+1,'+1+cmd,'-2,'@SUM(A1),'\tx\r\n`);
  assert.equal(csvLine(['+12025550123', 'a-b', '']), '+12025550123,a-b,\r\n');
});

test('quotes, commas and line breaks stay inside their cell', () => {
  assert.equal(csvLine(['say "hi"', 'a,b', 'x\ny']), '"say ""hi""","a,b","x\ny"\r\n');
});
