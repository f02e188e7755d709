import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CustomerProvider } from '@firstring/contracts/leads/campaign';
import type { Browser, Page } from 'playwright-core';
import { assertAccessible } from './_axe.ts';
import { buildWeb, launchBrowser } from './_browser.ts';
import type { Harness } from './_harness.ts';
import { inTab } from './_in-tab.ts';

let browser: Browser;
before(async () => {
  await buildWeb();
  browser = await launchBrowser();
});
after(() => browser.close());

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

const onTab = (name: string, work: (page: Page, harness: Harness) => Promise<void>): Promise<void> =>
  inTab({ browser, user: 'sue' }, async ({ page, harness }) => {
    await page.getByRole('link', { name: 'Campaigns', exact: true }).click();
    await page.getByRole('link', { name: 'Solar roofs' }).click();
    await page.getByRole('heading', { name: 'Solar roofs', level: 1 }).waitFor();
    await page.getByRole('link', { name, exact: true }).last().click();
    await work(page, harness);
  });

test('R-145 a policy is written, judged with its line, activated and rolled back on its page', async () => {
  await onTab('Policy', async (page, { leadStore }) => {
    const editor = page.getByLabel('Policy', { exact: true });
    const stored = await editor.inputValue();
    assert.match(stored, /attempts: 20/);
    assert.ok(await button(page, 'Activate…').isDisabled(), 'nothing has changed');
    await editor.fill(stored.replace('attempts: 20', 'attempts: none'));
    await page.getByText('must be a whole number from 1 to 1000').waitFor();
    await assertAccessible(page, 'a policy with an error');
    assert.ok(await button(page, 'Activate…').isDisabled());
    await page.getByRole('button', { name: /^Line \d+$/ }).click();
    await page.locator('textarea:focus').waitFor();
    await editor.fill(stored.replace('attempts: 20', 'attempts: 12'));
    await page.getByText('caps › attempts: 20 → 12').waitFor();
    await button(page, 'Count which leads move').click();
    await page.getByText('12 leads move, 0 stay').waitFor();
    await button(page, 'Activate…').click();
    await page.getByLabel('Why').fill('fewer calls');
    await assertAccessible(page, 'activating a policy');
    await button(page, 'Activate').click();
    await page.getByRole('cell', { name: 'fewer calls' }).waitFor();
    assert.equal(leadStore.campaigns.get('solar')?.maxAttempts, 12);
    await editor.fill(stored);
    await page.getByText('caps › attempts: 12 → 20').waitFor();
    await button(page, 'Into the editor: version 2').click();
    await page.getByText('It says what holds now.').waitFor();
    assert.match(await editor.inputValue(), /attempts: 12/);
    await assertAccessible(page, 'a policy with its history');
  });
});

test('R-130 A-29 the customer provider is chosen on the Customers tab, attempts an hour on the Lists tab', async () => {
  await onTab('Customers', async (page, { leadStore }) => {
    await page.getByLabel('Customer provider').selectOption('pace_based');
    await page.getByLabel('Lists before levels').check();
    await assertAccessible(page, 'customer provider');
    await button(page, 'Save customers').click();
    await page.getByText('Saved.').waitFor();
    const stored = leadStore.campaigns.get('solar');
    assert.equal(stored?.customerProvider, CustomerProvider.CUSTOMER_PROVIDER_PACE_BASED);
    assert.equal(stored?.listsBeforeLanes, true);
    await page.getByRole('link', { name: 'Lists', exact: true }).last().click();
    await button(page, 'Assign').click();
    await page.getByLabel('Attempts an hour').fill('40');
    await button(page, 'Save lists').click();
    await page.getByText('Saved.').waitFor();
    assert.equal(leadStore.campaigns.get('solar')?.lists[0]?.attemptsPerHour, 40);
  });
});
