import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DialState } from '@firstring/contracts/leads/lead';
import { systemClock } from '@firstring/kernel/system';
import { eventually } from '@firstring/kernel/testing';
import {
  configure,
  ended,
  PHONE,
  PROCESS,
  publishCall,
  requestId,
  startLeadStore,
  submit,
  watchLeadEvents,
  type LeadStoreUnderTest,
} from './_harness.ts';

const OTHER = '+13125550188';

const ALLOWED = { campaign: { manualDialling: true } };

function create(service: LeadStoreUnderTest, campaignId: string, change: object = {}) {
  return service.handLeads.createHandLead({
    requestId: requestId(),
    processId: PROCESS,
    campaignId,
    agentId: 'ann',
    contact: { phones: ['(212) 555-0123', OTHER], firstName: 'Zoe', custom: { city: 'Boston' } },
    defaultCountry: 'US',
    ...change,
  });
}

test('R-131 R-132 an agent makes a lead of the campaign itself: durable, with its data, agreed with that agent for now', async () => {
  await using service = await startLeadStore();
  await using events = watchLeadEvents(service);
  const { link } = await configure(service, ALLOWED);
  const { leadId } = await create(service, link.campaignId);
  const { lead } = await service.leads.getLead({ processId: PROCESS, leadId });
  assert.deepEqual(
    [lead?.firstName, lead?.custom, lead?.otherPhones, lead?.card?.homeGuard, lead?.card?.campaignId],
    ['Zoe', { city: 'Boston' }, [OTHER], PHONE, link.campaignId],
  );
  assert.deepEqual([lead?.ingestLinkId, lead?.card?.listId], ['', '']);
  const { card } = lead ?? {};
  assert.deepEqual([card?.dialState, card?.callbackAgentId], [DialState.DIAL_STATE_CALLBACK, 'ann']);
  assert.ok(Number(card?.callbackTime) <= Number(lead?.createTime));
  await events.until((each) => each.event?.$case === 'accepted' && each.leadId === leadId);
});

test('R-132 the same request is the same lead; who is known to the campaign is LEAD_DUPLICATE with the lead to open', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service, ALLOWED);
  const request = { requestId: requestId() };
  const first = await create(service, link.campaignId, request);
  assert.deepEqual(await create(service, link.campaignId, request), first);
  const duplicate = { reason: 'LEAD_DUPLICATE', details: { leadId: first.leadId } };
  await assert.rejects(create(service, link.campaignId), duplicate);
  const { leadId } = await submit(service, link, { callerId: OTHER });
  const contact = { phones: [OTHER] };
  await assert.rejects(create(service, link.campaignId, { contact }), {
    reason: 'LEAD_DUPLICATE',
    details: { leadId },
  });
});

test('R-132 two agents who make the same person at once make one lead', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service, ALLOWED);
  const made = await Promise.allSettled([create(service, link.campaignId), create(service, link.campaignId)]);
  assert.deepEqual(made.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
});

test('R-132 no lead is made of a number that is never dialled, nor in a campaign of another process', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service, ALLOWED);
  await assert.rejects(create(service, link.campaignId, { contact: { phones: ['911'] } }), {
    reason: 'INVALID_ARGUMENT',
    details: { field: 'phones.0', why: 'emergency' },
  });
  await assert.rejects(create(service, 'elsewhere'), { reason: 'CAMPAIGN_NOT_FOUND' });
});

test('R-132 a campaign that does not allow it takes no lead by hand', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  await assert.rejects(create(service, link.campaignId), { reason: 'MANUAL_DIALLING_OFF' });
});

test('A-9 dial facts name the number that is chosen, with the hours of its zones beside the person’s own', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service, ALLOWED);
  const { leadId } = await create(service, link.campaignId);
  const ref = { processId: PROCESS, leadId };
  const { facts } = await service.leads.getDialFacts({ ...ref, phone: OTHER });
  assert.equal(facts?.phone, OTHER);
  assert.deepEqual(facts?.card?.candidateZones, ['America/Chicago', 'America/New_York']);
  assert.equal((await service.leads.getDialFacts(ref)).facts?.phone, PHONE);
  await assert.rejects(service.leads.getDialFacts({ ...ref, phone: '+13125550100' }), {
    reason: 'PHONE_NOT_OF_LEAD',
  });
});

test('R-133 facts of a number without a lead: every zone it may be in, and whose it is all the same', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service, ALLOWED);
  const { campaignId } = link;
  const ask = (phone: string) => service.leads.getDialFacts({ processId: PROCESS, campaignId, phone });
  const { facts } = await ask(OTHER);
  assert.deepEqual(
    [facts?.phone, facts?.card?.leadId, facts?.card?.candidateZones, facts?.others],
    [OTHER, '', ['America/Chicago'], []],
  );
  await create(service, campaignId);
  const named = (await ask(OTHER)).facts?.others.map(({ attributes }) => attributes['first_name']);
  assert.deepEqual(named, ['Zoe']);
  for (const phone of ['+1911', '+19005550123', '112', '+12'])
    await assert.rejects(ask(phone), { reason: 'NUMBER_NOT_DIALABLE' });
});

test('R-133 a number without a lead leaves a row of the call log with its outcome, and no lead', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service, ALLOWED);
  const call = { leadId: '', attemptId: 'attempt-1' };
  const outcome = {
    requestId: requestId(),
    processId: PROCESS,
    campaignId: link.campaignId,
    agentId: 'ann',
    attemptId: call.attemptId,
    fencingToken: 7n,
    dispositionCode: 'no-answer',
    note: 'nobody',
  };
  await service.leads.recordOutcome(outcome);
  await service.leads.recordOutcome(outcome);
  await publishCall(service, call, ended(call));
  const rows = async () => (await service.callLog.listCalls({ processId: PROCESS })).calls;
  await eventually(systemClock, 'the row', async () => (await rows()).length > 0);
  const [row, ...more] = await rows();
  assert.deepEqual([row?.record?.leadId, row?.note, more], ['', 'nobody', []]);
  assert.deepEqual((await service.leads.listLeads({ processId: PROCESS })).leads, []);
  const callback = { ...outcome, dispositionCode: 'callback' };
  await assert.rejects(service.leads.recordOutcome(callback), { reason: 'OUTCOME_NEEDS_LEAD' });
});

test('R-65 a stranger who calls becomes a lead of the campaign, with only the number; who is there already is that lead', async () => {
  await using service = await startLeadStore();
  const { link } = await configure(service);
  const ask = { processId: PROCESS, campaignId: link.campaignId, phone: '+12125550177' };
  const made = await service.callerLeads.createCallerLead({ ...ask, requestId: 'call-1' });
  const { lead } = await service.leads.getLead({ processId: PROCESS, leadId: made.leadId });
  const card = lead?.card;
  assert.deepEqual([card?.homeGuard, card?.campaignId], [ask.phone, ask.campaignId]);
  const again = await service.callerLeads.createCallerLead({ ...ask, requestId: 'call-2' });
  assert.equal(again.leadId, made.leadId);
  const bad = service.callerLeads.createCallerLead({ ...ask, phone: 'anonymous', requestId: 'call-3' });
  await assert.rejects(bad, { reason: 'INVALID_ARGUMENT' });
});
