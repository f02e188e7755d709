import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  chooseTrunk,
  IDLE_TRUNK,
  returnSlot,
  takeSlot,
  type TrunkLoad,
  type TrunkSpec,
} from './trunk-choice.ts';

const CALLER = '+12025550100';
const general: TrunkSpec = {
  trunkId: 'general',
  disabled: false,
  priority: 0,
  callerIds: [{ number: CALLER, processIds: [] }],
  campaignIds: [],
  callsPerSecond: 10,
  callsMax: 2,
};
const solar: TrunkSpec = { ...general, trunkId: 'solar', campaignIds: ['solar'] };
const wish = { campaignId: 'solar', callerId: CALLER, excluded: [], waitMsMax: 1000 };
const none = new Map<string, TrunkLoad>();

test('only a trunk that may show the caller id to this campaign is chosen, the campaign’s own first', () => {
  assert.deepEqual(chooseTrunk([general, solar], none, wish, 0), {
    type: 'chosen',
    trunkId: 'solar',
    waitMs: 0,
  });
  assert.deepEqual(chooseTrunk([solar], none, { ...wish, campaignId: 'wind' }, 0), {
    type: 'refused',
    reason: 'CALLER_ID_NOT_VERIFIED',
  });
  assert.equal(chooseTrunk([general], none, { ...wish, callerId: '+12025550199' }, 0).type, 'refused');
});

test('a trunk at its call limit or tried before is passed over', () => {
  const full = new Map([['solar', { ...IDLE_TRUNK, liveCalls: 2 }]]);
  assert.deepEqual(chooseTrunk([general, solar], full, wish, 0), {
    type: 'chosen',
    trunkId: 'general',
    waitMs: 0,
  });
  assert.deepEqual(chooseTrunk([solar], full, wish, 0), { type: 'refused', reason: 'TRUNK_BUSY' });
  assert.deepEqual(chooseTrunk([solar], none, { ...wish, excluded: ['solar'] }, 0), {
    type: 'refused',
    reason: 'TRUNK_UNAVAILABLE',
  });
});

test('F56 Retry-After is obeyed, three failures in a row rest the trunk, a success clears them', () => {
  const asked = returnSlot({ ...IDLE_TRUNK, liveCalls: 1 }, { failed: true, retryAfterS: 5 }, 1000);
  assert.equal(asked.restUntilAt, 6000);
  let load: TrunkLoad = IDLE_TRUNK;
  for (let failure = 0; failure < 2; failure += 1) load = returnSlot(load, { failed: true }, 0);
  assert.equal(load.restUntilAt, 0);
  assert.equal(returnSlot(load, { failed: true }, 0).restUntilAt, 30_000);
  assert.equal(returnSlot(load, { failed: false }, 0).failuresInRow, 0);
});

test('INVITEs never leave a trunk faster than its rate, however they arrive, and never in a burst', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 40 }), (gaps) => {
      let [nowAt, load] = [0, IDLE_TRUNK];
      const sentAt: number[] = [];
      for (const gap of gaps) {
        nowAt += gap;
        const loads = new Map([['solar', { ...load, liveCalls: 0 }]]);
        const choice = chooseTrunk([solar], loads, wish, nowAt);
        if (choice.type !== 'chosen') continue;
        sentAt.push(nowAt + choice.waitMs);
        load = takeSlot(load, solar, nowAt);
      }
      for (const [index, at] of sentAt.entries()) {
        const before = sentAt[index - 1];
        assert.ok(before === undefined || at - before >= 100 - 1e-6);
      }
    }),
    { numRuns: 200 },
  );
});
