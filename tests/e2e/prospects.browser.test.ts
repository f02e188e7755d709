import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { assertAccessible } from '../../services/console/tests/_axe.ts';
import { launchBrowser } from '../../services/console/tests/_browser.ts';
import { Office } from './_office.ts';

let browser: Browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser.close());

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const link = (page: Page, name: string) => page.getByRole('link', { name, exact: true });
const rowOf = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text });
const FILE =
  'phone,first name,e-mail\n+12025550142,Rosa,rosa@rome.example\n+12025550143,Bea,bea@bonn.example\n+12025550144,Cid,\n';

test('R-101 R-134 R-135 R-146 the table has its primary field, a rule moves prospects into a list, the others are reviewed', async () => {
  await using office = await Office.open(browser);
  await office.signedIn('sam', async (page) => {
    await link(page, 'Settings').click();
    await link(page, 'Table definition').click();
    await rowOf(page, 'Phone (Caller ID)').getByText('Primary field').waitFor();
    await page.getByText('The process has leads, so its primary field stays what it is.').waitFor();
    await assertAccessible(page, 'table definition');

    await makeList(page, 'Italy');
    await makeRule(page);
    await link(page, 'Leads').click();
    await link(page, 'Prospects').click();
    await page.getByText('No prospect waits for review.').waitFor();
    await button(page, 'Upload prospects').click();
    const file = { name: 'prospects.csv', mimeType: 'text/csv', buffer: Buffer.from(FILE) };
    await page.getByLabel('File').setInputFiles(file);
    await button(page, 'Send file').click();
    await page.getByRole('cell', { name: 'Rosa', exact: true }).waitFor();
    await button(page, 'Start import').click();
    await rowOf(page, 'prospects.csv').getByText('3 added').waitFor();
    await page.getByLabel('Bea').check();
    await rowOf(page, 'Rosa').waitFor({ state: 'detached' });
    await assertAccessible(page, 'prospects');
    await page.getByLabel('Into the list').selectOption('Italy');
    await button(page, 'Accept chosen').click();
    await rowOf(page, 'Bea').waitFor({ state: 'detached' });
    await page.getByLabel('Cid').check();
    await button(page, 'Reject chosen').click();
    await page.getByText('No prospect waits for review.').waitFor();
    await addProspect(page);
    await link(page, 'Lists').click();
    await rowOf(page, 'America/New_York').getByRole('cell', { name: '2', exact: true }).waitFor();
  });
});

/** by hand; no rule fits, so it waits. */
async function addProspect(page: Page): Promise<void> {
  await button(page, 'Add a prospect').click();
  const dialog = page.getByRole('dialog', { name: 'Add a contact to the prospect table' });
  await dialog.getByLabel('Phone numbers').fill('+1 202 555 0145');
  await dialog.getByLabel('First name').fill('Dee');
  await button(page, 'Add contact').click();
  await dialog.getByText('+1 202 555 0145 is added.').waitFor();
  await assertAccessible(page, 'a contact by hand');
  await dialog.getByLabel('Close', { exact: true }).click();
  await rowOf(page, 'Dee').getByText('No rule fits').waitFor();
}

async function makeList(page: Page, name: string): Promise<void> {
  await link(page, 'Leads').click();
  await link(page, 'Lists').click();
  await button(page, 'New list').click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await button(page, 'Make list').click();
  await rowOf(page, name).waitFor();
}

async function makeRule(page: Page): Promise<void> {
  await link(page, 'Settings').click();
  await link(page, 'Distribution rules').click();
  await page.getByText('There is no rule').waitFor();
  await button(page, 'New rule').click();
  await page.getByLabel('Name', { exact: true }).fill('Rome');
  await page.getByLabel('Into the list').selectOption('Italy');
  const dialog = page.getByRole('dialog', { name: 'New rule' });
  await dialog.getByRole('combobox', { name: 'Attribute' }).selectOption('email');
  await dialog.getByRole('combobox', { name: 'Operator' }).selectOption('like');
  await dialog.getByRole('textbox', { name: 'Value' }).fill('%@rome.example');
  await assertAccessible(page, 'new rule');
  await button(page, 'Save rule').click();
  await rowOf(page, 'Rome').getByText('Italy').waitFor();
}
