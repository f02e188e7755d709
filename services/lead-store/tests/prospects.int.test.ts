import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeFilterClause } from '@firstring/service-kit/filter-wire';
import { systemClock } from '@firstring/kernel/system';
import { eventually } from '@firstring/kernel/testing';
import { configure, PROCESS, requestId, startLeadStore, type LeadStoreUnderTest } from './_harness.ts';
import { countsOf, leadsOf, makeList, upload } from './_uploads.ts';

const FILE =
  'phone,first name,city\n+12125550123,Ann,Rome\n+12125550188,Bob,Bonn\n+12125550199,Cid,Rome\n911,Dan,Rome\n';

test('R-134 R-135 rows of the prospect table that meet a rule move into its list, the others wait for review', async () => {
  await using service = await startLeadStore();
  await configure(service);
  const { listId } = await makeList(service, { name: 'Italy' });
  await putRules(service, 0n, [rule('Rome', listId)]);
  const done = await upload(service, { listId: '', content: FILE });
  assert.equal(countsOf(done), 'added 3, invalid 1');
  await eventually(systemClock, 'two leads', async () => (await leadsOf(service)).length === 2);
  const { prospects, waiting } = await service.prospects.listProspects({ processId: PROCESS });
  assert.deepEqual([prospects.map(({ contact }) => contact?.firstName), waiting], [['Bob'], 1n]);
  const leads = await leadsOf(service);
  assert.ok(leads.every(({ card }) => card?.listId === listId));
  await putRules(service, 1n, [rule('Rome', listId), rule('Bonn', listId)]);
  await eventually(systemClock, 'three leads', async () => (await leadsOf(service)).length === 3);
  const empty = await service.prospects.listProspects({ processId: PROCESS });
  assert.equal(empty.waiting, 0n);
});

test('R-135 whoever reviews takes prospects into a list or drops them; one that the list knows stays and says so', async () => {
  await using service = await startLeadStore();
  await configure(service);
  const { listId } = await makeList(service, { name: 'Italy' });
  const contact = { phones: ['+12125550123'] };
  await service.lists.addContact({ requestId: requestId(), processId: PROCESS, listId, contact });
  await upload(service, { listId: '', content: FILE });
  const { prospects } = await service.prospects.listProspects({ processId: PROCESS });
  const idOf = (name: string) => prospects.find((each) => each.contact?.firstName === name)?.prospectId ?? '';
  const review = (prospectIds: string[], to: string) =>
    service.prospects.reviewProspects({
      requestId: requestId(),
      processId: PROCESS,
      prospectIds,
      listId: to,
    });
  assert.deepEqual(await review([idOf('Ann'), idOf('Bob')], listId), { moved: 1, stayed: 1 });
  assert.deepEqual(await review([idOf('Cid')], ''), { moved: 1, stayed: 0 });
  const left = await service.prospects.listProspects({ processId: PROCESS });
  assert.deepEqual(
    left.prospects.map(({ contact: kept, note }) => [kept?.firstName, note]),
    [['Ann', 'Italy knows this contact already']],
  );
  await assert.rejects(review([idOf('Ann')], 'nowhere'), { reason: 'LIST_NOT_FOUND' });
});

test('R-101 R-134 a contact added by hand without a list waits as a prospect, once however often it is sent', async () => {
  await using service = await startLeadStore();
  await configure(service);
  const contact = { phones: ['(212) 555-0123'], firstName: 'Ann', custom: { city: 'Rome', shoe: '9' } };
  const request = { requestId: requestId(), processId: PROCESS, listId: '', contact, defaultCountry: 'US' };
  const added = await service.lists.addContact(request);
  assert.deepEqual(added.ignoredParameters, ['shoe']);
  assert.deepEqual(await service.lists.addContact(request), added);
  const { prospects } = await service.prospects.listProspects({ processId: PROCESS });
  assert.deepEqual(
    prospects.map(({ prospectId, contact: kept }) => [prospectId, kept?.phones, kept?.firstName]),
    [[added.leadId, ['+12125550123'], 'Ann']],
  );
  const { listId } = await makeList(service, { name: 'Italy' });
  await putRules(service, 0n, [rule('Rome', listId)]);
  await eventually(systemClock, 'the lead', async () => (await leadsOf(service)).length === 1);
  const [lead] = await leadsOf(service);
  assert.deepEqual([lead?.card?.leadId, lead?.card?.listId], [added.leadId, listId]);
  assert.deepEqual(await service.lists.addContact(request), added);
  assert.equal((await service.prospects.listProspects({ processId: PROCESS })).waiting, 0n);
  for (const wrong of [{ processId: 'nowhere' }, { contact: { phones: ['911'] } }])
    await assert.rejects(service.lists.addContact({ ...request, requestId: requestId(), ...wrong }));
});

test('R-134 rules name a list and conditions that are there; of two who change them the second is told', async () => {
  await using service = await startLeadStore();
  await configure(service);
  const { listId } = await makeList(service);
  await assert.rejects(putRules(service, 0n, [rule('Rome', 'nowhere')]), { reason: 'LIST_NOT_FOUND' });
  await assert.rejects(putRules(service, 0n, [rule('Rome', listId, 'custom.shoe')]), {
    reason: 'FILTER_INVALID',
  });
  await putRules(service, 0n, [rule('Rome', listId)]);
  await assert.rejects(putRules(service, 0n, []), { reason: 'VERSION_CONFLICT' });
});

function rule(city: string, listId: string, attribute = 'custom.city') {
  const condition = { type: 'condition', attribute, operator: '=', negated: false, values: [city] } as const;
  const root = encodeFilterClause({ type: 'clause', match: 'all', nodes: [condition] });
  return { name: city, root, listId, enabled: true };
}

async function putRules(
  service: LeadStoreUnderTest,
  version: bigint,
  rules: ReturnType<typeof rule>[],
): Promise<void> {
  await service.prospects.putDistributionRules({
    requestId: requestId(),
    processId: PROCESS,
    rules,
    version,
  });
}
