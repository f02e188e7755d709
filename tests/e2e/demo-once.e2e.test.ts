import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCommand } from '../../scripts/run-command.ts';

const STEPS = [
  'accepted',
  'presented',
  'agentRinging',
  'agentAnswered',
  'leadRinging',
  'bridged',
  'ended',
  'disposed',
];

test('R-5 scripts/start --demo --once plays one lead from POST to call log, prints its eight steps in milliseconds, and exits 0', async () => {
  const { exitCode, output } = await runCommand(['scripts/start', '--demo', '--once'], {
    env: { LOG_LEVEL: 'warn' },
    timeoutMs: 120_000,
  });
  assert.equal(exitCode, 0, output);
  const line = output.split('\n').findLast((text) => text.startsWith('{"accepted"'));
  const steps = JSON.parse(line ?? '{}') as Record<string, number>; // printed by the demo
  assert.deepEqual(Object.keys(steps).toSorted(), STEPS.toSorted());
  const inOrder = STEPS.map((step) => steps[step] ?? Number.NaN);
  // What is seen at the desk and what is seen on the bus come by different ways.
  assert.ok(Math.abs((steps['presented'] ?? 0) - (steps['agentRinging'] ?? 0)) < 1000);
  assert.deepEqual(
    inOrder.slice(2),
    inOrder.slice(2).toSorted((a, b) => a - b),
  );
});
