import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { callerIdFor } from './caller-id.ts';
import type { CallerId } from './trunk.ts';

const CAMPAIGN = '+12125550100';
const numbers = (...list: readonly string[]): CallerId[] =>
  list.map((number) => ({ number, processIds: [] }));
const wish = { processId: 'p1', phone: '+13035550123', callerId: CAMPAIGN };

test('without local presence only the permit’s own caller id is shown, where it is verified', () => {
  const callerIds = numbers(CAMPAIGN, '+13035550999');
  assert.equal(callerIdFor({ callerIds, localPresence: false }, wish), CAMPAIGN);
  assert.equal(callerIdFor({ callerIds: numbers('+13035550999'), localPresence: false }, wish), undefined);
});

test('with local presence the lead sees a number of its own area code, else of its country, else the campaign’s', () => {
  const local = { localPresence: true, callerIds: numbers(CAMPAIGN, '+13035550999', '+442071234567') };
  assert.equal(callerIdFor(local, wish), '+13035550999');
  assert.equal(callerIdFor(local, { ...wish, phone: '+442079460000' }), '+442071234567');
  // No number of that area: the campaign’s own is among the equals.
  assert.equal(callerIdFor(local, { ...wish, phone: '+19075550123' }), CAMPAIGN);
  assert.equal(callerIdFor(local, { ...wish, phone: '+493012345678' }), CAMPAIGN);
  // Ireland and Portugal share two digits and no country.
  const portuguese = { localPresence: true, callerIds: numbers('+351211234567', CAMPAIGN) };
  assert.equal(callerIdFor(portuguese, { ...wish, phone: '+353871234567' }), CAMPAIGN);
});

test('another process’s numbers are never shown, and nobody is called from his own number', () => {
  const theirs = { localPresence: true, callerIds: [{ number: '+13035550999', processIds: ['p2'] }] };
  assert.equal(callerIdFor(theirs, wish), undefined);
  assert.equal(callerIdFor({ localPresence: true, callerIds: numbers(wish.phone) }, wish), undefined);
});

test('the same lead always sees the same number, a verified one, however the list is ordered', () => {
  const anyNumber = fc.stringMatching(/^\d{7}$/).map((rest) => `+1303${rest}`);
  fc.assert(
    fc.property(fc.uniqueArray(anyNumber, { minLength: 1, maxLength: 8 }), anyNumber, (own, phone) => {
      const asked = { ...wish, phone };
      const shown = callerIdFor({ localPresence: true, callerIds: numbers(...own) }, asked);
      const turned = callerIdFor({ localPresence: true, callerIds: numbers(...own.toReversed()) }, asked);
      assert.equal(shown, turned);
      assert.ok(shown === undefined ? own.every((number) => number === phone) : own.includes(shown));
    }),
    { numRuns: 200 },
  );
});
