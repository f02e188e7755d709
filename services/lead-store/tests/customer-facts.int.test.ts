import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configure, PROCESS, requestId, startLeadStore, submit, watchLeadEvents } from './_harness.ts';

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

test('R-139 R-146 the customer id is the primary field’s value, in dial facts and in what a deletion tells others', async () => {
  await using service = await startLeadStore();
  await using events = watchLeadEvents(service);
  const { link } = await configure(service);
  const put = { requestId: requestId(), processId: PROCESS, primaryField: 'custom:city', version: 0n };
  await service.tables.putTableDefinition(put);
  const { leadId } = await submit(service, link, { parameters: { city: 'K-7' } });
  const ref = { processId: PROCESS, leadId };
  const { facts } = await service.leads.getDialFacts(ref);
  assert.equal(facts?.customer?.customerId, 'K-7');
  await service.leads.deleteLead({ requestId: requestId(), ...ref });
  const { event } = await events.until((each) => each.event?.$case === 'deleted');
  assert.equal(event?.$case === 'deleted' && event.value.customerId, 'K-7');
});
