import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { NEW_TARGET, type TargetHealth } from './target-health.ts';
import {
  chooseTrunk,
  IDLE_TRUNK,
  routeId,
  takeSlot,
  type TrunkChoice,
  type TrunkFacts,
  type TrunkLoad,
  type TrunkWish,
} from './trunk-choice.ts';
import { fillTrunk } from './trunk-defaults.ts';
import type { Trunk } from './trunk.ts';

const CALLER = '+12025550100';
const ADDRESS = 'carrier.example';
const general = fillTrunk({
  trunkId: 'general',
  targets: [{ address: ADDRESS, priority: 0, weight: 1 }],
  callerIds: [{ number: CALLER, processIds: [] }],
  callsMax: 2,
});
const solar: Trunk = { ...general, trunkId: 'solar', campaignIds: ['solar'] };
const wish: TrunkWish = {
  campaignId: 'solar',
  processId: 'process-1',
  phone: '+13035550123',
  callerId: CALLER,
  excluded: [],
  waitMsMax: 1000,
  draw: 0,
};
const nothing: TrunkFacts = { loads: new Map(), healths: new Map(), unregistered: new Set() };

function chosen(choice: TrunkChoice): string {
  return choice.type === 'chosen' ? `${choice.trunk.trunkId} ${choice.target.address}` : choice.reason;
}

function sick(...routes: ReadonlyArray<readonly [string, Partial<TargetHealth>]>): TrunkFacts {
  const healths = routes.map(([route, health]) => [route, { ...NEW_TARGET, ...health }] as const);
  return { ...nothing, healths: new Map(healths) };
}

test('only a trunk that may show the caller id to this campaign is chosen, the campaign’s own first', () => {
  assert.equal(chosen(chooseTrunk([general, solar], nothing, wish, 0)), `solar ${ADDRESS}`);
  const refusals = [
    chooseTrunk([solar], nothing, { ...wish, campaignId: 'wind' }, 0),
    chooseTrunk([general], nothing, { ...wish, callerId: '+12025550199' }, 0),
    chooseTrunk([{ ...general, disabled: true }], nothing, wish, 0),
    chooseTrunk(
      [{ ...general, callerIds: [{ number: CALLER, processIds: ['process-2'] }] }],
      nothing,
      wish,
      0,
    ),
  ];
  assert.deepEqual(refusals.map(chosen), Array(4).fill('CALLER_ID_NOT_VERIFIED'));
});

test('a campaign that names its trunks uses no other', () => {
  const cheap: Trunk = { ...general, trunkId: 'cheap', priority: -1 };
  const named = (...trunkIds: readonly string[]): string =>
    chosen(chooseTrunk([cheap, general], nothing, { ...wish, trunkIds }, 0));
  assert.equal(named(), `cheap ${ADDRESS}`);
  assert.equal(named('general'), `general ${ADDRESS}`);
  assert.equal(named('general', 'cheap'), `cheap ${ADDRESS}`);
  assert.equal(named('gone'), 'CALLER_ID_NOT_VERIFIED');
});

test('a trunk at its call limit or tried before is passed over', () => {
  const full: TrunkFacts = { ...nothing, loads: new Map([['solar', { ...IDLE_TRUNK, liveCalls: 2 }]]) };
  assert.equal(chosen(chooseTrunk([general, solar], full, wish, 0)), `general ${ADDRESS}`);
  assert.equal(chosen(chooseTrunk([solar], full, wish, 0)), 'TRUNK_BUSY');
  const tried = { ...wish, excluded: [routeId('solar', ADDRESS)] };
  assert.equal(chosen(chooseTrunk([solar], nothing, tried, 0)), 'TRUNK_UNAVAILABLE');
});

test('trunks are tried in their order; a suspect or unregistered one last, one that is down or rests not at all', () => {
  const second: Trunk = { ...general, trunkId: 'second', priority: 1 };
  const both = [second, general];
  const route = routeId('general', ADDRESS);
  assert.equal(chosen(chooseTrunk(both, nothing, wish, 0)), `general ${ADDRESS}`);
  assert.equal(chosen(chooseTrunk(both, sick([route, { health: 'suspect' }]), wish, 0)), `second ${ADDRESS}`);
  const unregistered = { ...nothing, unregistered: new Set(['general']) };
  assert.equal(chosen(chooseTrunk(both, unregistered, wish, 0)), `second ${ADDRESS}`);
  const down = sick([route, { health: 'down' }], [routeId('second', ADDRESS), { restUntilAt: 1000 }]);
  assert.equal(chosen(chooseTrunk(both, down, wish, 999)), 'TRUNK_UNAVAILABLE');
  assert.equal(chosen(chooseTrunk(both, down, wish, 1000)), `second ${ADDRESS}`);
  const last = sick([route, { health: 'suspect' }]);
  assert.equal(chosen(chooseTrunk([general], last, wish, 0)), `general ${ADDRESS}`);
});

test('a trunk’s targets go by priority, then by weight; what was tried makes room for the next, before another trunk', () => {
  const targets = [
    { address: 'a', priority: 0, weight: 3 },
    { address: 'b', priority: 0, weight: 1 },
    { address: 'c', priority: 1, weight: 1 },
  ];
  const many: Trunk = { ...general, targets };
  const at = (draw: number, excluded: readonly string[] = []): string =>
    chosen(chooseTrunk([many, { ...general, trunkId: 'z' }], nothing, { ...wish, draw, excluded }, 0));
  assert.deepEqual(
    [0, 0.74, 0.75, 0.999].map((draw) => at(draw)),
    ['general a', 'general a', 'general b', 'general b'],
  );
  const tried = [routeId('general', 'a')];
  assert.equal(at(0, tried), 'general b');
  assert.equal(at(0, [...tried, routeId('general', 'b')]), 'general c');
  const preferred = chooseTrunk([many], nothing, { ...wish, preferred: routeId('general', 'c') }, 0);
  assert.equal(chosen(preferred), 'general c');
});

test('INVITEs never leave a trunk faster than its rate, however they arrive, and never in a burst', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 40 }), (gaps) => {
      let nowAt = 0;
      let load: TrunkLoad = IDLE_TRUNK;
      const sentAt: number[] = [];
      for (const gap of gaps) {
        nowAt += gap;
        const facts = { ...nothing, loads: new Map([['solar', { ...load, liveCalls: 0 }]]) };
        const choice = chooseTrunk([solar], facts, wish, nowAt);
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
