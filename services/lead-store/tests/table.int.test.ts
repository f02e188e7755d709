import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ParameterType } from '@firstring/contracts/leads/configuration_service';
import {
  configure,
  PROCESS,
  requestId,
  startLeadStore,
  submit,
  type LeadStoreUnderTest,
} from './_harness.ts';
import { countsOf, leadsOf, makeList, upload } from './_uploads.ts';

test('R-146 the table has the standard fields and the declared ones; the primary field is chosen before there are leads', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  await declare(service, 'customer_id', ParameterType.PARAMETER_TYPE_TEXT);
  const { table } = await service.tables.getTableDefinition({ processId: PROCESS });
  assert.deepEqual([table?.primaryField, table?.inUse, table?.version], ['phone1', false, 0n]);
  assert.ok(table?.fields.some(({ name, canBePrimary }) => name === 'custom:customer_id' && canBePrimary));
  const put = (primaryField: string, version: bigint) =>
    service.tables.putTableDefinition({ requestId: requestId(), processId: PROCESS, primaryField, version });
  await assert.rejects(put('first_name', 0n), { reason: 'INVALID_ARGUMENT' });
  assert.equal((await put('custom:customer_id', 0n)).table?.primaryField, 'custom:customer_id');
  await assert.rejects(put('email', 0n), { reason: 'VERSION_CONFLICT' });
  await submit(service, link);
  await assert.rejects(put('phone1', 1n), { reason: 'TABLE_IN_USE' });
  assert.equal((await put('custom:customer_id', 1n)).table?.inUse, true);
});

test('R-146 A-28 contacts are told apart by the primary field, not by their number', async () => {
  await using service = await startLeadStore();
  await configure(service);
  await declare(service, 'customer_id', ParameterType.PARAMETER_TYPE_TEXT);
  const primaryField = 'custom:customer_id';
  const put = { requestId: requestId(), processId: PROCESS, primaryField, version: 0n };
  await service.tables.putTableDefinition(put);
  const { listId } = await makeList(service);
  const content =
    'phone,customer_id,first name\n+12125550123,A1,Ann\n+12125550123,B2,Bob\n+13125550188,A1,Anna\n+13125550189,,Cid\n';
  const done = await upload(service, { listId, content });
  assert.equal(countsOf(done), 'added 2, repeated 1, invalid 1');
  const people = (await leadsOf(service)).map(({ custom, firstName, otherPhones }) => [
    custom['customer_id'],
    firstName,
    ...otherPhones,
  ]);
  assert.deepEqual(
    people.toSorted((a, b) => (String(a) < String(b) ? -1 : 1)),
    [
      ['A1', 'Anna', '+13125550188'],
      ['B2', 'Bob'],
    ],
  );
  const contact = { phones: ['+13125550100'], custom: { customer_id: 'A1' } };
  const add = { requestId: requestId(), processId: PROCESS, listId, contact };
  await assert.rejects(service.lists.addContact(add), { reason: 'LEAD_DUPLICATE' });
  await assert.rejects(service.lists.addContact({ ...add, contact: { phones: ['+13125550100'] } }), {
    reason: 'INVALID_ARGUMENT',
  });
  await assert.rejects(
    service.configuration.deleteCustomParameter({
      requestId: requestId(),
      processId: PROCESS,
      name: 'customer_id',
    }),
    { reason: 'PARAMETER_INVALID' },
  );
});

test('R-27 R-28 custom parameters have a type: a value of another is not stored, and told as ignored', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  await declare(service, 'budget', ParameterType.PARAMETER_TYPE_NUMBER);
  await declare(service, 'owner', ParameterType.PARAMETER_TYPE_BOOLEAN);
  await declare(service, 'since', ParameterType.PARAMETER_TYPE_DATE);
  await declare(service, 'roof', ParameterType.PARAMETER_TYPE_CHOICE, ['Flat', 'Steep']);
  const good = { budget: '12.50', owner: 'Yes', since: '2026-02-28', roof: 'flat' };
  const { leadId } = await submit(service, link, { parameters: good });
  const { lead } = await service.leads.getLead({ processId: PROCESS, leadId });
  assert.deepEqual(lead?.custom, { budget: '12.50', owner: 'true', since: '2026-02-28', roof: 'Flat' });
  const bad = { budget: 'a lot', owner: 'perhaps', since: '2026-02-30', roof: 'round' };
  const again = await submit(service, link, { parameters: bad });
  assert.deepEqual(again.ignoredParameters, Object.keys(bad));
  const kept = await service.leads.getLead({ processId: PROCESS, leadId });
  assert.deepEqual(kept.lead?.custom, lead?.custom);
  await assert.rejects(declare(service, 'budget', ParameterType.PARAMETER_TYPE_TEXT), {
    reason: 'PARAMETER_INVALID',
  });
  await assert.rejects(declare(service, 'tiles', ParameterType.PARAMETER_TYPE_CHOICE), {
    reason: 'PARAMETER_INVALID',
  });
});

async function declare(
  service: LeadStoreUnderTest,
  name: string,
  type: ParameterType,
  choices: string[] = [],
): Promise<void> {
  const parameter = { processId: PROCESS, name, label: name, type, choices };
  await service.configuration.putCustomParameter({ requestId: requestId(), parameter });
}
