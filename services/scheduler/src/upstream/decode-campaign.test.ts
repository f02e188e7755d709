import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CustomerProvider } from '@firstring/contracts/leads/campaign';
import { Campaign } from '@firstring/contracts/leads/lead_events';
import { decodeCampaign } from './decode-campaign.ts';

test('R-130 A-29 the scheduler follows the provider, a list’s attempts an hour and which order comes first', () => {
  const plain = { listId: 'fair', maxAttempts: 0, timeSlots: [], agentIds: [] };
  const campaign = Campaign.fromPartial({
    customerProvider: CustomerProvider.CUSTOMER_PROVIDER_PACE_BASED,
    listsBeforeLanes: true,
    lists: [{ ...plain, attemptsPerHour: 40 }],
  });
  const { provider, isListsFirst, lists } = decodeCampaign(campaign).order;
  assert.deepEqual([provider, isListsFirst], ['pace_based', true]);
  assert.deepEqual(lists, [{ ...plain, priority: 1, weight: 1, attemptsPerHour: 40 }]);
});

test('R-130 a campaign that names no provider, or one of a later version, is lead based', () => {
  for (const customerProvider of [
    CustomerProvider.CUSTOMER_PROVIDER_UNSPECIFIED,
    CustomerProvider.UNRECOGNIZED,
  ]) {
    assert.equal(
      decodeCampaign({ ...Campaign.fromPartial({}), customerProvider }).order.provider,
      'lead_based',
    );
  }
});
