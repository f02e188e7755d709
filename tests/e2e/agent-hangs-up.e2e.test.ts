import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CallScene } from './_call-scene.ts';

test('R-1 R-2 R-34 lifting the ringing phone dials the lead, both talk, and the agent hangs up', async () => {
  await using scene = await CallScene.open('lead-answers');
  const { agent, phone, carrier } = scene;

  const { lead_id: leadId } = await scene.push({ caller_id: '+12025550143', last_name: 'Doe' });
  await phone.rings();
  assert.equal(carrier.received('INVITE'), 0, 'the lead is not dialled before the agent lifts');
  await phone.accept();
  await carrier.takes('INVITE');
  await agent.until(({ call }) => call?.phase === 'bridged');
  await scene.talk();

  await phone.hangUp();
  await carrier.takes('BYE');
  const after = await agent.until(({ presence }) => presence === 'wrap_up');
  assert.equal(after.call?.endCause, 'agent_hung_up');
  assert.equal((await scene.lead(leadId))?.status, 'contacted');

  await agent.dispose(after, 'not-interested');
  const row = await scene.callRow(leadId, ({ dispositionLabel }) => dispositionLabel !== '');
  assert.deepEqual([row.cause, row.dispositionLabel], ['agent_hung_up', 'Not interested']);
  assert.ok(row.talkMs > 0);
  assert.equal((await scene.lead(leadId))?.status, 'contacted');
});
