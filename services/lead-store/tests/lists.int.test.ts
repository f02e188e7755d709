import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LIST_CONFIG } from '@firstring/contracts';
import { ListEvent, ListState } from '@firstring/contracts/leads/lead_list';
import { systemClock } from '@firstring/kernel/system';
import { eventually } from '@firstring/kernel/testing';
import {
  configure,
  ended,
  PROCESS,
  publishCall,
  requestId,
  startLeadStore,
  submit,
  watchLeadEvents,
  type LeadStoreUnderTest,
} from './_harness.ts';
import { makeList } from './_uploads.ts';

test('R-93 R-94 a list has name, zone, owner and description; they change, its process never does', async () => {
  await using service = await startLeadStore();
  await configure(service);
  await configure(service, { processId: 'process-2' });
  const list = await makeList(service, {
    owner: 'sue',
    description: 'From the fair',
    timeZone: 'Europe/Berlin',
  });
  assert.deepEqual(
    [list.name, list.timeZone, list.owner, list.description, list.enabled, list.state],
    ['Spring fair', 'Europe/Berlin', 'sue', 'From the fair', true, ListState.LIST_STATE_LIVE],
  );
  const change = { ...list, name: 'Fair', owner: 'bob', description: '', timeZone: 'America/Denver' };
  const { list: changed } = await service.lists.putList({ requestId: requestId(), list: change });
  assert.deepEqual([changed?.name, changed?.owner, changed?.timeZone], ['Fair', 'bob', 'America/Denver']);
  assert.equal(changed?.version, 2n);
  const moved = { ...change, processId: 'process-2', version: 2n };
  await assert.rejects(service.lists.putList({ requestId: requestId(), list: moved }), {
    reason: 'PROCESS_IMMUTABLE',
  });
  await assert.rejects(service.lists.putList({ requestId: requestId(), list: change }), {
    reason: 'VERSION_CONFLICT',
  });
  await assert.rejects(service.lists.getList({ processId: 'process-2', listId: list.listId }), {
    reason: 'LIST_NOT_FOUND',
  });
});

test('R-96 a list is turned off and on at once, and the whole list goes out each time', async () => {
  await using service = await startLeadStore();
  await configure(service);
  const { listId } = await makeList(service);
  const toggle = async (enabled: boolean) =>
    (await service.lists.setListEnabled({ requestId: requestId(), processId: PROCESS, listId, enabled }))
      .list;
  assert.deepEqual([(await toggle(false))?.enabled, (await toggle(false))?.version], [false, 2n]);
  assert.equal((await toggle(true))?.version, 3n);
  const events = await listEvents(service, 3);
  assert.deepEqual(
    events.map(({ list }) => [list?.listId, list?.enabled, list?.version]),
    [
      [listId, true, 1n],
      [listId, false, 2n],
      [listId, true, 3n],
    ],
  );
});

test('R-101 one contact by hand: phones, e-mail, name, zone; once for a request, once in the list', async () => {
  await using service = await startLeadStore();
  await configure(service);
  const { listId } = await makeList(service);
  const request = {
    requestId: requestId(),
    processId: PROCESS,
    listId,
    defaultCountry: 'US',
    contact: {
      phones: ['(212) 555-0123', '+1 312 555 0188'],
      firstName: 'Ann',
      lastName: 'Lee',
      email: 'ann@example.org',
      timeZone: 'America/Chicago',
      custom: { age: '40', colour: 'red' },
    },
  };
  const { leadId, ignoredParameters } = await service.lists.addContact(request);
  assert.deepEqual(ignoredParameters, ['colour']);
  assert.equal((await service.lists.addContact(request)).leadId, leadId);
  const { lead } = await service.leads.getLead({ processId: PROCESS, leadId });
  assert.deepEqual(
    [lead?.card?.homeGuard, lead?.otherPhones, lead?.firstName, lead?.email, lead?.card?.timeZone],
    ['+12125550123', ['+13125550188'], 'Ann', 'ann@example.org', 'America/Chicago'],
  );
  assert.deepEqual(
    [lead?.custom, lead?.listName, lead?.card?.listId],
    [{ age: '40' }, 'Spring fair', listId],
  );
  await assert.rejects(service.lists.addContact({ ...request, requestId: requestId() }), {
    reason: 'LEAD_DUPLICATE',
    details: { leadId },
  });
  await assert.rejects(
    service.lists.addContact({ ...request, requestId: requestId(), contact: { phones: ['911'] } }),
    { reason: 'INVALID_ARGUMENT', details: { field: 'phones.0', why: 'emergency' } },
  );
  const { list } = await service.lists.getList({ processId: PROCESS, listId });
  assert.equal(list?.leadCount, 1n);
});

