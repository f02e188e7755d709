import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CallScene } from './_call-scene.ts';

/** The demo campaign's. */
const RING_LIMIT_MS = 30_000;

test('R-2 R-34 a lead who does not answer is cancelled at the ring limit, stays New, and is in the call log as no answer', async () => {
  await using scene = await CallScene.open('lead-does-not-answer');
  const { agent, phone, carrier } = scene;

  const { lead_id: leadId } = await scene.push({ caller_id: '+12025550145' });
  await phone.rings();
  await phone.accept();
  await carrier.takes('INVITE');
  const ringingAt = performance.now();
  await carrier.takes('CANCEL', 1, RING_LIMIT_MS + 10_000);
  const rangMs = performance.now() - ringingAt;
  assert.ok(rangMs > RING_LIMIT_MS - 2000, `cancelled after ${rangMs} ms already`);
  const after = await agent.until(({ presence }) => presence === 'wrap_up');
  assert.equal(after.call?.endCause, 'no_answer');
  await phone.closed();

  await agent.dispose(after, 'no-answer');
  const row = await scene.callRow(leadId, ({ dispositionLabel }) => dispositionLabel !== '');
  assert.deepEqual([row.cause, row.talkMs, row.dispositionLabel], ['no_answer', 0, 'No answer']);
  assert.equal((await scene.lead(leadId))?.status, 'new');
});
