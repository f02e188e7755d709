import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { LivePhase } from '@firstring/contracts/sip/monitor_service';
import type { Browser } from 'playwright-core';
import { assertAccessible } from './_axe.ts';
import { buildWeb, launchBrowser, openTab } from './_browser.ts';
import { eventually } from './_client.ts';
import { startConsole } from './_harness.ts';
import { furnish } from './_scene.ts';
import { aLiveCall } from './_telephony-scene.ts';

let browser: Browser;
before(async () => {
  await buildWeb();
  browser = await launchBrowser();
});
after(() => browser.close());

test('a supervisor begins and ends a recording on Live calls; a full disk is said in words', async () => {
  await using harness = await startConsole();
  furnish(harness);
  harness.telephony.calls.push(aLiveCall('c1', { phase: LivePhase.LIVE_PHASE_TALKING }));
  const { page, context, complaints } = await openTab(browser, harness, 'sue');
  await page.goto(`${harness.url}/telephony`);
  const record = page.getByRole('button', { name: 'Record Ann Adams’s call' });
  await record.click();
  await page.getByText('Recording', { exact: true }).nth(1).waitFor();
  await assertAccessible(page, 'live calls with a recording');
  await page.getByRole('button', { name: 'Stop recording Ann Adams’s call' }).click();
  await record.waitFor();
  assert.deepEqual(harness.telephony.recorded, ['start p1 c1', 'stop p1 c1']);
  assert.deepEqual(complaints, []);
  harness.telephony.recordingProblem =
    'the recording could not be started: the folder for recordings is full';
  await record.click();
  await page.getByText('the folder for recordings is full').waitFor();
  await context.close();
});

test('the agent sees that the call is recorded, and pauses it', async () => {
  await using harness = await startConsole();
  furnish(harness);
  const { scheduler, telephony } = harness;
  const { page, context, complaints } = await openTab(browser, harness, 'ann');
  scheduler.present('ann', { leadId: 'lea' });
  scheduler.phase('ann', 'bridged');
  const show = (recording: string): void => {
    const { call } = scheduler.desk('ann');
    assert.ok(call);
    scheduler.change('ann', { call: { ...call, recording } });
  };
  await page.getByText('You are talking.').waitFor();
  assert.equal(await page.getByText('Pause recording').count(), 0);
  show('running');
  await page.getByRole('button', { name: 'Pause recording' }).click();
  await eventually(() => telephony.recorded.length === 1, 'the pause');
  show('paused');
  await page.getByText('Recording paused').waitFor();
  await assertAccessible(page, 'paused recording');
  await page.getByRole('button', { name: 'Resume recording' }).click();
  await eventually(() => telephony.recorded.length === 2, 'the end of the pause');
  assert.deepEqual(telephony.recorded, ['pause ann attempt-lea', 'resume ann attempt-lea']);
  assert.deepEqual(complaints, []);
  await context.close();
});

test('the call log names the files of a call', async () => {
  await using harness = await startConsole();
  furnish(harness);
  const record = harness.leadStore.calls[0]?.record;
  assert.ok(record);
  record.recordings = [
    { name: 'a2-1.wav', startTime: new Date(1000), durationMs: 95_000n, failure: 'DISK_FULL' },
  ];
  const { page, context } = await openTab(browser, harness, 'sue');
  await page.goto(`${harness.url}/reporting`);
  await page.locator('summary').click();
  await page.getByText('a2-1.wav').waitFor();
  await page.getByText('not whole: the disk was full').waitFor();
  const player = page.getByLabel('Recording 1 of 1');
  await player.waitFor();
  const path = '/api/calls/a2/recordings/1?processId=p1';
  assert.equal(await player.getAttribute('src'), path);
  await assertAccessible(page, 'call log with recordings');
  await context.close();
});