test('R-95 A-12 a deleted list is gone for good: its leads are erased, those of links stay', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  const ofLink = await submit(service, link, { callerId: '+12125550199' });
  const { listId } = await makeList(service);
  const leadIds = await addContacts(service, listId, 7);
  await service.lists.deleteList({ requestId: requestId(), processId: PROCESS, listId });
  await eventually(systemClock, 'the list is counted', async () => {
    const { leads } = await service.leads.listLeads({ processId: PROCESS });
    const { lists } = await service.lists.listLists({ processId: PROCESS });
    return leads.length === 1 && lists.length === 0;
  });
  await service.leads.getLead({ processId: PROCESS, leadId: ofLink.leadId });
  const [leadId = ''] = leadIds;
  await assert.rejects(service.leads.getLead({ processId: PROCESS, leadId }), { reason: 'LEAD_NOT_FOUND' });
  await assert.rejects(service.lists.getList({ processId: PROCESS, listId }), { reason: 'LIST_NOT_FOUND' });
});

test('R-95 console/49 a deleted list erases a person who is in a call when the call has ended, and waits for it', async () => {
  await using service = await startLeadStore();
  await configure(service);
  const { listId } = await makeList(service);
  const [leadId = ''] = await addContacts(service, listId, 2);
  const call = { leadId, attemptId: 'attempt-1' };
  await using events = watchLeadEvents(service);
  await publishCall(service, call, { $case: 'agentRinging', value: {} });
  await publishCall(service, call, { $case: 'bridged', value: {} });
  await events.until((event) => event.event?.$case === 'updated');
  await service.lists.deleteList({ requestId: requestId(), processId: PROCESS, listId });
  const left = async () => (await service.leads.listLeads({ processId: PROCESS })).leads;
  await eventually(systemClock, 'the list is counted', async () => (await left()).length === 1);
  assert.equal((await service.lists.listLists({ processId: PROCESS })).lists.length, 1);
  await publishCall(service, call, ended(call));
  await eventually(systemClock, 'the list is counted', async () => (await left()).length === 0);
  await eventually(
    systemClock,
    'the list is counted',
    async () => (await service.lists.listLists({ processId: PROCESS })).lists.length === 0,
  );
});

test('R-82 a list is split into several with like shares; no lead is lost', async () => {
  await using service = await startLeadStore();
  await configure(service);
  const { listId } = await makeList(service);
  await addContacts(service, listId, 7);
  const split = { requestId: requestId(), processId: PROCESS, listId };
  const shares = [
    { name: 'Ann', owner: 'ann' },
    { name: 'Bob', owner: 'bob' },
  ];
  const { lists } = await service.lists.splitList({ ...split, shares });
  const again = await service.lists.splitList({ ...split, shares });
  assert.deepEqual(
    again.lists.map((list) => list.listId),
    lists.map((list) => list.listId),
  );
  const counts = async () => {
    const page = await service.lists.listLists({ processId: PROCESS });
    return page.lists.map(({ list, leadCount }) => `${list?.name} ${leadCount}`);
  };
  await eventually(systemClock, 'the lists are counted', async () =>
    (await counts()).includes('Spring fair 0'),
  );
  assert.deepEqual(await counts(), ['Ann 4', 'Bob 3', 'Spring fair 0']);
});

async function addContacts(service: LeadStoreUnderTest, listId: string, count: number): Promise<string[]> {
  const added = Array.from({ length: count }, (_, n) =>
    service.lists.addContact({
      requestId: requestId(),
      processId: PROCESS,
      listId,
      contact: { phones: [`+1212555012${n}`] },
    }),
  );
  return (await Promise.all(added)).map(({ leadId }) => leadId);
}

async function listEvents({ bus }: LeadStoreUnderTest, count: number): Promise<ListEvent[]> {
  const seen: ListEvent[] = [];
  const enough = Promise.withResolvers<void>();
  const stop = new AbortController();
  const tail = bus.tail({
    topics: [LIST_CONFIG.name],
    from: 'beginning',
    signal: stop.signal,
    handler: async (batch) => {
      for (const { payload } of batch) seen.push(ListEvent.decode(payload));
      if (seen.length >= count) enough.resolve();
    },
  });
  await enough.promise;
  stop.abort();
  await tail.closed;
  return seen;
}
