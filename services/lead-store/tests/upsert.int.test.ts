import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LeadStatus } from '@firstring/contracts/leads/lead';
import { UpsertOutcome } from '@firstring/contracts/leads/lead_service';
import { systemClock } from '@firstring/kernel/system';
import { eventually } from '@firstring/kernel/testing';
import {
  configure,
  createLink,
  PROCESS,
  requestId,
  startLeadStore,
  submission,
  submit,
  watchLeadEvents,
} from './_harness.ts';

const {
  UPSERT_OUTCOME_CREATED: CREATED,
  UPSERT_OUTCOME_UPDATED: UPDATED,
  UPSERT_OUTCOME_REFUSED: REFUSED,
} = UpsertOutcome;

test('R-23 R-32 R-36 R-38 R-39 a submission makes a New lead with id, campaign and vendor, and says so on the bus', async () => {
  await using service = await startLeadStore();
  await using events = watchLeadEvents(service);
  const { link } = await configure(service);
  const result = await submit(service, link, { firstName: 'Ann', parameters: { age: '40', colour: 'red' } });
  assert.equal(result.outcome, CREATED);
  assert.match(result.leadId, /^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  assert.deepEqual(result.ignoredParameters, ['colour']);
  const { lead } = await service.leads.getLead({ processId: PROCESS, leadId: result.leadId });
  assert.equal(lead?.card?.status, LeadStatus.LEAD_STATUS_NEW);
  assert.deepEqual(lead?.custom, { age: '40' });
  assert.deepEqual([lead?.firstName, lead?.lastName, lead?.email], ['Ann', '', '']);
  assert.deepEqual([lead?.campaignName, lead?.vendorName], ['Spring', 'Acme']);
  assert.deepEqual([lead?.card?.vendorId, lead?.card?.ingestLinkId], [link.vendorId, link.ingestLinkId]);
  const event = await events.until(({ leadId }) => leadId === result.leadId);
  assert.equal(event.event?.$case, 'accepted');
  assert.deepEqual(event.event?.$case === 'accepted' && event.event.value.card, lead?.card);
});

test('R-29 R-37 A-8 the same Caller ID through the same link updates the lead: given fields overwrite, absent ones stay', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  const first = await submit(service, link, { firstName: 'Ann', lastName: 'Lee', parameters: { age: '40' } });
  const { lead: before } = await service.leads.getLead({ processId: PROCESS, leadId: first.leadId });
  const again = await submit(service, link, { firstName: 'Anna', email: 'a@example.com', lastName: '' });
  assert.deepEqual([again.outcome, again.leadId, again.version], [UPDATED, first.leadId, 2n]);
  const { lead: after } = await service.leads.getLead({ processId: PROCESS, leadId: first.leadId });
  assert.deepEqual([after?.firstName, after?.lastName, after?.email], ['Anna', 'Lee', 'a@example.com']);
  assert.deepEqual(after?.custom, { age: '40' });
  assert.deepEqual(after?.createTime, before?.createTime);
});

test('R-29 a hundred simultaneous submissions of one Caller ID make one lead', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  const results = await Promise.all(
    Array.from({ length: 100 }, (_, n) => submit(service, link, { firstName: `A${n}` })),
  );
  assert.equal(new Set(results.map(({ leadId }) => leadId)).size, 1);
  assert.equal(results.filter(({ outcome }) => outcome === CREATED).length, 1);
  const { leads } = await service.leads.listLeads({ processId: PROCESS });
  assert.equal(leads.length, 1);
});

test('R-30 the same Caller ID through another link is another lead', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  const other = await createLink(service, { vendorName: 'Bolt' });
  const [one, two] = [await submit(service, link), await submit(service, other.link)];
  assert.deepEqual([one.outcome, two.outcome], [CREATED, CREATED]);
  assert.notEqual(one.leadId, two.leadId);
  const { leads } = await service.leads.listLeads({ processId: PROCESS });
  assert.deepEqual(leads.map(({ vendorName }) => vendorName).sort(), ['Acme', 'Bolt']);
});

