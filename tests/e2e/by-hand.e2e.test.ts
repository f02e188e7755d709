import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallPage, CampaignView, LeadPage } from '@firstring/console-service/leads';
import { systemClock as clock } from '@firstring/kernel/system';
import { DeskClient } from '@firstring/standalone-service/desk-client';
import { eventually } from '@firstring/testkit';
import { Product } from '../stack/product.ts';
import { Telephones } from '../stack/telephones.ts';

const PHONE_LIFTS_MS = 200;

/** The whole product, an agent with a phone, and a carrier whose people answer. */
async function openOffice() {
  await using opened = new AsyncDisposableStack();
  const outcome = { type: 'answer', afterMs: 100, hangUpAfterMs: 500 } as const;
  const telephones = opened.use(await Telephones.start({ policy: () => ({ ringAfterMs: 50, outcome }) }));
  const env = { STANDALONE_TRUNK_TARGET: telephones.trunkTarget };
  const { ready } = opened.use(await Product.start({ env }));
  const [account] = ready.agents;
  assert.ok(account);
  await telephones.phone(account, ready.sip, PHONE_LIFTS_MS);
  const agent = opened.use(await DeskClient.signIn(ready.consoleUrl, account));
  const supervisor = opened.use(
    await DeskClient.signIn(ready.consoleUrl, { username: 'sam', password: account.password }),
  );
  const desk = await agent.open();
  assert.equal(desk.presence, 'not_ready');
  const { campaigns } = await agent.get<{ campaigns: CampaignView[] }>('/api/campaigns');
  const campaign = campaigns.find(({ manualDialling }) => manualDialling);
  assert.ok(campaign);
  const { campaignId, processId } = campaign;
  const own = opened.move();
  return {
    agent,
    supervisor,
    place: { campaignId, processId },
    [Symbol.asyncDispose]: () => own.disposeAsync(),
  };
}

test('R-91 R-132 "Create and dial" through every service: a lead, a call to it, an outcome, and Not Ready as before', async () => {
  await using office = await openOffice();
  const { agent, supervisor, place } = office;
  await agent.post('/api/desk/new-lead', { ...place, phones: ['+12025550147'], firstName: 'Zoe' });
  const after = await agent.until(({ presence }) => presence === 'wrap_up', 20_000);
  assert.equal(after.details?.lead.firstName, 'Zoe');
  await agent.dispose(after, 'no-answer');
  await agent.until(({ presence }) => presence === 'not_ready');
  const { leads } = await supervisor.get<LeadPage>('/api/leads');
  assert.equal(leads.find(({ firstName }) => firstName === 'Zoe')?.status, 'contacted');
});

test('R-133 "Dial only" through every service: a row of the call log, and no lead', async () => {
  await using office = await openOffice();
  const { agent, supervisor, place } = office;
  const before = (await supervisor.get<LeadPage>('/api/leads')).leads.length;
  await agent.post('/api/desk/new-number', { ...place, phone: '+12025550148', defaultCountry: '' });
  const after = await agent.until(({ presence }) => presence === 'wrap_up', 20_000);
  assert.equal(after.preview?.phone, '+12025550148');
  await agent.dispose(after, 'no-answer', 'nobody I knew');
  await agent.until(({ presence }) => presence === 'not_ready');
  await eventually(clock, 'the row of the call log', async () => {
    const { calls } = await supervisor.get<CallPage>('/api/calls');
    return calls.some(({ leadId, note, talkMs }) => leadId === '' && note === 'nobody I knew' && talkMs > 0);
  });
  assert.equal((await supervisor.get<LeadPage>('/api/leads')).leads.length, before);
});
