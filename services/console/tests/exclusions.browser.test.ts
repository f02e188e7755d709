import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { assertAccessible } from './_axe.ts';
import { buildWeb, launchBrowser, openTab } from './_browser.ts';
import { startConsole, type Harness } from './_harness.ts';

let browser: Browser;
before(async () => {
  await buildWeb();
  browser = await launchBrowser();
});
after(() => browser.close());

async function onSettings(
  username: string,
  tabName: string,
  work: (page: Page, harness: Harness) => Promise<void>,
): Promise<void> {
  await using harness = await startConsole();
  const tab = await openTab(browser, harness, username);
  try {
    await tab.page.getByRole('link', { name: 'Settings' }).click();
    await tab.page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: tabName }).click();
    await work(tab.page, harness);
    // A refusal is an answer, and the browser reports it.
    assert.deepEqual(
      tab.complaints.filter((text) => !text.includes('422')),
      [],
    );
  } finally {
    await tab.context.close();
  }
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const rowOf = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });

test('R-137 R-138 R-139 A-39 Settings > DNC adds entries of every kind, searches them and takes them off again', async () => {
  await onSettings('sue', 'DNC', async (page) => {
    await page.getByText('Nobody is on the list.').waitFor();
    await assertAccessible(page, 'an empty list');
    const add = async (kind: string, fields: Readonly<Record<string, string>>): Promise<void> => {
      await button(page, 'Add entry').click();
      const dialog = page.getByRole('dialog', { name: 'Add an entry' });
      await dialog.getByLabel('What is excluded').selectOption(kind);
      for (const [label, value] of Object.entries(fields))
        await dialog.getByLabel(label, { exact: true }).fill(value);
      await assertAccessible(page, kind);
      await dialog.getByRole('button', { name: 'Add entry' }).click();
      await dialog.waitFor({ state: 'detached' });
    };
    await add('Number', { Number: '+1 (202) 555-0123', Note: 'by phone', Until: '2099-01-02T03:04' });
    await add('Customer', { 'Customer id': 'K-7' });
    await add('Number of one customer', { Number: '+12025550124', 'Customer id': 'K-8' });
    await add('Field of the lead', { Field: 'custom.region', Value: 'North' });
    for (const text of ['The person asked for it', 'by phone', 'by sue', '2 Jan 2099']) {
      await rowOf(page, '+1 202 555 0123').getByText(text).waitFor();
    }
    await rowOf(page, '+1 202 555 0124 of K-8').waitFor();
    await rowOf(page, 'custom.region is North').waitFor();
    await assertAccessible(page, 'the list');
    await page.getByLabel('Search').fill('K-7');
    await rowOf(page, 'custom.region').waitFor({ state: 'detached' });
    assert.equal(await page.getByRole('row').count(), 2);
    assert.match(page.url(), /search=K-7/);
    await page.getByLabel('Search').fill('');
    await button(page, 'Remove +1 202 555 0123').click();
    await button(page, 'Remove').click();
    await rowOf(page, '+1 202 555 0123').waitFor({ state: 'detached' });
  });
});

test('R-137 numbers of a file are uploaded; the counts add up and what was refused is given back', async () => {
  await onSettings('sue', 'DNC', async (page, harness) => {
    const lines = Array.from(
      { length: 2500 },
      (_, number) => `Person ${number};+1202555${String(number).padStart(4, '0')}`,
    );
    const buffer = Buffer.from(['name;phone', ...lines, 'Twice;+12025550001', 'Wrong;nobody'].join('\r\n'));
    await button(page, 'Upload numbers').click();
    await page.getByLabel('File').setInputFiles({ name: 'numbers.csv', mimeType: 'text/csv', buffer });
    await page.getByLabel('Why').selectOption('Public registry');
    await assertAccessible(page, 'the upload');
    await button(page, 'Upload').click();
    const dialog = page.getByRole('dialog', { name: 'Upload of numbers' });
    await dialog.getByText('All numbers of the file have been looked at.').waitFor();
    const counts = await dialog.getByRole('definition').allTextContents();
    assert.deepEqual(counts, ['2,502', '2,500', '1', '1']);
    await dialog.getByText('Line 2503, Wrong: no phone number').waitFor();
    await assertAccessible(page, 'the verdict');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Download what was refused' }).click(),
    ]);
    assert.equal(download.suggestedFilename(), 'refused-numbers.csv');
    await dialog.getByRole('button', { name: 'Done' }).click();
    assert.equal(harness.claim.exclusions.size, 2500);
    const [exported] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Export' }).click(),
    ]);
    assert.equal(exported.suggestedFilename(), 'do-not-call.csv');
  });
});

test('R-90 R-141 for a voice admin Settings > Blacklist blocks numbers and beginnings, says what is wrong beside the field, and unblocks', async () => {
  await onSettings('vera', 'Blacklist', async (page) => {
    await page.getByText('No number is blocked.').waitFor();
    await button(page, 'Block a number').click();
    const dialog = page.getByRole('dialog', { name: 'Block a number' });
    await dialog.getByLabel('Number').fill('+1*');
    await dialog.getByRole('button', { name: 'Block', exact: true }).click();
    await dialog.getByText('or its beginning and a star').waitFor();
    await assertAccessible(page, 'a refused entry');
    await dialog.getByLabel('Number').fill('+1900*');
    await dialog.getByLabel('Blocked are').selectOption('Calls from and to it');
    await dialog.getByLabel('Why').fill('abuse');
    await dialog.getByRole('button', { name: 'Block', exact: true }).click();
    await rowOf(page, '+1900…').getByText('Calls from and to it').waitFor();
    await assertAccessible(page, 'the blacklist');
    await button(page, 'Unblock +1900…').click();
    await button(page, 'Unblock').click();
    await page.getByText('No number is blocked.').waitFor();
  });
});

test('R-136 console/30 Settings > CRM removal adds an address, shows its secret once, and sends failed messages again', async () => {
  await onSettings('adam', 'CRM removal', async (page, harness) => {
    await page.getByText('Nobody else is told of erased leads.').waitFor();
    await button(page, 'Add address').click();
    const dialog = page.getByRole('dialog', { name: 'Add an address' });
    await dialog.getByLabel('Name').fill('Our CRM');
    await dialog.getByLabel('Address').fill('http://10.0.0.1/');
    await dialog.getByRole('button', { name: 'Add address' }).click();
    await dialog.getByText('The address is not of the public internet.').waitFor();
    await dialog.getByLabel('Address').fill('https://crm.example.org/hook');
    await dialog.getByRole('button', { name: 'Add address' }).click();
    await page.getByText('whsec_c2VjcmV0').waitFor();
    await assertAccessible(page, 'the secret');
    await button(page, 'Done').click();
    const [target] = harness.removals.targets.values();
    assert.ok(target);
    harness.removals.fail('lead-1', target, 'http_500');
    await rowOf(page, 'lead-1').getByText('It answered 500').waitFor();
    await assertAccessible(page, 'CRM removal');
    await button(page, 'Try again for lead lead-1').click();
    await rowOf(page, 'lead-1').getByText('Waiting').waitFor();
  });
});
