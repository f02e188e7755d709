import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AutomaticDiallingView, PacingView } from '../src/app/views/campaigns.ts';
import { Client, newRequestId } from './_client.ts';
import { startConsole } from './_harness.ts';

test('R-111 an administrator who accepts the warning switches automatic dialling on; who and when is shown', async () => {
  await using harness = await startConsole();
  const adam = await Client.signedIn(harness, 'adam');
  const path = '/api/process/automatic-dialling?processId=p1';
  assert.equal((await adam.send('PUT', path, { requestId: newRequestId(), on: false })).status, 200);
  const before = await adam.get<AutomaticDiallingView>(path);
  assert.deepEqual([before.status, before.body.on], [200, false]);
  const unread = await adam.send('PUT', path, { requestId: newRequestId(), on: true });
  assert.equal(unread.status, 422);
  const on = await adam.send<AutomaticDiallingView>('PUT', path, {
    requestId: newRequestId(),
    on: true,
    warningAccepted: true,
  });
  assert.equal(on.status, 200);
  const after = await adam.get<AutomaticDiallingView>(path);
  assert.equal(after.body.on, true);
  assert.notEqual(after.body.setBy, '');
});

test('R-111 a campaign’s pacing is shown with its ceiling and what it still needs', async () => {
  await using harness = await startConsole();
  const sue = await Client.signedIn(harness, 'sue');
  const { status, body } = await sue.get<PacingView>('/api/campaigns/solar/pacing?processId=p1');
  assert.equal(status, 200);
  assert.deepEqual(
    [body.mode, body.ceilingBasisPoints, body.abandoned30Days, body.answeredNeeded, body.talkMs],
    ['preview', 300, 1, 40, 95_000],
  );
});
