import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { assertAccessible } from './_axe.ts';
import { buildWeb, launchBrowser, openTab } from './_browser.ts';
import { startConsole } from './_harness.ts';
import { furnish } from './_scene.ts';
import { furnishTelephony } from './_telephony-scene.ts';

let browser: Browser;
before(async () => {
  await buildWeb();
  browser = await launchBrowser();
});
after(() => browser.close());

async function asAdministrator(
  work: (page: Page, url: string) => Promise<void>,
  expectComplaints: RegExp = /(?!)/,
): Promise<void> {
  await using harness = await startConsole();
  furnish(harness);
  furnishTelephony(harness);
  const tab = await openTab(browser, harness, 'adam');
  try {
    await work(tab.page, harness.url);
    assert.deepEqual(
      tab.complaints.filter((complaint) => !expectComplaints.test(complaint)),
      [],
    );
  } finally {
    await tab.context.close();
  }
}

/** What has the focus: its label, or what it says. */
const focused = (page: Page) =>
  page.evaluate(
    `document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? ''`,
  );
const press = async (page: Page, ...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};

test('the first Tab offers to skip the bar, and Enter leads to the page', async () => {
  await asAdministrator(async (page, url) => {
    await page.goto(`${url}/settings/vendors`);
    await page.getByRole('heading', { name: 'Vendors', level: 1 }).waitFor();
    await press(page, 'Tab');
    assert.equal(await focused(page), 'Skip to the page');
    await press(page, 'Enter', 'Tab');
    assert.equal(await focused(page), 'General', 'the next stop is the page’s own first tab');
  });
});

test('a dialog opens in its first field, keeps the focus, and gives it back to what opened it', async () => {
  await asAdministrator(async (page, url) => {
    await page.goto(`${url}/settings/vendors`);
    const opener = page.getByRole('button', { name: 'New vendor' });
    await opener.focus();
    await press(page, 'Enter');
    const dialog = page.getByRole('dialog', { name: 'New vendor' });
    await dialog.getByLabel('Name').waitFor();
    const isIn = () => dialog.locator(':focus').count();
    assert.equal(await page.locator('input[name=name]:focus').count(), 1);
    for (let stop = 0; stop < 10; stop += 1) {
      await press(page, 'Tab');
      assert.equal(await isIn(), 1, `stop ${stop}`);
    }
    await press(page, 'Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.waitForFunction(`document.activeElement?.textContent === 'New vendor'`);
    await press(page, 'Enter');
    await page.keyboard.type('Bright Leads');
    await press(page, 'Enter');
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('row').filter({ hasText: 'Bright Leads' }).waitFor();
  });
});

test('a menu of a row is walked with the arrow keys', async () => {
  // The stand-ins keep no uploads.
  await asAdministrator(async (page, url) => {
    await page.goto(`${url}/leads/lists`);
    await page.getByRole('button', { name: 'More for Spring fair' }).focus();
    await press(page, 'Enter');
    await page.getByRole('menuitem', { name: 'Add a contact' }).waitFor();
    await press(page, 'ArrowDown', 'ArrowDown', 'Enter');
    await page.getByRole('dialog', { name: /Split/ }).waitFor();
  }, /501/);
});

test('tables are accessible on a tablet, too, where they may be wider than the page', async () => {
  await asAdministrator(async (page, url) => {
    await page.setViewportSize({ width: 768, height: 900 });
    for (const [path, seen] of [
      ['/leads', 'Lindqvist'],
      ['/telephony/trunks', 'Carrier East'],
      ['/settings/users', 'Sue Stone'],
    ] as const) {
      await page.goto(url + path);
      await page.getByRole('row').filter({ hasText: seen }).first().waitFor();
      await assertAccessible(page, `${path} at 768`);
    }
  });
});

test('a page whose code cannot be fetched says so and is loaded again', async () => {
  await asAdministrator(async (page) => {
    await page.route('**/assets/campaigns-section*', (route) => route.abort());
    await page.getByRole('link', { name: 'Campaigns' }).click();
    await page.getByRole('heading', { name: 'This page could not be read' }).waitFor();
    await page.getByRole('link', { name: 'Reporting' }).click();
    await page.getByRole('heading', { name: 'Call Log' }).waitFor();
    await page.getByRole('link', { name: 'Campaigns' }).click();
    await page.unroute('**/assets/campaigns-section*');
    await page.getByRole('button', { name: 'Load again' }).click();
    await page.getByRole('link', { name: 'Solar roofs' }).waitFor();
  }, /ERR_FAILED|PageNotFetched|code of the page/);
});
