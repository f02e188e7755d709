import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callerIdFor } from './caller-id.ts';
import type { CallerId } from './trunk.ts';

const CAMPAIGN = '+12125550100';
const numbers = (...list: readonly string[]): CallerId[] =>
  list.map((number) => ({ number, processIds: [] }));
const wish = { processId: 'p1', phone: '+13035550123', callerId: CAMPAIGN };

test('without local presence only the permit’s own caller ids are shown, the first that is verified', () => {
  const callerIds = numbers(CAMPAIGN, '+13035550999');
  assert.equal(callerIdFor({ callerIds, localPresence: false }, wish), CAMPAIGN);
  const second = { callerIds: numbers('+13035550999'), localPresence: false };
  assert.equal(callerIdFor(second, wish), undefined);
  const otherCallerIds = ['+14155550100', '+13035550999'];
  assert.equal(callerIdFor(second, { ...wish, otherCallerIds }), '+13035550999');
  assert.equal(callerIdFor({ ...second, callerIds }, { ...wish, otherCallerIds }), CAMPAIGN);
});

test('with local presence the lead sees the nearest verified number, and the campaign’s where none is in its country', () => {
  const local = { localPresence: true, callerIds: numbers(CAMPAIGN, '+13035550999', '+442071234567') };
  assert.equal(callerIdFor(local, wish), '+13035550999');
  assert.equal(callerIdFor(local, { ...wish, phone: '+442079460000' }), '+442071234567');
  // No number of that area: the campaign’s own is among the equals.
  assert.equal(callerIdFor(local, { ...wish, phone: '+19075550123' }), CAMPAIGN);
  assert.equal(callerIdFor(local, { ...wish, phone: '+493012345678' }), CAMPAIGN);
});

test('another process’s numbers are never shown, and nobody is called from his own number', () => {
  const theirs = { localPresence: true, callerIds: [{ number: '+13035550999', processIds: ['p2'] }] };
  assert.equal(callerIdFor(theirs, wish), undefined);
  assert.equal(callerIdFor({ localPresence: true, callerIds: numbers(wish.phone) }, wish), undefined);
});
