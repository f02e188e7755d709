import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import type { Browser } from 'playwright-core';
import type { VendorView } from '../src/app/views/campaigns.ts';
import type { CreatedIngestLink } from '../src/app/views/settings.ts';
import { assertAccessible } from './_axe.ts';
import { buildWeb, launchBrowser, openTab } from './_browser.ts';
import { Client } from './_client.ts';
import { startConsole, type Harness } from './_harness.ts';
import { accepted, calledOnce, publish } from './_report-events.ts';

let browser: Browser;
before(async () => {
  await buildWeb();
  browser = await launchBrowser();
});
after(() => browser.close());

/** Four accepted, two refused, one reached. */
async function aDay(harness: Harness, day: string): Promise<void> {
  const sue = await Client.signedIn(harness, 'sue');
  const make = async <T>(path: string, body: object): Promise<T> =>
    (await sue.post<T>(path, { requestId: systemRandom.uuid(), ...body })).body;
  const { vendorId } = await make<VendorView>('/api/vendors', { name: 'Sunny Leads' });
  const made = { vendorId, vendorName: 'Sunny Leads' };
  const { link } = await make<CreatedIngestLink>('/api/campaigns/solar/links', made);
  const { ingestLinkId } = link;
  const refused = [{ name: 'CALLER_ID_INVALID', count: 2n }];
  harness.linkDays.days.push({ ingestLinkId, day, accepted: 4n, updated: 1n, refused, ignored: [] });
  const at = systemClock.now();
  const leads = ['a', 'b', 'c', 'd'].map((leadId) => accepted(leadId, at, { vendorId, ingestLinkId }));
  await publish(harness.bus, [
    ...leads,
    ...calledOnce({ attemptId: 'a1', leadId: 'a', at: at + 1000, talkMs: 1000 }),
  ]);
}

test('a supervisor says what a vendor’s lead costs, and sees what came, what became of it, and its cost', async () => {
  await using harness = await startConsole();
  const day = new Date(systemClock.now()).toISOString().slice(0, 10);
  await aDay(harness, day);
  const { page, context, complaints } = await openTab(browser, harness, 'sue');
  await page.goto(`${harness.url}/settings/vendors`);
  await page.getByRole('button', { name: 'Prices of Sunny Leads' }).click();
  await page.getByText('No price yet').waitFor();
  await page.getByLabel('Price of a lead').fill('2.5');
  await page.getByLabel('From', { exact: true }).fill('2026-01-01');
  await page.getByRole('button', { name: 'Save price' }).click();
  await page.getByRole('cell', { name: '2.50' }).waitFor();
  await page.getByLabel('Price of a lead').fill('3');
  await page.getByLabel('Link').selectOption({ index: 1 });
  await page.getByLabel('From', { exact: true }).fill('2030-01-01');
  await page.getByRole('button', { name: 'Save price' }).click();
  const ofLink = page.getByRole('row').filter({ hasText: '3.00' });
  await ofLink.getByRole('cell', { name: /^Sunny Leads, / }).waitFor();
  await assertAccessible(page, 'prices');
  await page.goto(`${harness.url}/reporting/vendors`);
  const row = page.getByRole('row').filter({ hasText: 'Sunny Leads' });
  await row.waitFor();
  const cells = await row.getByRole('cell').allTextContents();
  assert.deepEqual(cells.slice(1, 7), ['4', '1', '2', '4', '1', '25.0 %']);
  assert.deepEqual(cells.slice(9), ['10.00', '10.00', '—', '0', 'CALLER_ID_INVALID (2)']);
  await assertAccessible(page, 'vendors');
  await page.getByLabel('First day').fill('2020-01-01');
  await page.getByLabel('Last day').fill('2020-01-31');
  await page.getByText('Nothing came through a vendor’s link in this period.').waitFor();
  assert.deepEqual(complaints, []);
  await context.close();
});
