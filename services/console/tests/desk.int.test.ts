import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client, newRequestId } from './_client.ts';
import { startConsole } from './_harness.ts';

test('R-1 the desk stream begins with a snapshot and joins the previewed lead, its campaign and its history', async () => {
  await using harness = await startConsole();
  harness.leadStore.add({ leadId: 'l1', phone: '+12025550123', firstName: 'Lea', lastName: 'Lind' });
  const ann = await Client.signedIn(harness, 'ann');
  await using stream = await ann.desk();
  const first = await stream.desk();
  assert.equal(first.presence, 'not_ready');

  const answer = await ann.post('/api/desk/presence', { requestId: newRequestId(), ready: true });
  assert.equal(answer.status, 200);
  await stream.desk((desk) => desk.presence === 'ready');
  harness.scheduler.present('ann', { leadId: 'l1' });
  const desk = await stream.desk((next) => next.preview !== undefined);
  assert.equal(desk.details?.lead.firstName, 'Lea');
  assert.equal(desk.details?.campaign?.dispositions.length, 5);
});
