import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FirstStepsView } from '../src/app/views/first-steps.ts';
import { Client } from './_client.ts';
import { startConsole, type Harness } from './_harness.ts';
import { furnish } from './_scene.ts';
import { furnishTelephony } from './_telephony-scene.ts';

async function missing(harness: Harness): Promise<string[]> {
  const adam = await Client.signedIn(harness, 'adam');
  const { body } = await adam.get<FirstStepsView>('/api/process/first-steps');
  return body.steps.filter(({ done }) => !done).map(({ step }) => step);
}

test('the first steps are told by what is there, and are for administrators', async () => {
  await using harness = await startConsole();
  assert.deepEqual(await missing(harness), ['phone', 'trunk', 'link', 'lead', 'call']);
  furnish(harness);
  furnishTelephony(harness);
  assert.deepEqual(await missing(harness), ['link']);
  harness.telephony.trunks.clear();
  assert.deepEqual(await missing(harness), ['trunk', 'link']);
  const sue = await Client.signedIn(harness, 'sue');
  assert.equal((await sue.get('/api/process/first-steps')).status, 403);
});
