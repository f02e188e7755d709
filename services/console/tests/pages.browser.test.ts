import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { assertAccessible } from './_axe.ts';
import { buildWeb, launchBrowser, openTab } from './_browser.ts';
import { Client } from './_client.ts';
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
  work: (page: Page, harness: Harness) => Promise<void>,
  expectComplaints: RegExp = /(?!)/,
): Promise<void> {
  await using harness = await startConsole();
  furnish(harness);
  const tab = await openTab(browser, harness, username);
  try {
    // Supervisors begin at what goes on now; these pages are about leads.
    if (username === 'sue') await tab.page.goto(`${harness.url}/leads`);
    await work(tab.page, harness);
    assert.deepEqual(
      tab.complaints.filter((complaint) => !expectComplaints.test(complaint)),
      [],
    );
  } finally {
    await tab.context.close();
  }
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const rowOf = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });
const QUESTION = 'Are you sure you want to delete Lead?';

test('R-26 R-32 R-38 R-39 Manage Leads shows all leads with status, campaign and vendor, searches by each field and filters by status', async () => {
  await signedIn('sue', async (page) => {
    await page.getByRole('heading', { name: 'Manage Leads', level: 1 }).waitFor();
    for (const text of ['New', 'Solar roofs', 'Bright Leads']) {
      await rowOf(page, 'Lindqvist').getByText(text, { exact: true }).waitFor();
    }
    for (const search of ['+12025550123', 'Lea', 'Lindq', 'lea.lindqvist@']) {
      await page.getByLabel('Search').fill(search);
      await rowOf(page, 'Moss').waitFor({ state: 'detached' });
      assert.equal(await page.getByRole('row').count(), 2, search);
      await page.getByLabel('Search').fill('');
      await rowOf(page, 'Moss').waitFor();
    }
    await page.getByLabel('Status').selectOption('Converted');
    await rowOf(page, 'Lindqvist').waitFor({ state: 'detached' });
    assert.equal(await rowOf(page, 'Converted').count(), 2);
    assert.match(page.url(), /status=converted/);
    await assertAccessible(page, 'Manage Leads');
  });
});

test('R-40 R-41 R-42 "Show details" opens the sidebar with parameters and Activity, which leads to the Call Log', async () => {
  await signedIn('sue', async (page) => {
    await rowOf(page, 'Lindqvist').getByRole('button', { name: 'Show details' }).click();
    const sidebar = page.getByRole('dialog', { name: 'Lea Lindqvist' });
    for (const text of [
      '+1 202 555 0123',
      'lea.lindqvist@example.org',
      'Age of the roof',
      '12 years',
      'Activity',
      'No answer',
    ]) {
      await sidebar.getByText(text).first().waitFor();
    }
    await assertAccessible(page, 'details');
    await sidebar.getByRole('button', { name: 'Show in Call Log' }).click();
    await page.getByRole('heading', { name: 'Reporting', level: 1 }).waitFor();
    await page.getByRole('heading', { name: 'Call Log' }).waitFor();
    await page.getByRole('cell', { name: '1:35', exact: true }).waitFor();
    assert.equal(await page.getByRole('row').count(), 3);
    assert.match(page.url(), /\/reporting\?lead=lea$/);
    await assertAccessible(page, 'Call Log');
  });
});

test('R-43 R-45 the trash icon asks exactly the question; Cancel, the cross and Escape delete nothing', async () => {
  await signedIn('sue', async (page, harness) => {
    const leaves = [
      () => button(page, 'Cancel').click(),
      () => page.getByRole('alertdialog').getByRole('button', { name: 'Close' }).click(),
      () => page.keyboard.press('Escape'),
    ];
    for (const leave of leaves) {
      await rowOf(page, 'Lindqvist').getByRole('button', { name: 'Delete lead' }).click();
      const dialog = page.getByRole('alertdialog', { name: QUESTION });
      await dialog.waitFor();
      assert.equal(await dialog.getByRole('heading').textContent(), QUESTION);
      await assertAccessible(page, 'delete question');
      await leave();
      await dialog.waitFor({ state: 'detached' });
      assert.ok(await rowOf(page, 'Lindqvist').isVisible());
    }
    assert.ok(harness.leadStore.leads.has('lea'));
  });
});

test('R-44 R-46 R-47 R-48 confirming deletes: the list is shown without the lead, its calls stay without its name', async () => {
  await signedIn('sue', async (page, harness) => {
    await rowOf(page, 'Lindqvist').getByRole('button', { name: 'Delete lead' }).click();
    await button(page, 'Delete').click();
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
    await page.getByRole('heading', { name: 'Manage Leads', level: 1 }).waitFor();
    await rowOf(page, 'Moss').waitFor();
    assert.equal(await rowOf(page, 'Lindqvist').count(), 0);
    assert.ok(!harness.leadStore.leads.has('lea'));
    await page.getByRole('link', { name: 'Reporting' }).click();
    await page.getByRole('cell', { name: '1:35', exact: true }).waitFor();
    assert.equal(await page.getByText('Lindqvist').count(), 0);
    assert.ok(await rowOf(page, '1:35').getByText('+1 202 555 0123').isVisible());
  });
});

