import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LeadStatus } from '@firstring/contracts/leads/lead';
import {
  configure,
  PROCESS,
  publishCall,
  ended,
  requestId,
  startLeadStore,
  submit,
  watchLeadEvents,
} from './_harness.ts';

test('R-32 leads are listed newest first, page by page, each once', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  const ids: string[] = [];
  for (let n = 0; n < 7; n += 1)
    ids.push((await submit(service, link, { callerId: `+1212555010${n}` })).leadId);
  const listed: string[] = [];
  let pageToken = '';
  do {
    const page = await service.leads.listLeads({ processId: PROCESS, page: { pageSize: 3, pageToken } });
    listed.push(...page.leads.map(({ card }) => card?.leadId ?? ''));
    pageToken = page.nextPageToken;
  } while (pageToken !== '');
  assert.deepEqual(listed, ids.reverse());
});

test('R-26 a search finds the beginning of Caller ID, names and e-mail, whatever the case, each lead once', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  await submit(service, link, {
    callerId: '+12125550101',
    callerIdRaw: '212 555 0101',
    firstName: 'Ann',
    lastName: 'Lee',
    email: 'ANN@example.com',
  });
  await submit(service, link, {
    callerId: '+12125550102',
    callerIdRaw: '212 555 0102',
    firstName: 'Leeroy',
    lastName: 'Brown',
  });
  await submit(service, link, { callerId: '+13105550103', callerIdRaw: '+1 310 555 0103', firstName: 'Éva' });
  const find = async (search: string) => {
    const { leads } = await service.filters.listFilteredLeads({ processId: PROCESS, search });
    const lines = leads.map(({ card }) => card?.homeGuard.slice(-1) ?? '');
    return lines.toSorted((left, right) => left.localeCompare(right)).join('');
  };
  assert.equal(await find('lee'), '12');
  assert.equal(await find('ann'), '1');
  assert.equal(await find('ANN@EX'), '1');
  assert.equal(await find('éVA'), '3');
  assert.equal(await find('+1212'), '12');
  assert.equal(await find('(212) 555-01'), '12');
  assert.equal(await find('1310'), '3');
  assert.equal(await find('nobody'), '');
  assert.equal(await find('.*'), '');
});

test('console/41 a search is the beginning of a word and nothing else: no character stands for others', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  await submit(service, link, { callerId: '+12125550101', firstName: 'Ann', lastName: '%odd' });
  await submit(service, link, { callerId: '+12125550102', firstName: 'Bob', lastName: '_odd' });
  const find = async (search: string) =>
    (await service.filters.listFilteredLeads({ processId: PROCESS, search })).leads.map(
      ({ card }) => card?.homeGuard.slice(-1) ?? '',
    );
  const cases: [search: string, found: readonly string[]][] = [
    ['%', ['1']],
    ['_', ['2']],
    ['a', ['1']],
    ['%%', []],
    ['*', []],
    ['?', []],
    ['.', []],
    ['.*', []],
    ['^a', []],
    ['n', []],
    ['\\', []],
    ["' OR '1'='1", []],
    ['{"$gt":""}', []],
  ];
  for (const [search, found] of cases) assert.deepEqual(await find(search), found, search);
});

test('R-26 the pages of a search are what it finds, each lead once, although two of its fields match', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  for (let n = 0; n < 9; n += 1) {
    const [firstName, lastName] = n % 2 === 0 ? ['Kim', 'Kimble'] : ['Kim', 'Other'];
    await submit(service, link, { callerId: `+1212555010${n}`, firstName, lastName });
  }
  const found: string[] = [];
  let pageToken = '';
  do {
    const page = await service.filters.listFilteredLeads({
      processId: PROCESS,
      search: 'kim',
      page: { pageSize: 2, pageToken },
    });
    assert.ok(page.leads.length <= 2);
    found.push(...page.leads.map(({ card }) => card?.homeGuard ?? ''));
    pageToken = page.nextPageToken;
  } while (pageToken !== '');
  assert.equal(found.length, 9);
  assert.equal(new Set(found).size, 9);
});

test('A-44 a number finds every lead that has it, as Caller ID or as a further number, of its own process only', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  const { leadId } = await submit(service, link, { callerId: '+12125550101' });
  await submit(service, link, { callerId: '+12125550102' });
  const find = async (processId: string, phone: string) =>
    (await service.leads.findLeadsByNumber({ processId, phone })).cards.map((card) => card.leadId);
  assert.deepEqual(await find(PROCESS, '+12125550101'), [leadId]);
  assert.deepEqual(await find(PROCESS, '+1212555010'), []);
  assert.deepEqual(await find('process-2', '+12125550101'), []);
});

test('a list narrows to a campaign and a status, also in a search', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  await submit(service, link, { firstName: 'Ann' });
  const { LEAD_STATUS_NEW: isNew, LEAD_STATUS_CONTACTED: isContacted } = LeadStatus;
  const size = async (query: object) =>
    (await service.filters.listFilteredLeads({ processId: PROCESS, ...query })).leads.length;
  assert.equal(await size({ status: isNew, campaignId: link.campaignId }), 1);
  assert.equal(await size({ status: isContacted }), 0);
  assert.equal(await size({ campaignId: 'other' }), 0);
  assert.equal(await size({ search: 'ann', status: isNew }), 1);
  assert.equal(await size({ search: 'ann', status: isContacted }), 0);
});

