import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configure, PROCESS, requestId, startLeadStore, submit, watchLeadEvents } from './_harness.ts';

test('R-91 a lead is changed by hand: given fields change, empty ones clear, all others stay; search and events follow', async () => {
  await using service = await startLeadStore();
  await using events = watchLeadEvents(service);
  const { link } = await configure(service);
  const { leadId } = await submit(service, link, {
    firstName: 'Ann',
    lastName: 'Lee',
    email: 'ann@example.com',
    parameters: { age: '40', city: 'Reno' },
  });
  const edit = { requestId: requestId(), processId: PROCESS, leadId, version: 0n, fencingToken: 0n };
  const { lead } = await service.leadEdits.updateLead({
    ...edit,
    lastName: 'Bo Lee',
    email: '',
    timeZone: 'America/Denver',
    custom: { age: '41' },
  });
  assert.deepEqual(
    [lead?.firstName, lead?.lastName, lead?.email, lead?.custom],
    ['Ann', 'Bo Lee', '', { age: '41', city: 'Reno' }],
  );
  assert.equal(lead?.card?.timeZone, 'America/Denver');
  assert.ok(lead.card.candidateZones.includes('America/Denver'));
  const event = await events.until((seen) => seen.event?.$case === 'updated' && seen.version === 2n);
  assert.equal(event.leadId, leadId);
  const found = await service.filters.listFilteredLeads({ processId: PROCESS, search: 'bo lee' });
  assert.deepEqual(
    found.leads.map(({ card }) => card?.leadId),
    [leadId],
  );
  const again = await service.leadEdits.updateLead({ ...edit, lastName: 'Bo Lee', custom: {} });
  assert.equal(again.lead?.card?.version, 2n);
});

test('R-91 an older token, an older version, an undeclared parameter and what is no text change nothing', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  const { leadId } = await submit(service, link, { firstName: 'Ann' });
  const update = (change: object) =>
    service.leadEdits.updateLead({
      requestId: requestId(),
      processId: PROCESS,
      leadId,
      custom: {},
      ...change,
    });
  await update({ fencingToken: 7n, firstName: 'Anna' });
  await assert.rejects(update({ fencingToken: 6n, firstName: 'X' }), { reason: 'STALE_TOKEN' });
  await assert.rejects(update({ version: 1n, firstName: 'X' }), { reason: 'VERSION_CONFLICT' });
  await assert.rejects(update({ custom: { shoe: '42' } }), { reason: 'PARAMETER_INVALID' });
  await assert.rejects(update({ timeZone: 'Mars/Phobos' }), { reason: 'INVALID_ARGUMENT' });
  await assert.rejects(update({ firstName: 'a\u0000b' }), { reason: 'INVALID_ARGUMENT' });
  await assert.rejects(update({ firstName: 'a'.repeat(257) }), { reason: 'INVALID_ARGUMENT' });
  const { lead } = await service.leads.getLead({ processId: PROCESS, leadId });
  assert.deepEqual([lead?.firstName, lead?.card?.version], ['Anna', 2n]);
});

test('R-87 a lead of another process, a deleted one and none are the same to an edit', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  await configure(service, { processId: 'process-2' });
  const { leadId } = await submit(service, link, { firstName: 'Ann' });
  const update = (where: { processId: string; leadId: string }) =>
    service.leadEdits.updateLead({ requestId: requestId(), firstName: 'X', custom: {}, ...where });
  await assert.rejects(update({ processId: 'process-2', leadId }), { reason: 'LEAD_NOT_FOUND' });
  await assert.rejects(update({ processId: PROCESS, leadId: 'none' }), { reason: 'LEAD_NOT_FOUND' });
  await service.leads.deleteLead({ requestId: requestId(), processId: PROCESS, leadId });
  await assert.rejects(update({ processId: PROCESS, leadId }), { reason: 'LEAD_NOT_FOUND' });
});

test('R-87 a process is renamed and moved to a zone by whoever read its version; the id stays', async () => {
  await using service = await startLeadStore();
  await configure(service);
  const { process } = await service.processes.getProcess({ processId: PROCESS });
  assert.ok(process);
  const request = {
    requestId: requestId(),
    process: { ...process, name: 'Roofs', timeZone: 'Europe/Berlin' },
  };
  const { process: stored } = await service.processes.updateProcess(request);
  assert.deepEqual([stored?.name, stored?.timeZone, stored?.version], ['Roofs', 'Europe/Berlin', 2n]);
  assert.deepEqual(await service.processes.updateProcess(request), { process: stored });
  const late = { requestId: requestId(), process: { ...process, name: 'Late' } };
  await assert.rejects(service.processes.updateProcess(late), { reason: 'VERSION_CONFLICT' });
  await assert.rejects(service.processes.getProcess({ processId: 'none' }), { reason: 'PROCESS_NOT_FOUND' });
});
