import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { assertAccessible } from './_axe.ts';
import { buildWeb, launchBrowser, openTab } from './_browser.ts';
import { Client, newRequestId } from './_client.ts';
import { startConsole, type Harness } from './_harness.ts';
import { furnish } from './_scene.ts';

let browser: Browser;
before(async () => {
  await buildWeb();
  browser = await launchBrowser();
});
after(() => browser.close());

async function signedIn(
  username: string,
  path: string,
  work: (page: Page, harness: Harness) => Promise<void>,
): Promise<void> {
  await using harness = await startConsole();
  furnish(harness);
  const tab = await openTab(browser, harness, username);
  try {
    await tab.page.goto(harness.url + path);
    await work(tab.page, harness);
    assert.deepEqual(tab.complaints, []);
  } finally {
    await tab.context.close();
  }
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const rowOf = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });

async function choose(page: Page, menu: string, item: string | RegExp): Promise<void> {
  await button(page, menu).click();
  await page.getByRole('menuitem', { name: item }).click();
}

test('a supervisor saves how Manage Leads looks, opens it again, updates, renames and deletes it', async () => {
  await signedIn('sue', '/leads', async (page, harness) => {
    await page.getByLabel('Status').selectOption('Converted');
    await page.getByLabel('Search').fill('o');
    await choose(page, 'Views', 'Save this view…');
    const dialog = page.getByRole('dialog', { name: 'Save this view' });
    await button(page, 'Save view').click();
    await dialog.getByText('Write a name.').waitFor();
    await dialog.getByLabel('Name').fill('Won');
    await dialog.getByLabel('For everybody in the process').check();
    await assertAccessible(page, 'Save this view');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await button(page, 'Views: Won').waitFor();

    await page.goto(`${harness.url}/leads`);
    await rowOf(page, 'Lindqvist').waitFor();
    await choose(page, 'Views', /^Won/);
    await rowOf(page, 'Lindqvist').waitFor({ state: 'detached' });
    assert.match(page.url(), /status=converted/);
    assert.doesNotMatch(page.url(), /search=/);
    await button(page, 'Views: Won').click();
    await page.getByRole('menu').waitFor();
    await assertAccessible(page, 'Views');
    await page.keyboard.press('Escape');

    await page.getByLabel('Status').selectOption('New');
    await page.getByText('(changed)').waitFor();
    await choose(page, 'Views: Won', 'Update “Won”');
    await page.getByText('(changed)').waitFor({ state: 'detached' });
    await choose(page, 'Views: Won', 'Rename “Won”…');
    await page.getByLabel('Name', { exact: true }).fill('Fresh');
    await button(page, 'Save view').click();
    await choose(page, 'Views: Fresh', 'Delete “Fresh”…');
    await assertAccessible(page, 'Delete view');
    await button(page, 'Delete view').click();
    await button(page, 'Views').waitFor();
    await rowOf(page, 'Lindqvist').waitFor();
    assert.doesNotMatch(page.url(), /view=|status=/);
  });
});

test('a view that asks for what is gone says so, and is shown without it', async () => {
  await signedIn('sue', '/leads', async (page, harness) => {
    const sue = await Client.signedIn(harness, 'sue');
    const query = { campaign: 'gone', columns: 'gone' };
    const view = { table: 'leads', name: 'Old', shared: false, query, requestId: newRequestId() };
    assert.equal((await sue.post('/api/views', view)).status, 200);
    await page.reload();
    await choose(page, 'Views', /^Old/);
    await page
      .getByText('The view “Old” asks for a campaign and a column that are no longer there.')
      .waitFor();
    await assertAccessible(page, 'a view whose parts are gone');
    await button(page, 'Show it without them').click();
    await rowOf(page, 'Lindqvist').waitFor();
    await page.getByText('no longer there').waitFor({ state: 'detached' });
    await button(page, 'Views: Old').waitFor();
  });
});

test('a report keeps what it compares and its order; an analyst saves it for themselves', async () => {
  await signedIn('alan', '/reporting/rates', async (page, harness) => {
    await page.getByLabel('Compare by').selectOption('Agent');
    await choose(page, 'Views', 'Save this view…');
    assert.equal(await page.getByLabel('For everybody in the process').count(), 0);
    await page.getByLabel('Name', { exact: true }).fill('By agent');
    await button(page, 'Save view').click();
    await button(page, 'Views: By agent').waitFor();
    await page.goto(`${harness.url}/reporting/rates`);
    await choose(page, 'Views', /^By agent/);
    await page.waitForURL(/by=agent/);
    await choose(page, 'Views: By agent', 'No view');
    await page.waitForURL((url) => !url.search.includes('by='));
  });
});
