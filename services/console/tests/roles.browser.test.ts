import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { openMemoryStore } from '@firstring/store';
import { AUDIT_RECORDS, recordId, type AuditRecordDoc } from '../src/store/audit.ts';
import { assertAccessible } from './_axe.ts';
import { buildWeb, launchBrowser, openTab } from './_browser.ts';
import { PASSWORD, startConsole, type Harness, type HarnessOptions } from './_harness.ts';
import { furnish } from './_scene.ts';

let browser: Browser;
before(async () => {
  await buildWeb();
  browser = await launchBrowser();
});
after(() => browser.close());

interface Visit {
  expectComplaints?: RegExp;
  options?: HarnessOptions;
  prepare?: (harness: Harness) => Promise<unknown>;
}

async function signedIn(
  username: string,
  work: (page: Page, harness: Harness) => Promise<void>,
  { expectComplaints = /(?!)/, options = {}, prepare }: Visit = {},
): Promise<void> {
  await using harness = await startConsole(options);
  furnish(harness);
  await prepare?.(harness);
  const tab = await openTab(browser, harness, username);
  try {
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
const links = (page: Page, name: string) =>
  page.getByRole('navigation', { name, exact: true }).getByRole('link').allTextContents();

/** Sees at least these pages and tabs, and none of those: other pages may come. */
const SEES: Readonly<
  Record<string, { row: string; pages: readonly string[]; tabs: readonly string[]; never: readonly string[] }>
> = {
  adam: {
    row: 'R-88',
    pages: ['Live', 'Leads', 'Campaigns', 'Reporting', 'Telephony', 'Settings'],
    tabs: ['General', 'Table definition', 'Distribution rules', 'DNC', 'Users and roles', 'Audit'],
    never: ['Desk'],
  },
  sue: {
    row: 'R-89',
    pages: ['Live', 'Leads', 'Campaigns', 'Reporting', 'Telephony', 'Settings'],
    tabs: ['General', 'DNC'],
    never: ['Desk', 'Users and roles', 'Audit', 'Blacklist', 'CRM removal'],
  },
  vera: {
    row: 'R-90',
    pages: ['Telephony', 'Settings'],
    tabs: ['Distribution rules', 'DNC', 'Blacklist'],
    never: ['Desk', 'Leads', 'Campaigns', 'General', 'Users and roles', 'Audit'],
  },
  ann: {
    row: 'R-91',
    pages: ['Desk', 'Reporting'],
    tabs: [],
    never: ['Leads', 'Campaigns', 'Telephony', 'Settings'],
  },
  alan: {
    row: 'R-92',
    pages: ['Reporting'],
    tabs: [],
    never: ['Desk', 'Leads', 'Campaigns', 'Telephony', 'Settings'],
  },
};

for (const [username, { row, pages, tabs, never }] of Object.entries(SEES)) {
  test(`${row} the navigation has what the role may do, and nothing else`, async () => {
    await signedIn(username, async (page) => {
      const seen = await links(page, 'Pages');
      if (tabs.length > 0) {
        await page.getByRole('link', { name: 'Settings' }).click();
        await page.getByRole('navigation', { name: 'Settings', exact: true }).waitFor();
        seen.push(...(await links(page, 'Settings')));
      }
      assert.deepEqual(
        [...pages, ...tabs].filter((label) => !seen.includes(label)),
        [],
      );
      assert.deepEqual(
        never.filter((label) => seen.includes(label)),
        [],
      );
    });
  });
}

test('R-88 an administrator makes a user, who chooses a password at the first sign-in and has the pages of the role', async () => {
  await signedIn(
    'adam',
    async (page, harness) => {
      await page.goto(`${harness.url}/settings/users`);
      await button(page, 'New user').click();
      await page.getByLabel('User name').fill('kim');
      await page.getByLabel('Name', { exact: true }).fill('Kim Klein');
      await button(page, 'Make account').click();
      await page.getByText('Choose at least one role.').waitFor();
      await page.getByRole('checkbox', { name: 'Analyst' }).check();
      await assertAccessible(page, 'new user');
      await button(page, 'Make account').click();
      const dialog = page.getByRole('dialog', { name: 'Password for Kim Klein' });
      const password = (await dialog.locator('code').last().textContent()) ?? '';
      await button(page, 'Done').click();
      await rowOf(page, 'Kim Klein').getByText('First password').waitFor();
      await assertAccessible(page, 'users and roles');

      const context = await browser.newContext();
      const kim = await context.newPage();
      await kim.goto(harness.url);
      await kim.getByLabel('User name').fill('kim');
      await kim.getByLabel('Password').fill(password);
      await button(kim, 'Sign in').click();
      await kim.getByRole('heading', { name: 'Choose your password' }).waitFor();
      await assertAccessible(kim, 'first password');
      await kim.getByLabel('Present password').fill(password);
      await kim.getByLabel('New password', { exact: true }).fill('1234567890');
      await kim.getByLabel('New password again').fill('1234567890');
      await button(kim, 'Save the new password').click();
      await kim.getByText('This password is a row of keys.').waitFor();
      await kim.getByLabel('New password', { exact: true }).fill('rain in the north');
      await kim.getByLabel('New password again').fill('rain in the north');
      await button(kim, 'Save the new password').click();
      await kim.getByRole('navigation', { name: 'Pages' }).waitFor();
      assert.deepEqual(await links(kim, 'Pages'), ['Reporting']);

      await button(page, 'Edit Kim Klein').click();
      await page.getByRole('checkbox', { name: 'May sign in' }).uncheck();
      await button(page, 'Save').click();
      // The password has been changed meanwhile: the account is read again, and the change made on what it is now.
      await page.getByText('Somebody changed it meanwhile; read it again.').waitFor();
      await page.getByRole('checkbox', { name: 'May sign in', checked: true }).uncheck();
      await button(page, 'Save').click();
      await rowOf(page, 'Kim Klein').getByText('Disabled').waitFor();
      await kim.reload();
      await kim.getByRole('heading', { name: 'Sign in to Firstring' }).waitFor();
      await context.close();
    },
    { expectComplaints: /409/ },
  );
});

test('console/34 the page offers nobody their own rights, and shows what each role may do', async () => {
  await signedIn('adam', async (page, harness) => {
    await page.goto(`${harness.url}/settings/users`);
    await button(page, 'Edit Adam Admin').click();
    await page.getByText('Your own rights are changed by another administrator.').waitFor();
    assert.equal(await page.getByLabel('Supervisor').count(), 0);
    await page.keyboard.press('Escape');
    assert.equal(await button(page, 'New password for Adam Admin').count(), 0);
    const row = page.getByRole('row').filter({ hasText: 'System filter group' });
    assert.deepEqual(
      (await row.getByRole('cell').allTextContents()).slice(2).map((text) => text.trim()),
      ['yes', 'no', 'no', 'no', 'no', 'no'],
    );
  });
});

test('I14 console/50 the audit is read, filtered and verified; a changed record is named', async () => {
  const store = openMemoryStore();
  await signedIn(
    'adam',
    async (page, harness) => {
      await page.goto(`${harness.url}/settings/general`);
      for (const name of ['Roofs', 'Roofs and walls']) {
        await page.getByLabel('Name', { exact: true }).fill(name);
        await button(page, 'Save').click();
        await page.getByText('Saved.').waitFor();
        await page.waitForFunction(`document.querySelector('[name=name]').defaultValue === '${name}'`);
      }
      await page.getByRole('link', { name: 'Audit' }).click();
      await rowOf(page, 'Process: update').first().waitFor();
      await button(page, 'Verify').click();
      await page.getByText(/All \d+ records are as they were written/).waitFor();
      await assertAccessible(page, 'audit');
      await button(page, 'Details of record 1').click();
      await page.getByText('This record').waitFor();
      await assertAccessible(page, 'audit record');
      await page.keyboard.press('Escape');
      await page.getByLabel('Action').fill('lead.delete');
      await page.keyboard.press('Enter');
      await page.getByText('No record fits.').waitFor();
      await page.getByLabel('Action').fill('');
      await rowOf(page, 'Process: update').first().waitFor();

      const records = store.collection<AuditRecordDoc>(AUDIT_RECORDS);
      const first = await records.get(recordId('process:p1', 1));
      assert.ok(first);
      const doc = { ...first.doc, who: { ...first.doc.who, userId: 'sue' } };
      await records.put({ id: first.id, doc, expectedVersion: first.version });
      await button(page, 'Verify').click();
      await page.getByText('The chain is broken: record 1 is not as it was written.').waitFor();
    },
    { options: { store } },
  );
  await store[Symbol.asyncDispose]();
});

test('R-87 a second process is chosen in the bar: its leads are shown there, and none of the first', async () => {
  const both = (harness: Harness) =>
    harness.service.users.ensure({
      userId: 'max',
      username: 'max',
      name: 'Max Both',
      password: PASSWORD,
      roles: ['administrator'],
      processIds: ['p1', 'p2'],
    });
  await signedIn(
    'max',
    async (page, harness) => {
      harness.leadStore.add({ leadId: 'far', processId: 'p2', phone: '+12025550177', firstName: 'Faraway' });
      await page.goto(`${harness.url}/leads`);
      await rowOf(page, 'Lindqvist').waitFor();
      assert.equal(await page.getByText('Faraway').count(), 0);
      await button(page, 'Home energy').click();
      await page.getByRole('menuitem', { name: 'Insurance' }).click();
      await rowOf(page, 'Faraway').waitFor();
      await rowOf(page, 'Lindqvist').waitFor({ state: 'detached' });
      await page.goto(`${harness.url}/settings/general`);
      await page.getByLabel('Name of the new process').fill('Wind');
      await button(page, 'Make process').click();
      await page.getByText('Wind is there. Choose it in the bar at the top.').waitFor();
      await assertAccessible(page, 'general');
    },
    { prepare: both },
  );
});

test('R-91 an agent puts right on the desk what the person says in the call; the card shows it at once', async () => {
  await signedIn(
    'ann',
    async (page, harness) => {
      harness.scheduler.present('ann', { leadId: 'lea' });
      await page.getByRole('heading', { name: 'Lea Lindqvist' }).waitFor();
      await button(page, 'Edit').click();
      await page.getByLabel('Last name').fill('Lind');
      await page.getByLabel('Age of the roof').fill('14 years');
      await assertAccessible(page, 'edit lead');
      await page.getByLabel('E-mail').fill('lea@example.org');
      await page.getByLabel('Time zone').fill('Mars/Phobos');
      await button(page, 'Save').click();
      await page.getByText('A time zone, like America/New_York.').waitFor();
      await page.getByLabel('Time zone').fill('America/Denver');
      await button(page, 'Save').click();
      await page.getByRole('heading', { name: 'Lea Lind', exact: true }).waitFor();
      await page.getByText('14 years').waitFor();
      assert.equal(harness.leadStore.leads.get('lea')?.email, 'lea@example.org');
    },
    { expectComplaints: /422/ },
  );
});

test('R-89 a supervisor changes a lead in its details; whoever read an older one is told', async () => {
  await signedIn(
    'sue',
    async (page, harness) => {
      await page.goto(`${harness.url}/leads?lead=mara`);
      await button(page, 'Edit').click();
      const dialog = page.getByRole('dialog', { name: 'Edit lead' });
      await dialog.getByLabel('First name').fill('Maria');
      const mara = harness.leadStore.leads.get('mara');
      assert.ok(mara?.card);
      harness.leadStore.leads.set('mara', { ...mara, card: { ...mara.card, version: 2n } });
      await button(page, 'Save').click();
      await page.getByText('Somebody changed it meanwhile; read it again.').waitFor();
      await dialog.getByRole('button', { name: 'Cancel' }).click();
      await page.reload();
      await button(page, 'Edit').click();
      await dialog.getByLabel('First name').fill('Maria');
      await button(page, 'Save').click();
      await page.getByRole('dialog', { name: 'Maria Moss' }).waitFor();
    },
    { expectComplaints: /409/ },
  );
});
