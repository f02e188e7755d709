import assert from 'node:assert/strict';
import { test } from 'node:test';
import { remembered } from './remembered.ts';

function counted(): { parse: (text: string) => { text: string } | undefined; calls: string[] } {
  const calls: string[] = [];
  return {
    calls,
    parse: (text) => {
      calls.push(text);
      return text === '' ? undefined : { text };
    },
  };
}

test('the same text is read once, and gives the same value', () => {
  const { parse, calls } = counted();
  const quick = remembered(parse);
  assert.equal(quick('a'), quick('a'));
  assert.deepEqual(calls, ['a']);
});

test('what is malformed stays malformed', () => {
  const quick = remembered(counted().parse);
  assert.equal(quick(''), undefined);
  assert.equal(quick(''), undefined);
});

test('what is asked for again outlives what is not', () => {
  const { parse, calls } = counted();
  const quick = remembered(parse);
  for (let round = 0; round < 10_000; round += 1) {
    quick('kept');
    quick(`once-${round}`);
  }
  assert.equal(calls.filter((text) => text === 'kept').length, 1);
  assert.equal(quick('once-0')?.text, 'once-0');
  assert.equal(calls.filter((text) => text === 'once-0').length, 2, 'forgotten in between');
});

test('long texts are read anew', () => {
  const { parse, calls } = counted();
  const quick = remembered(parse);
  const long = 'x'.repeat(600);
  assert.equal(quick(long)?.text, quick(long)?.text);
  assert.equal(calls.length, 2);
});
