import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callerIdsFor } from './campaign-caller-ids.ts';

const campaign = {
  callerId: '+12125550100',
  callerIds: ['+442071234567', '+13035550999', '+12125550100'],
  localPresence: false,
};

test('a campaign shows its own number first, then the others as they are written, each once', () => {
  assert.deepEqual(callerIdsFor(campaign, '+13035550123'), ['+12125550100', '+442071234567', '+13035550999']);
});

test('with local presence the nearest comes first and other countries’ last', () => {
  const local = { ...campaign, localPresence: true };
  assert.deepEqual(callerIdsFor(local, '+13035550123'), ['+13035550999', '+12125550100', '+442071234567']);
  assert.deepEqual(callerIdsFor(local, '+442079460000')[0], '+442071234567');
  assert.deepEqual(callerIdsFor(local, '+493012345678')[0], '+12125550100');
});

test('nobody is called from his own number, and a campaign without numbers shows none', () => {
  assert.deepEqual(callerIdsFor({ ...campaign, callerIds: [] }, '+12125550100'), []);
  assert.deepEqual(callerIdsFor({ callerId: '', callerIds: [], localPresence: true }, '+13035550123'), []);
});
