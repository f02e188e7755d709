import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CampaignType } from '@firstring/contracts/leads/campaign';
import type { Browser, Page } from 'playwright-core';
import { assertAccessible } from './_axe.ts';
import { buildWeb, launchBrowser, openTab } from './_browser.ts';
import { startConsole, type Harness } from './_harness.ts';
import { furnish } from './_scene.ts';

let browser: Browser;
before(async () => {
  await buildWeb();
  browser = await launchBrowser();
});
after(() => browser.close());

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

async function signedIn(
  username: string,
  work: (page: Page, harness: Harness) => Promise<void>,
  expected: readonly RegExp[] = [],
): Promise<void> {
  await using harness = await startConsole();
  furnish(harness);
  const tab = await openTab(browser, harness, username);
  try {
    await work(tab.page, harness);
    assert.equal(tab.complaints.length, expected.length, tab.complaints.join());
    for (const [index, pattern] of expected.entries()) assert.match(tab.complaints[index] ?? '', pattern);
  } finally {
    await tab.context.close();
  }
}

test('R-111 an administrator switches automatic dialling off and, with the warning read, on again', async () => {
  await signedIn('adam', async (page) => {
    await page.getByRole('link', { name: 'Settings', exact: true }).click();
    await page.getByRole('heading', { name: 'Automatic dialling' }).waitFor();
    await button(page, 'Switch off, and pause these campaigns').click();
    await page.getByText('Automatic dialling is off.').waitFor();
    await page.getByText('abandoned calls at or below').waitFor();
    await assertAccessible(page, 'General');
    const on = button(page, 'Switch automatic dialling on');
    assert.equal(await on.isDisabled(), true);
    await page.getByLabel('I have read this').check();
    await on.click();
    await page.getByText('Automatic dialling is on for this process.').waitFor();
  });
});

test('R-111 a predictive campaign shows its pace against the ceiling, and takes its message', async () => {
  await signedIn(
    'sue',
    async (page, { leadStore }) => {
      const solar = leadStore.campaigns.get('solar');
      assert.ok(solar);
      leadStore.campaigns.set('solar', { ...solar, type: CampaignType.CAMPAIGN_TYPE_PARALLEL_PREDICTIVE });
      await page.getByRole('link', { name: 'Campaigns', exact: true }).click();
      await page.getByRole('link', { name: 'Solar roofs' }).click();
      await page.getByRole('link', { name: 'Pacing', exact: true }).click();
      await page.getByText('40 more answered calls').waitFor();
      await page.getByText('1.7 % (1 of 60 answered)').waitFor();
      await page.getByText('Abandoned in 30 days, ceiling 3 %').waitFor();
      await assertAccessible(page, 'Pacing');
      await page.getByLabel('Message for who finds no agent').fill('who-are-we');
      await button(page, 'Save pacing').click();
      await page.getByText('there is no sound who-are-we').waitFor();
      await page.getByLabel('Message for who finds no agent').fill('who-we-are');
      await page.getByLabel('Abandoned at most (%)').fill('2.5');
      await button(page, 'Save pacing').click();
      await page.getByText('Saved').first().waitFor();
      const { predictive } = leadStore.campaigns.get('solar') ?? {};
      assert.deepEqual(
        [predictive?.safeHarbourMessage, predictive?.abandonmentCeilingBasisPoints],
        ['who-we-are', 250],
      );
    },
    [/status of 422/],
  );
});
