import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLog } from '@firstring/kernel';
import { SimulatedClock } from '@firstring/kernel/testing';
import { samplePermit } from '../domain/sample-call.ts';
import { createCallEventLog } from '../events.ts';
import type { ClaimGate } from './ports.ts';
import { settleUntilTaken } from './settle-permit.ts';

/** Claim, failing so many times. */
function bench(failures: number) {
  const clock = new SimulatedClock();
  let asked = 0;
  const claim: ClaimGate = {
    redeem: async () => ({ type: 'redeemed' }),
    settle: async () => {
      asked += 1;
      if (asked <= failures) throw new Error('not now');
    },
  };
  const taken = settleUntilTaken(
    { claim, clock, events: createCallEventLog(silentLog) },
    samplePermit,
    'COUNTED',
  );
  return { clock, taken, asked: () => asked };
}

async function pass(clock: SimulatedClock): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) {
    clock.advance(1000);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('a settlement is repeated until claim takes it', async () => {
  const { clock, taken, asked } = bench(2);
  await pass(clock);
  assert.equal(await taken, true);
  assert.equal(asked(), 3);
});

test('repeating is bounded; the sweep goes on with it', async () => {
  const { clock, taken, asked } = bench(100);
  await pass(clock);
  assert.equal(await taken, false);
  assert.equal(asked(), 4);
});
