import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configure, PROCESS, requestId, startLeadStore, submit, watchLeadEvents } from './_harness.ts';
import { ended, leadsOf, makeList, sendFile, start, verdicts } from './_uploads.ts';

test('R-57 a vendor names the ownership code, a person changes or clears it, and each time the card carries it', async () => {
  await using service = await startLeadStore();
  await using events = watchLeadEvents(service);
  const { link } = await configure(service);
  const { leadId } = await submit(service, link, { ownershipCode: ' North ' });
  const ref = { processId: PROCESS, leadId };
  const code = async (): Promise<string | undefined> =>
    (await service.leads.getLead(ref)).lead?.card?.ownershipCode;
  assert.equal(await code(), 'North');
  const again = await submit(service, link, { firstName: 'Zoe' });
  assert.equal(again.leadId, leadId, 'the same person');
  assert.equal(await code(), 'North', 'a submission that says nothing of it leaves it');
  const edit = (ownershipCode: string) =>
    service.leadEdits.updateLead({ requestId: requestId(), ...ref, ownershipCode });
  assert.equal((await edit('east')).lead?.card?.ownershipCode, 'east');
  assert.equal((await edit(' ')).lead?.card?.ownershipCode, '');
  await assert.rejects(edit('x'.repeat(65)), { reason: 'INVALID_ARGUMENT' });
  const { event } = await events.until(
    (each) => each.event?.$case === 'updated' && each.event.value.card?.ownershipCode === 'east',
  );
  assert.ok(event);
});

test('R-57 a column of a file and a contact by hand carry an ownership code, and filters find the leads by it', async () => {
  await using service = await startLeadStore();
  await configure(service);
  const { listId } = await makeList(service);
  const content = `phone,Ownership code\n(212) 555-0123, North \n(212) 555-0124,\n(212) 555-0125,${'x'.repeat(65)}\n`;
  const sent = await sendFile(service, { listId, content });
  await start(service, sent);
  const done = await ended(service, sent);
  assert.match((await verdicts(service, done))[3] ?? '', /ownership_code has more than 64 characters/);
  const contact = { phones: ['+12125550126'], ownershipCode: 'north' };
  const { leadId } = await service.lists.addContact({
    requestId: requestId(),
    processId: PROCESS,
    listId,
    contact,
  });
  const codes = (await leadsOf(service)).map(({ card }) => card?.ownershipCode);
  const sorted = codes.toSorted((left = '', right = '') => (left < right ? -1 : 1));
  assert.deepEqual(sorted, ['', '', 'North', 'north']);
  const criteria = "ownership_code = 'NORTH'";
  const { result } = await service.filters.parseCriteria({ processId: PROCESS, criteria });
  assert.ok(result?.$case === 'root');
  const root = result.value;
  const found = await service.filters.listFilteredLeads({ processId: PROCESS, root });
  assert.equal(found.leads.length, 2, 'case does not matter');
  assert.ok(found.leads.some(({ card }) => card?.leadId === leadId));
});