test('R-46 a lead in a call is not deleted, and the question says why', async () => {
  await signedIn(
    'sue',
    async (page, harness) => {
      harness.leadStore.inCall.add('lea');
      await rowOf(page, 'Lindqvist').getByRole('button', { name: 'Delete lead' }).click();
      await button(page, 'Delete').click();
      await page.getByText('The lead is in a call; try again when it has ended.').waitFor();
      await button(page, 'Cancel').click();
      assert.ok(await rowOf(page, 'Lindqvist').isVisible());
    },
    /409/,
  );
});

test('R-27 R-28 under Leads, Custom Parameters declares, relabels and deletes', async () => {
  await signedIn('sue', async (page) => {
    await page.getByRole('link', { name: 'Custom Parameters' }).click();
    await page.getByRole('heading', { name: 'Custom Parameters', level: 1 }).waitFor();
    const save = async (label: string): Promise<void> => {
      await page.getByLabel('Name').fill('age');
      await page.getByLabel('Label').fill(label);
      await button(page, 'Save parameter').click();
      await page.getByRole('cell', { name: label, exact: true }).waitFor();
    };
    await save('Age');
    await save('Age in years');
    assert.equal(await page.getByRole('cell', { name: 'age', exact: true }).count(), 1);
    await button(page, 'Delete Age in years').click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('cell', { name: 'Age in years', exact: true }).waitFor({ state: 'detached' });
    await assertAccessible(page, 'Custom Parameters');
  });
});

test('R-31 Enrichment Data generates a link for a vendor, shows it once, and revokes it', async () => {
  await signedIn('sue', async (page) => {
    await page.getByRole('link', { name: 'Campaigns', exact: true }).click();
    await page.getByRole('link', { name: 'Solar roofs' }).click();
    await page.getByRole('link', { name: 'Enrichment Data' }).click();
    await page.getByRole('heading', { name: 'Enrichment Data' }).waitFor();
    await page.getByLabel('Vendor').fill('Sun & Co');
    await button(page, 'Generate link').click();
    await page.getByText('Copy it now').waitFor();
    await page.getByText('/v1/links/token-of-link-1-0123456789/leads').waitFor();
    await assertAccessible(page, 'Enrichment Data');
    await page.reload();
    await page.getByRole('cell', { name: 'Open' }).waitFor();
    assert.equal(await page.getByText('token-of').count(), 0);
    await button(page, 'Revoke the link of Sun & Co').click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('cell', { name: 'Revoked' }).waitFor();
  });
});

test('console/2 the sign-in page tells wrong passwords and locks in words, and is accessible', async () => {
  await using harness = await startConsole();
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(harness.url);
  await page.getByLabel('User name').fill('nobody');
  for (let attempt = 0; attempt < 6; attempt += 1) {
    await page.getByLabel('Password').fill('wrong password');
    const answered = page.waitForResponse((response) => response.url().endsWith('/api/session'));
    await button(page, 'Sign in').click();
    await answered;
  }
  await page.getByText(/Too many failed sign-ins; try again in \d+ seconds\./).waitFor();
  await assertAccessible(page, 'sign-in');
  await context.close();
});

test('console/4 a session that ended elsewhere takes the page to the sign-in, with a word why', async () => {
  await signedIn(
    'sue',
    async (page) => {
      await page.getByLabel('Status').waitFor();
      await page.context().clearCookies();
      await page.getByLabel('Status').selectOption('New');
      await page.getByText('Your session has ended. Sign in again to go on.').waitFor();
    },
    /401/,
  );
});

test('the accessibility check finds a planted fault', async () => {
  await signedIn('alan', async (page) => {
    // A page's code comes after the shell.
    await page.locator('h1').waitFor();
    await page.evaluate(`{
      const faint = document.createElement('p');
      faint.textContent = 'hardly to be read';
      faint.style.cssText = 'color:#ccc;background:#ddd';
      document.querySelector('h1').after(faint);
    }`);
    await assert.rejects(assertAccessible(page, 'planted'), /color-contrast/);
  });
});

test('console/2 after the sign-in the page tells how many had failed before it', async () => {
  await using harness = await startConsole();
  for (let attempt = 0; attempt < 2; attempt += 1)
    await new Client(harness.url).signIn('sue', 'wrong password');
  const tab = await openTab(browser, harness, 'sue');
  await tab.page.getByText('Before this sign-in 2 sign-ins with your user name failed.').waitFor();
  await button(tab.page, 'Understood').click();
  assert.equal(await tab.page.getByText('Before this sign-in').count(), 0);
  await tab.context.close();
});
