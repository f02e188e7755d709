import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { assertAccessible } from '../../services/console/tests/_axe.ts';
import { launchBrowser } from '../../services/console/tests/_browser.ts';
import { Office } from './_office.ts';

const SPREADSHEET = new URL(
  '../../services/lead-store/tests/spreadsheet/semicolons-utf-8.csv',
  import.meta.url,
);

let browser: Browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser.close());

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const rowOf = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text });

test('R-82 R-93 R-94 R-95 R-96 R-97 R-98 R-99 R-100 R-101 console/33 a supervisor makes a list, fills it by hand and by file, splits it and deletes it', async () => {
  await using office = await Office.open(browser);
  await office.signedIn(
    'sam',
    async (page) => {
      await page.getByRole('link', { name: 'Leads', exact: true }).click();
      await page.getByRole('link', { name: 'Lists', exact: true }).click();
      await makeList(page);
      await toggle(page);
      await addContact(page);
      await uploadFile(page);
      await assertAccessible(page, 'lists');
      await splitList(page);
      await deleteList(page);
    },
    /422/,
  );
});

test('R-97 R-100 a file that a spreadsheet program wrote: its columns are found, the damaged number is told', async () => {
  await using office = await Office.open(browser);
  await office.signedIn('sam', async (page) => {
    await page.getByRole('link', { name: 'Leads', exact: true }).click();
    await page.getByRole('link', { name: 'Lists', exact: true }).click();
    await button(page, 'New list').click();
    await page.getByLabel('Name', { exact: true }).fill('Messe');
    await button(page, 'Make list').click();
    await button(page, 'Upload into Messe').click();
    await page.getByLabel('File').setInputFiles(fileURLToPath(SPREADSHEET));
    await button(page, 'Send file').click();
    await page.getByRole('cell', { name: '4.15555E+09' }).waitFor();
    for (const [column, target] of [
      ['Telefon', 'phone1'],
      ['Vorname', 'first_name'],
      ['Nachname', 'last_name'],
      ['E-Mail', 'email'],
      ['Geburtstag', ''],
    ] as const) {
      assert.equal(await page.getByLabel(column).inputValue(), target);
    }
    await page.getByLabel('Country of the numbers').fill('us');
    await button(page, 'Start import').click();
    await rowOf(page, 'semicolons-utf-8.csv').getByText('3 added, 1 refused').waitFor();
  });
});

async function makeList(page: Page): Promise<void> {
  await button(page, 'New list').click();
  await page.getByLabel('Name', { exact: true }).fill('Spring fair');
  await page.getByLabel('Time zone').fill('America/Denver');
  await page.getByLabel('Owner').fill('Sam');
  await page.getByLabel('Description').fill('Cards from the stand');
  await assertAccessible(page, 'new list');
  await button(page, 'Make list').click();
  await rowOf(page, 'Spring fair').getByText('America/Denver').waitFor();
  await choose(page, 'Spring fair', 'Edit');
  await page.getByLabel('Owner').fill('Samira');
  await button(page, 'Save').click();
  await rowOf(page, 'Spring fair').getByText('Samira').waitFor();
}

async function toggle(page: Page): Promise<void> {
  await button(page, 'Disable Spring fair').click();
  await rowOf(page, 'Spring fair').getByText('Disabled').waitFor();
  await button(page, 'Enable Spring fair').click();
  await rowOf(page, 'Spring fair').getByText('Enabled').waitFor();
}

async function addContact(page: Page): Promise<void> {
  await choose(page, 'Spring fair', 'Add a contact');
  const dialog = page.getByRole('dialog', { name: 'Add a contact to Spring fair' });
  await dialog.getByLabel('Phone numbers').fill('911');
  await button(page, 'Add contact').click();
  await dialog.getByText('Phone 1 is an emergency number.').waitFor();
  await dialog.getByLabel('Phone numbers').fill('+1 202 555 0142\n+1 202 555 0199');
  await dialog.getByLabel('First name').fill('Dana');
  await button(page, 'Add contact').click();
  await dialog.getByText('+1 202 555 0142 is added.').waitFor();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await rowOf(page, 'Spring fair').getByRole('cell', { name: '1', exact: true }).waitFor();
}

async function uploadFile(page: Page): Promise<void> {
  await button(page, 'Upload into Spring fair').click();
  const rows = Array.from(
    { length: 40 },
    (_, n) => `(202) 555-02${String(n).padStart(2, '0')};Person <b>${n}</b>`,
  );
  const text = ['Mobile;Full name', '2025550142;Dana again', '911;Nobody', ...rows].join('\r\n');
  await page.getByLabel('File').setInputFiles({
    name: 'people.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`\ufeff${text}`),
  });
  await button(page, 'Send file').click();
  await page.getByRole('cell', { name: 'Dana again' }).waitFor();
  assert.equal(await page.getByLabel('Mobile').inputValue(), 'phone1');
  assert.equal(await page.getByLabel('Full name').inputValue(), 'name');
  await page.getByRole('cell', { name: 'Person <b>0</b>' }).waitFor();
  await assertAccessible(page, 'columns');
  await page.getByLabel('Country of the numbers').fill('US');
  await page.getByLabel('Update duplicate records').check();
  await button(page, 'Start import').click();
  await rowOf(page, 'people.csv').getByText('40 added, 1 updated, 1 refused').waitFor();
  await rowOf(page, 'people.csv').getByText('Done').waitFor();
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Verdicts of people.csv' }).click();
  const lines = readFileSync(await (await download).path(), 'utf8')
    .trimEnd()
    .split('\r\n');
  assert.equal(lines.length, 43);
  assert.equal(lines[2], '2,invalid,phone1 is an emergency number,');
  await rowOf(page, 'America/Denver').getByRole('cell', { name: '41', exact: true }).waitFor();
}

async function splitList(page: Page): Promise<void> {
  await choose(page, 'America/Denver', 'Split');
  await page.getByLabel('Owners').fill('Ann\nBob');
  await button(page, 'Split').click();
  await rowOf(page, 'Spring fair · Ann').getByRole('cell', { name: '21', exact: true }).waitFor();
  await rowOf(page, 'Spring fair · Bob').getByRole('cell', { name: '20', exact: true }).waitFor();
}

async function deleteList(page: Page): Promise<void> {
  await choose(page, 'Spring fair · Ann', 'Delete');
  await page.getByRole('alertdialog', { name: 'Delete the list Spring fair · Ann?' }).waitFor();
  await button(page, 'Delete').click();
  await rowOf(page, 'Spring fair · Ann').waitFor({ state: 'detached' });
}

/** Through the menu of a list's row. */
async function choose(page: Page, list: string, choice: string): Promise<void> {
  await rowOf(page, list)
    .getByRole('button', { name: /^More for/ })
    .click();
  await page.getByRole('menuitem', { name: choice }).click();
}
