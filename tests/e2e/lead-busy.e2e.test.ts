import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CallScene } from './_call-scene.ts';

test('R-2 R-34 a busy lead frees the agent at once, stays New, and is in the call log as busy', async () => {
  await using scene = await CallScene.open('lead-busy');
  const { agent, phone, carrier } = scene;

  const { lead_id: leadId } = await scene.push({ caller_id: '+12025550144' });
  await phone.rings();
  await phone.accept();
  await carrier.takes('INVITE');
  const after = await agent.until(({ presence }) => presence === 'wrap_up');
  assert.equal(after.call?.endCause, 'busy');
  await phone.closed();

  await agent.dispose(after, 'no-answer');
  await agent.until(({ presence }) => presence === 'ready');
  const row = await scene.callRow(leadId, ({ dispositionLabel }) => dispositionLabel !== '');
  assert.deepEqual([row.cause, row.talkMs, row.dispositionLabel], ['busy', 0, 'No answer']);
  assert.equal((await scene.lead(leadId))?.status, 'new');
  assert.equal(carrier.received('INVITE'), 1);
});
