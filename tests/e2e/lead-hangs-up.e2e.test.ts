import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallPage } from '@firstring/console-service/leads';
import { CallScene } from './_call-scene.ts';

test('R-1 R-2 R-5 R-23 R-32 R-34 R-35 R-41 a pushed lead rings the agent, is dialled, talks, hangs up, and is converted', async () => {
  await using scene = await CallScene.open('lead-hangs-up');
  const { agent, phone, carrier, supervisor } = scene;

  const pushedAt = performance.now();
  const { lead_id: leadId, status } = await scene.push({ caller_id: '+12025550142', first_name: 'Dana' });
  assert.equal(status, 'created');
  const preview = await agent.until((desk) => desk.details !== undefined);
  const presentedMs = performance.now() - pushedAt;
  assert.ok(presentedMs < 10_000, `presented after ${presentedMs} ms`);
  assert.equal(preview.details?.lead.leadId, leadId);
  assert.equal(preview.details?.lead.firstName, 'Dana');
  assert.equal((await scene.lead(leadId))?.status, 'new');

  await phone.rings();
  assert.equal(carrier.received('INVITE'), 0, 'the lead is not dialled before the agent says so');
  const { attemptId = '', fencingToken = '' } = preview.preview ?? {};
  assert.deepEqual(await agent.post('/api/desk/dial', { attemptId, fencingToken }), {
    dialling: true,
    reasons: [],
  });
  await phone.accept();
  await carrier.takes('INVITE');
  assert.equal(carrier.inviteHeader('X-Firstring-Attempt'), attemptId);
  await agent.until(({ call }) => call?.phase === 'bridged');
  await scene.talk();

  const after = await agent.until(({ presence }) => presence === 'wrap_up');
  assert.equal(after.call?.endCause, 'lead_hung_up');
  await phone.closed();
  assert.equal(carrier.received('INVITE'), 1);
  assert.equal((await scene.lead(leadId))?.status, 'contacted');

  await agent.dispose(after, 'sale', 'wants two roofs');
  await agent.until(({ presence, preview: shown }) => presence === 'ready' && shown === undefined);
  const row = await scene.callRow(leadId, ({ dispositionLabel }) => dispositionLabel !== '');
  assert.deepEqual(
    [row.attemptId, row.cause, row.phone, row.dispositionLabel, row.note, row.agentName],
    [attemptId, 'lead_hung_up', '+12025550142', 'Sale', 'wants two roofs', 'Ana'],
  );
  assert.ok(row.talkMs >= 3000 && row.talkMs < 6000, `talked ${row.talkMs} ms`);
  assert.equal((await scene.lead(leadId))?.status, 'converted');
  const { calls } = await supervisor.get<CallPage>(`/api/leads/${leadId}/activity`);
  assert.deepEqual(
    calls.map(({ attemptId: id, dialAt, cause }) => [id, dialAt, cause]),
    [[attemptId, row.dialAt, 'lead_hung_up']],
  );
});
