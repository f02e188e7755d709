import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LeadPage } from '@firstring/console-service/leads';
import { systemClock as clock } from '@firstring/kernel/system';
import { DeskClient } from '@firstring/standalone-service/desk-client';
import { eventually } from '@firstring/testkit';
import { Product } from '../stack/product.ts';
import { Telephones } from '../stack/telephones.ts';
import { pushLead } from '../stack/vendor.ts';

const LEAD = '+12125550123';
const HOTLINE = '+12025550100';

/** The product with a number people may call, one agent with a phone, and a lead. */
async function open() {
  await using opened = new AsyncDisposableStack();
  const telephones = opened.use(
    await Telephones.start({ policy: () => ({ ringAfterMs: 50, outcome: { type: 'no-answer' } }) }),
  );
  const env = { STANDALONE_TRUNK_TARGET: telephones.trunkTarget };
  const product = opened.use(await Product.start({ env }));
  const { ready } = product;
  const [account] = ready.agents;
  assert.ok(account !== undefined);
  await telephones.phone(account, ready.sip, 50);
  const supervisor = opened.use(
    await DeskClient.signIn(ready.consoleUrl, { username: 'sam', password: account.password }),
  );
  await supervisor.post('/api/incoming-numbers', {
    phone: HOTLINE,
    name: 'Hotline',
    campaignIds: [ready.campaignId],
  });
  const { lead } = await pushLead(ready, { caller_id: LEAD, first_name: 'Dana' });
  const desk = opened.use(await DeskClient.signIn(ready.consoleUrl, account));
  await desk.open();
  const call = () => telephones.carrier.dialIn({ from: LEAD, to: HOTLINE, target: ready.sip });
  const stack = opened.move();
  return {
    desk,
    supervisor,
    telephones,
    leadId: lead?.lead_id ?? '',
    call,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

test('R-34 R-54 a lead who calls waits, rings the first agent who is Ready, talks, and is Contacted', async () => {
  await using scene = await open();
  const { desk, supervisor, leadId } = scene;
  const call = await scene.call();
  await eventually(clock, 'the caller hears that it rings', () => call.provisional.includes(180));
  await desk.ready();
  const ringing = await desk.until(({ presence }) => presence === 'ringing' || presence === 'on_call');
  assert.equal(ringing.preview?.leadId, leadId);
  assert.equal(ringing.preview?.lane, 'caller');
  const talk = await call.answered;
  await desk.until(({ presence, call: now }) => presence === 'on_call' && now?.phase === 'bridged');
  await eventually(clock, 'the caller hears the agent', () => talk.heardHz() !== undefined);
  await talk.hangUp();
  await desk.dispose(await desk.until(({ presence }) => presence === 'wrap_up'), 'not-interested');
  await desk.until(({ presence, preview }) => presence !== 'wrap_up' && preview?.leadId !== leadId);
  const { leads } = await supervisor.get<LeadPage>('/api/leads');
  assert.equal(leads.find((row) => row.leadId === leadId)?.status, 'contacted');
});

test('A-17 the agent who previews the lead is given its call', async () => {
  await using scene = await open();
  const { desk, leadId } = scene;
  await desk.ready();
  await desk.until(({ preview }) => preview?.leadId === leadId);
  const call = await scene.call();
  const talk = await call.answered;
  const talking = await desk.until(({ presence }) => presence === 'on_call');
  assert.deepEqual([talking.preview?.leadId, talking.preview?.lane], [leadId, 'caller']);
  await talk.hangUp();
  await desk.dispose(await desk.until(({ presence }) => presence === 'wrap_up'), 'not-interested');
});
