import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SimulatedEngine } from '../testing/simulated-engine.ts';

test('a fault in a timer is reported and counted, and ends nothing', () => {
  const engine = new SimulatedEngine('timers');
  engine.core.clock.setTimer(10, () => {
    throw new Error('a bug');
  });
  let isLater = false;
  engine.core.clock.setTimer(20, () => {
    isLater = true;
  });
  engine.clock.advance(30);
  assert.ok(isLater);
  assert.equal(engine.core.counters.faults, 1);
  assert.match(engine.faults.join(), /a bug/);
});