test('R-87 a lead of another process is not there: not to read, to find, to dial, to dispose or to delete', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  await configure(service, { processId: 'process-2' });
  const { leadId } = await submit(service, link, { firstName: 'Ann' });
  const ref = { processId: 'process-2', leadId };
  const gone = { reason: 'LEAD_NOT_FOUND' };
  await assert.rejects(service.leads.getLead(ref), gone);
  await assert.rejects(service.leads.getDialFacts(ref), gone);
  await assert.rejects(service.leads.deleteLead({ ...ref, requestId: requestId() }), gone);
  await assert.rejects(
    service.leads.recordOutcome({
      ...ref,
      requestId: requestId(),
      agentId: 'ann',
      fencingToken: 1n,
      dispositionCode: 'sale',
    }),
    gone,
  );
  assert.deepEqual((await service.leads.listLeads({ processId: 'process-2' })).leads, []);
  assert.deepEqual(
    (await service.filters.listFilteredLeads({ processId: 'process-2', search: 'ann' })).leads,
    [],
  );
});

test('R-46 A-12 a deleted lead is gone from everywhere, and the same Caller ID makes a new one', async () => {
  await using service = await startLeadStore();
  await using events = watchLeadEvents(service);
  const { link } = await configure(service);
  const { leadId } = await submit(service, link, { firstName: 'Zoë', parameters: { city: 'Secretville' } });
  const request = { requestId: requestId(), processId: PROCESS, leadId };
  await service.leads.deleteLead(request);
  await service.leads.deleteLead(request);
  const gone = { reason: 'LEAD_NOT_FOUND' };
  await assert.rejects(service.leads.deleteLead({ ...request, requestId: requestId() }), gone);
  await assert.rejects(service.leads.getLead({ processId: PROCESS, leadId }), gone);
  assert.deepEqual((await service.leads.listLeads({ processId: PROCESS })).leads, []);
  assert.deepEqual(
    (await service.filters.listFilteredLeads({ processId: PROCESS, search: 'zoë' })).leads,
    [],
  );
  const left = await service.store
    .collection({ ...(await import('../src/store/leads.ts')).LEADS })
    .get(leadId);
  assert.doesNotMatch(JSON.stringify(left), /Zoë|Secretville|555-?0123/);
  const deleted = await events.until((event) => event.event?.$case === 'deleted');
  assert.deepEqual([deleted.leadId, deleted.version], [leadId, 2n]);
  const again = await submit(service, link, { firstName: 'Zoë' });
  assert.notEqual(again.leadId, leadId);
});

test('A-12 console/49 a lead in a call cannot be deleted until the call has ended', async () => {
  await using service = await startLeadStore();
  await using events = watchLeadEvents(service);
  const { link } = await configure(service);
  const { leadId } = await submit(service, link);
  const call = { leadId, attemptId: 'attempt-1' };
  await publishCall(service, call, { $case: 'agentRinging', value: {} });
  await publishCall(service, call, { $case: 'bridged', value: {} });
  await events.until((event) => event.event?.$case === 'updated');
  const request = { requestId: requestId(), processId: PROCESS, leadId };
  await assert.rejects(service.leads.deleteLead(request), { reason: 'LEAD_IN_CALL' });
  await publishCall(service, call, ended(call));
  await events.until(
    (event) => event.event?.$case === 'updated' && (event.event.value.card?.totalAttempts ?? 0) === 1,
  );
  await service.leads.deleteLead(request);
});

test('every live card of a process is streamed, and none of another', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  const other = await configure(service, { processId: 'process-2' });
  for (let n = 0; n < 450; n += 1)
    await submit(service, link, { callerId: `+1212555${String(n).padStart(4, '0')}` });
  await submit(service, other.link);
  const { leads } = await service.leads.listLeads({ processId: PROCESS, page: { pageSize: 1 } });
  await service.leads.deleteLead({
    requestId: requestId(),
    processId: PROCESS,
    leadId: leads[0]?.card?.leadId ?? '',
  });
  const cards = new Set<string>();
  for await (const chunk of service.leads.streamCards({ processId: PROCESS })) {
    assert.ok(chunk.cards.length <= 1000);
    for (const card of chunk.cards) cards.add(card.leadId);
  }
  assert.equal(cards.size, 449);
});

test('the dial facts are the card, the campaign and the one number', async () => {
  await using service = await startLeadStore();
  const { link, campaign } = await configure(service);
  const { leadId } = await submit(service, link);
  const { facts } = await service.leads.getDialFacts({ processId: PROCESS, leadId });
  assert.equal(facts?.phone, '+12125550123');
  assert.deepEqual(facts?.campaign, campaign);
  assert.deepEqual(facts?.card?.candidateZones, ['America/New_York']);
});
