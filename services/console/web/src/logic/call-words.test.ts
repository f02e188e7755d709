import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stepLines } from './call-words.ts';

test('each step of a call says how long it came after the one before', () => {
  const steps = [
    { step: 'opted_in', at: 0 },
    { step: 'presented', at: 340 },
    { step: 'connected', at: 75_340 },
  ] as const;
  assert.deepEqual(
    stepLines(steps, false).map(({ words, gap }) => [words, gap]),
    [
      ['The lead opted in', ''],
      ['Presented to the agent', '+0.3 s'],
      ['Connected', '+1:15'],
    ],
  );
});

test('of a call that came in, dialling is said as what it was', () => {
  const [line] = stepLines([{ step: 'dial_pressed', at: 0 }], true);
  assert.equal(line?.words, 'They called');
});
