import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextCampaignState, type CampaignState } from './campaign-state.ts';

const STATES: readonly CampaignState[] = ['active', 'paused', 'closed'];

test('a campaign goes between active and paused, ends closed, and never comes back from there', () => {
  const table = STATES.flatMap((from) =>
    STATES.map((to) => `${from} ${to} ${nextCampaignState(from, to).type}`),
  );
  assert.deepEqual(table, [
    'active active unchanged',
    'active paused entered',
    'active closed entered',
    'paused active entered',
    'paused paused unchanged',
    'paused closed entered',
    'closed active refused',
    'closed paused refused',
    'closed closed unchanged',
  ]);
});
