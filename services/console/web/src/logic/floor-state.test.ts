import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AgentRow } from '../../../src/app/views/floor.ts';
import { countGroups, EMPTY_FLOOR, takeFloorEvent } from './floor-state.ts';

const row = (agentId: string, changes: Partial<AgentRow> = {}): AgentRow => ({
  agentId,
  name: agentId,
  presence: 'ready',
  presenceAt: 1,
  notReadyReason: '',
  notReadyPending: false,
  notReadyBy: '',
  campaignNames: [],
  inHand: false,
  leadId: '',
  leadName: '',
  campaignId: '',
  campaignName: '',
  level: '',
  lane: 'unspecified',
  presentedToday: 0,
  callsToday: 0,
  lastPresentedAt: undefined,
  idleGap: false,
  suspect: false,
  ...changes,
});

test('changes are laid over what is known; who has not changed is the same row, who has left is gone', () => {
  const all = { complete: true, agents: [row('bob'), row('ann'), row('cy')], goneIds: [], serverAt: 1 };
  const first = takeFloorEvent(EMPTY_FLOOR, all, 0);
  assert.deepEqual(
    first.agents?.map(({ name }) => name),
    ['ann', 'bob', 'cy'],
  );
  const change = {
    complete: false,
    agents: [row('bob', { presence: 'on_call' })],
    goneIds: ['cy'],
    serverAt: 2,
  };
  const second = takeFloorEvent(first, change, 0);
  assert.equal(second.agents?.[0], first.agents?.[0]);
  assert.deepEqual(
    second.agents?.map(({ presence }) => presence),
    ['ready', 'on_call'],
  );
  assert.deepEqual(
    [...countGroups(second.agents ?? [])],
    [
      ['ready', 1],
      ['call', 1],
    ],
  );
  assert.deepEqual(
    takeFloorEvent(second, { ...all, agents: [row('dan')] }, 0).agents?.length,
    1,
    'a whole picture replaces',
  );
});
