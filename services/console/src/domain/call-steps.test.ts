import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callSteps } from './call-steps.ts';

test('the steps of a call are told in the order in which they were, and none that was not', () => {
  const times = { disposed: 90, ended: 80, opted_in: 10, dial_pressed: 30, presented: 20, lead_rang: 30 };
  assert.deepEqual(
    callSteps({ ...times, connected: undefined }).map(({ step }) => step),
    ['opted_in', 'presented', 'dial_pressed', 'lead_rang', 'ended', 'disposed'],
  );
  assert.deepEqual(
    callSteps({ agent_lifted: 5, dial_pressed: 9 }).map(({ step }) => step),
    ['agent_lifted', 'dial_pressed'],
    'an agent who lifts the phone dials by that',
  );
});
