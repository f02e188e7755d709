import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Campaign } from '@firstring/contracts/leads/lead_events';
import { FULL_CAMPAIGN, unsaidFields } from '@firstring/policy/testing';
import { CAMPAIGN, firstNameFilter } from './_criteria.ts';
import { configure, PROCESS, requestId, startLeadStore, type LeadStoreUnderTest } from './_harness.ts';

const REF = { processId: PROCESS, campaignId: CAMPAIGN };

async function read({ configuration }: LeadStoreUnderTest) {
  const { campaign } = await configuration.getCampaign(REF);
  assert.ok(campaign);
  return campaign;
}

test('R-86 every field of a campaign comes back as it went, and stays where its policy is read and activated again', async () => {
  assert.deepEqual(unsaidFields(FULL_CAMPAIGN), ['filterIds']);
  await using service = await startLeadStore();
  await configure(service);
  await service.lists.putList({
    requestId: requestId(),
    list: { listId: 'list-1', processId: PROCESS, name: 'Fair' },
  });
  const filter = await firstNameFilter(service, 'ann');
  for (const attached of [
    { filterIds: [], filterGroupIds: ['p1-p4'] },
    { filterIds: [filter.filterId], filterGroupIds: [] },
  ]) {
    const { version } = await read(service);
    const put = { ...FULL_CAMPAIGN, ...attached, ...REF, version };
    await service.configuration.putCampaign({ requestId: requestId(), campaign: put });
    const stored = await read(service);
    assert.deepEqual(stored, Campaign.fromPartial({ ...put, version: version + 1n }));
    const { text, campaignVersion } = await service.policies.getPolicy(REF);
    // A comment: another text, which says the same.
    const request = { ...REF, text: `# again\n${text}`, campaignVersion, userId: 'sue', reason: 'again' };
    await service.policies.activatePolicy({ requestId: requestId(), ...request });
    const { version: after, ...activated } = await read(service);
    const { version: _before, ...saved } = stored;
    assert.deepEqual(activated, saved);
    assert.equal(after, stored.version + 1n);
  }
});
