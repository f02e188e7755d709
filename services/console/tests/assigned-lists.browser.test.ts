import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { assertAccessible } from './_axe.ts';
import { buildWeb, launchBrowser, openTab } from './_browser.ts';
import { SOLAR } from './_fake-lead-store.ts';
import { startConsole } from './_harness.ts';

let browser: Browser;
before(async () => {
  await buildWeb();
  browser = await launchBrowser();
});
after(() => browser.close());

const FAIR = {
  listId: 'fair',
  priority: 1,
  weight: 1,
  maxAttempts: 0,
  attemptsPerHour: 0,
  timeSlots: [],
  agentIds: [],
};

test('R-82 on a campaign’s Lists tab a list is given to some of its agents, and to everybody again', async () => {
  await using harness = await startConsole();
  const { campaigns } = harness.leadStore;
  campaigns.set('solar', { ...SOLAR, agentIds: ['ann', 'bob'], lists: [FAIR] });
  const { page, context, complaints } = await openTab(browser, harness, 'sue');
  await page.goto(`${harness.url}/campaigns/solar/lists`);
  await page.getByText('Everybody who works the campaign').waitFor();
  await page.getByLabel('Given to').selectOption('Ann Adams');
  await page.getByText('These agents only').waitFor();
  await assertAccessible(page, 'a list given to an agent');
  await page.getByRole('button', { name: 'Save lists' }).click();
  await page.getByText('Saved').first().waitFor();
  assert.deepEqual(campaigns.get('solar')?.lists[0]?.agentIds, ['ann']);
  await page.getByRole('button', { name: 'Remove Ann Adams from Spring fair' }).click();
  await page.getByRole('button', { name: 'Save lists' }).click();
  await page.getByText('Everybody who works the campaign').waitFor();
  await page.getByText('Saved').first().waitFor();
  assert.deepEqual(complaints, []);
  await context.close();
});