test('one identity several times in a batch is one lead and one write, in the order of the batch', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  const submissions = ['A', 'B', 'C'].map((firstName) => submission(link, { firstName }));
  const { results } = await service.leads.upsertLeads({ requestId: requestId(), submissions });
  assert.deepEqual(
    results.map(({ outcome }) => outcome),
    [CREATED, UPDATED, UPDATED],
  );
  const leadId = results[0]?.leadId ?? '';
  const { lead } = await service.leads.getLead({ processId: PROCESS, leadId });
  assert.deepEqual([lead?.firstName, lead?.card?.version], ['C', 1n]);
});

test('a repeated request id gets the answer it had, and changes nothing', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  const first = submission(link, { firstName: 'Ann', parameters: { colour: 'red' } });
  const send = async () =>
    (await service.leads.upsertLeads({ requestId: requestId(), submissions: [first] })).results[0];
  const answer = await send();
  await submit(service, link, { firstName: 'Bea' });
  assert.deepEqual(await send(), answer);
  const { lead } = await service.leads.getLead({ processId: PROCESS, leadId: answer?.leadId ?? '' });
  assert.deepEqual([lead?.firstName, lead?.card?.version], ['Bea', 2n]);
});

test('an unknown and a revoked link refuse their items, the others are stored', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  const revoked = await createLink(service);
  await service.configuration.revokeIngestLink({
    requestId: requestId(),
    processId: PROCESS,
    ingestLinkId: revoked.link.ingestLinkId,
  });
  const unknown = { ...link, ingestLinkId: 'nowhere' };
  const submissions = [submission(unknown), submission(link), submission(revoked.link)];
  const { results } = await service.leads.upsertLeads({ requestId: requestId(), submissions });
  assert.deepEqual(
    results.map(({ outcome }) => outcome),
    [REFUSED, CREATED, REFUSED],
  );
  assert.deepEqual(
    results.map(({ reason }) => reason),
    ['LINK_NOT_FOUND', '', 'LINK_REVOKED'],
  );
});

test('A-8 an empty string clears a field where the link says so', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service, { link: { emptyClears: true } });
  const { leadId } = await submit(service, link, { firstName: 'Ann', parameters: { age: '40' } });
  await submit(service, link, { firstName: '', parameters: { age: '' } });
  const { lead } = await service.leads.getLead({ processId: PROCESS, leadId });
  assert.deepEqual([lead?.firstName, lead?.custom], ['', {}]);
});

test('A-7 ignored parameters are counted on the link', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  await submit(service, link, { parameters: { agee: '40', age: '40' } });
  await submit(service, link, { parameters: { agee: '41', colour: 'red' } });
  const counted = async () => {
    const { links } = await service.configuration.listIngestLinks({
      processId: PROCESS,
      campaignId: link.campaignId,
    });
    return links[0]?.ignoredParameters.map(({ name, count }) => `${name} ${count}`) ?? [];
  };
  const counts = await eventually(systemClock, 'both are counted', async () => {
    const now = await counted();
    return now.length >= 2 && now;
  });
  assert.deepEqual(counts.sort(), ['agee 2', 'colour 1']);
});

test('a submission that no ingest would send is refused whole, with the field', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  for (const [change, field] of [
    [{ callerId: '2125550123' }, 'caller_id'],
    [{ requestId: '' }, 'submissions.request_id'],
    [{ ingestLinkId: '$ne' }, 'ingest_link_id'],
    [{ firstName: 'A\u0000' }, 'first_name'],
    [{ candidateZones: ['Mars/Phobos'] }, 'candidate_zones'],
  ] as const) {
    await assert.rejects(
      submit(service, link, {
        ...change,
        candidateZones: [...('candidateZones' in change ? change.candidateZones : [])],
      }),
      {
        reason: 'INVALID_ARGUMENT',
        details: { field },
      },
    );
  }
});
