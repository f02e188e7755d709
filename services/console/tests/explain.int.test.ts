import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LeadExplanation } from '@firstring/contracts/scheduling/explain_service';
import type { AgentWhy, CampaignWhy, LeadWhy } from '../src/app/views/explain.ts';
import { Client } from './_client.ts';
import { inMs } from './_fake-explain.ts';
import { startConsole } from './_harness.ts';
import { furnish } from './_scene.ts';

test('R-20 why of a lead names campaigns and people, and asks for the instant that was given', async () => {
  await using harness = await startConsole();
  furnish(harness);
  harness.explain.lead = LeadExplanation.fromPartial({
    standings: [{ campaignId: 'solar', nextForAgentIds: ['ann'], listId: 'no-such-list' }],
    lockedByAgentId: 'bob',
    lockExpireTime: inMs(60_000),
  });
  const sue = await Client.signedIn(harness, 'sue');
  const at = inMs(3_600_000).getTime();
  const { body } = await sue.get<LeadWhy>(`/api/leads/lea/why?at=${at}`);
  assert.deepEqual([body.lockedBy?.name, body.owner, body.at], ['Bob Brown', undefined, at]);
  const [standing] = body.standings;
  assert.deepEqual(
    [standing?.campaignName, standing?.listName, standing?.nextFor.map(({ name }) => name)],
    ['Solar roofs', '', ['Ann Adams']],
  );
  assert.equal(harness.explain.asked.at(-1)?.time?.getTime(), at);
});

test('R-19 R-21 why of a campaign and of an agent: counts by reason, agents by name', async () => {
  await using harness = await startConsole();
  furnish(harness);
  const sue = await Client.signedIn(harness, 'sue');
  const campaign = (await sue.get<CampaignWhy>('/api/campaigns/solar/why')).body;
  assert.deepEqual(
    campaign.agents.map(({ name, presence }) => [name, presence]),
    [
      ['Ann Adams', 'not_ready'],
      ['Bob Brown', 'offline'],
    ],
  );
  assert.equal(campaign.leads?.reasons[0]?.leads, 9100);
  assert.equal((await sue.get('/api/agents/alan/why')).status, 404, 'who has no desk is nobody to ask about');
  const agent = (await sue.get<AgentWhy>('/api/agents/ann/why')).body;
  assert.deepEqual(
    [agent.name, agent.presence, agent.waiting],
    ['Ann Adams', 'ready', [{ lane: 'p2', count: 3 }]],
  );
});

test('R-87 R-91 why is told to managers of the process, and an instant that is none is refused', async () => {
  await using harness = await startConsole();
  furnish(harness);
  const [sue, ann] = [await Client.signedIn(harness, 'sue'), await Client.signedIn(harness, 'ann')];
  for (const path of ['/api/leads/lea/why', '/api/campaigns/solar/why', '/api/agents/ann/why']) {
    assert.equal((await ann.get(path)).status, 403);
    assert.equal((await sue.get(`${path}?processId=p2`)).body.reason, 'PROCESS_NOT_FOUND');
    for (const at of ['yesterday', '-1', '1.5', '9e99']) {
      assert.equal((await sue.get(`${path}?at=${at}`)).body.reason, 'INVALID_ARGUMENT', at);
    }
  }
  assert.deepEqual(harness.explain.asked, []);
});
