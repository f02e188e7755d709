import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DialEnd } from './automatic.ts';
import { NO_MEMORY, takeEnd } from './take-end.ts';

const DAY = '2026-11-23';
const END: DialEnd = {
  attemptId: 'a',
  processId: 'p',
  campaignId: 'c',
  inviteAt: 1000,
  answeredAt: 9000,
  bridgedAt: 10_000,
  endedAt: 70_000,
  byLead: false,
  choice: undefined,
  isPlayed: false,
};

test('an attempt is counted once; who hangs up at once, and who heard all of a recording, was not left alone', () => {
  const day = (change: Partial<DialEnd>) => takeEnd(NO_MEMORY, { ...END, ...change }, DAY).ledger;
  const [talked, abandoned] = [
    [{ day: DAY, answered: 1, abandoned: 0 }],
    [{ day: DAY, answered: 1, abandoned: 1 }],
  ];
  assert.deepEqual(day({}), talked);
  assert.deepEqual(day({ bridgedAt: undefined }), abandoned);
  assert.deepEqual(day({ bridgedAt: undefined, byLead: true }), []);
  assert.deepEqual(day({ bridgedAt: undefined, isPlayed: true }), []);
  assert.deepEqual(day({ bridgedAt: undefined, isPlayed: true, choice: 'connect' }), abandoned);
  assert.deepEqual(day({ bridgedAt: undefined, answeredAt: undefined }), []);
  const once = takeEnd(NO_MEMORY, END, DAY);
  assert.equal(takeEnd(once, END, DAY), once);
  assert.ok(once.forecast.ringMs < NO_MEMORY.forecast.ringMs);
  assert.ok(once.forecast.talkMs < NO_MEMORY.forecast.talkMs);
});
