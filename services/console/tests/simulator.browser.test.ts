import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { assertAccessible } from './_axe.ts';
import { buildWeb, launchBrowser, openTab } from './_browser.ts';
import { startConsole } from './_harness.ts';
import { furnish } from './_scene.ts';

let browser: Browser;
before(async () => {
  await buildWeb();
  browser = await launchBrowser();
});
after(() => browser.close());

test('a day is simulated on the campaign’s page, as it was and under another policy; what cannot be done is said in words', async () => {
  await using harness = await startConsole();
  furnish(harness);
  const tab = await openTab(browser, harness, 'sue');
  const { page } = tab;
  await page.getByRole('link', { name: 'Campaigns', exact: true }).click();
  await page.getByRole('link', { name: 'Solar roofs' }).click();
  await page.getByRole('link', { name: 'Simulator', exact: true }).click();
  const simulate = page.getByRole('button', { name: 'Simulate', exact: true });
  await assertAccessible(page, 'the simulator, empty');

  await simulate.click();
  await page.getByText('made all 9,516 choices again').waitFor();
  await page.getByRole('cell', { name: 'Unique dial rate' }).waitFor();
  await assertAccessible(page, 'the simulator with a report');

  await page.getByRole('button', { name: 'Take the policy of now' }).click();
  const policy = page.getByLabel('Policy', { exact: true });
  const text = await policy.inputValue();
  assert.match(text, /attempts: 20/);
  await simulate.click();
  await page.getByText('1,840 of 9,100 dials were answered by the model').waitFor();

  await policy.fill(text.replace('attempts: 20', 'attempts: many'));
  await simulate.click();
  await page.getByText('Line 3: must be a whole number from 1 to 1000.').waitFor();

  await policy.fill('');
  await page.getByLabel('Day').fill('2020-01-01');
  await simulate.click();
  await page.getByText('The decision log has nothing of 2020-01-01.').waitFor();
  assert.deepEqual(
    tab.complaints.filter((complaint) => !/40[04]|422/.test(complaint)),
    [],
  );
  await tab.context.close();
});
