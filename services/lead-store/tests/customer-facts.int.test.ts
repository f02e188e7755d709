import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configure, PROCESS, startLeadStore, submit } from './_harness.ts';

test('A-39 R-140 dial facts say whose lead it is, under the names filters use; an empty field says nothing', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  const { leadId } = await submit(service, link, { firstName: 'Zoe', parameters: { city: 'Boston' } });
  const { facts } = await service.leads.getDialFacts({ processId: PROCESS, leadId });
  assert.deepEqual(facts?.customer, {
    customerId: '',
    attributes: {
      first_name: 'Zoe',
      timezone: 'America/New_York',
      status: 'new',
      campaign: link.campaignId,
      vendor: link.vendorId,
      'custom.city': 'Boston',
    },
  });
});
