import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Campaigns } from './campaign-ports.ts';
import { NEW_CAMPAIGN } from './new-campaign.ts';
import { splitList } from './split-list.ts';
import type { CampaignDetails } from './views/campaigns.ts';
import type { ListView } from './views/lists.ts';

const FAIR = {
  listId: 'fair',
  priority: 2,
  weight: 3,
  maxAttempts: 4,
  attemptsPerHour: 0,
  timeSlots: [],
  agentIds: [],
};
const campaign = (campaignId: string, changes: Partial<CampaignDetails> = {}): CampaignDetails => ({
  campaignId,
  processId: 'p1',
  state: 'active',
  version: 1,
  settings: { ...NEW_CAMPAIGN, name: campaignId, type: 'outbound_preview', timeZone: 'UTC', lists: [FAIR] },
  ...changes,
});

test('R-82 a list split for agents is dialled at once, each part by its agent alone, and a repeated request adds nothing', async () => {
  const stored = new Map([
    ['solar', campaign('solar')],
    ['old', campaign('old', { state: 'closed' })],
    ['other', campaign('other', { settings: { ...campaign('other').settings, lists: [] } })],
  ]);
  const puts: string[] = [];
  // What splitting asks of them, and nothing else.
  const campaigns = {
    list: async () => [...stored.values()],
    put: async (_requestId: string, { campaignId, settings, version }: CampaignDetails) => {
      puts.push(campaignId);
      const after = campaign(campaignId, { settings, version: version + 1 });
      stored.set(campaignId, after);
      return after;
    },
  } as unknown as Campaigns;
  const made = ['part-1', 'part-2', 'part-3'].map((listId) => ({ listId }) as ListView);
  const deps = { campaigns, lists: { split: async () => made } };
  const share = (agentId: string) => ({ name: agentId, owner: agentId, agentId });
  const command = { requestId: 'r', shares: [share('ann'), share('bob'), share('')], userId: 'sue' };
  for (let again = 0; again < 2; again += 1) {
    assert.equal(await splitList(deps, { processId: 'p1', listId: 'fair' }, command), made);
  }
  assert.deepEqual(puts, ['solar']);
  assert.deepEqual(stored.get('solar')?.settings.lists, [
    FAIR,
    { ...FAIR, listId: 'part-1', agentIds: ['ann'] },
    { ...FAIR, listId: 'part-2', agentIds: ['bob'] },
  ]);
});
