import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CampaignAgents } from './campaign-agents.ts';

const SOLAR = { campaignId: 'solar', processId: 'p1', agentIds: ['ann', 'bob'], version: 2 };

test('colleagues share a campaign of the same process; before anything is known nobody is one', () => {
  const staff = new CampaignAgents();
  assert.equal(staff.areColleagues('p1', 'ann', 'bob'), false);
  staff.set(SOLAR);
  staff.set({ ...SOLAR, campaignId: 'wind', agentIds: ['carl'] });
  staff.set({ ...SOLAR, campaignId: 'other', processId: 'p2', agentIds: ['ann', 'dora'] });
  assert.equal(staff.areColleagues('p1', 'ann', 'bob'), true);
  assert.equal(staff.areColleagues('p1', 'ann', 'carl'), false);
  assert.equal(staff.areColleagues('p1', 'ann', 'dora'), false);
  assert.equal(staff.areColleagues('p2', 'ann', 'dora'), true);
});

test('an older word on a campaign changes nothing, a newer one does', () => {
  const staff = new CampaignAgents();
  staff.set(SOLAR);
  staff.set({ ...SOLAR, agentIds: ['ann', 'eve'], version: 1 });
  assert.equal(staff.areColleagues('p1', 'ann', 'eve'), false);
  staff.set({ ...SOLAR, agentIds: ['ann'], version: 3 });
  assert.equal(staff.areColleagues('p1', 'ann', 'bob'), false);
});
