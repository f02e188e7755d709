import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { assertAccessible } from './_axe.ts';
import { buildWeb, launchBrowser, openTab } from './_browser.ts';
import { startConsole, type Harness } from './_harness.ts';
import { startIngestStub } from './_ingest-stub.ts';
import { furnish } from './_scene.ts';

let browser: Browser;
before(async () => {
  await buildWeb();
  browser = await launchBrowser();
});
after(() => browser.close());

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** Enrichment Data of a campaign with one link, opened by a supervisor; complaints that do not fit are a failure. */
async function onLinks(
  work: (page: Page, harness: Harness) => Promise<void>,
  { ingestOrigin = 'https://in.example.org', expectComplaints = /(?!)/ } = {},
): Promise<void> {
  await using harness = await startConsole({ config: { CONSOLE_INGEST_ORIGIN: ingestOrigin } });
  furnish(harness);
  const { page, context, complaints } = await openTab(browser, harness, 'sue');
  try {
    await page.goto(`${harness.url}/campaigns/solar/enrichment-data`);
    await page.getByLabel('Vendor', { exact: true }).fill('Sun & Co');
    await button(page, 'Generate link').click();
    await page.getByText('Copy it now').waitFor();
    await work(page, harness);
    assert.deepEqual(
      complaints.filter((complaint) => !expectComplaints.test(complaint)),
      [],
    );
  } finally {
    await context.close();
  }
}

test('R-31 a vendor’s way of posting is set on its link; what cannot be read is said at its field', async () => {
  const work = async (page: Page, harness: Harness): Promise<void> => {
    await button(page, 'Profile of the link of Sun & Co').click();
    const dialog = page.getByRole('dialog', { name: 'How Sun & Co posts' });
    await dialog.getByLabel('Proof beside the token').selectOption('A key in a header');
    await dialog.getByLabel('The vendor’s names and ours').fill('Lead.Phone');
    await dialog.getByLabel('What a ping must say').fill('state: CA, NV');
    await dialog.getByLabel('Leads a minute').fill('600');
    await assertAccessible(page, 'How a vendor posts');
    await button(page, 'Save').click();
    await dialog.getByText('This line cannot be read: “Lead.Phone”.').waitFor();
    await dialog.getByLabel('The vendor’s names and ours').fill('bad = x');
    await button(page, 'Save').click();
    await dialog.getByText(/must name our fields/).waitFor();
    await dialog.getByLabel('The vendor’s names and ours').fill('Lead.Phone = caller_id');
    await button(page, 'Save').click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('cell', { name: 'Token and key' }).waitFor();
    const profile = harness.leadStore.links.get('link-1')?.profile;
    assert.deepEqual(
      [profile?.fieldMap, profile?.pingRules, profile?.leadsPerMinute],
      [{ 'Lead.Phone': 'caller_id' }, [{ field: 'state', values: ['CA', 'NV'] }], 600],
    );
  };
  await onLinks(work, { expectComplaints: /422/ });
});

test('R-31 a key is made, shown once, and revoked after a question', async () => {
  await onLinks(async (page) => {
    await button(page, 'Profile of the link of Sun & Co').click();
    await button(page, 'New key').click();
    await page.getByText('secret-of-key-1').waitFor();
    await page.getByText('Key key-1').waitFor();
    await page.keyboard.press('Escape');
    await button(page, 'Profile of the link of Sun & Co').click();
    await page.getByText('Key key-1').waitFor();
    assert.equal(await page.getByText('secret-of-key-1').count(), 0);
    await button(page, 'Revoke key key-1').click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('No keys.').waitFor();
  });
});

test('R-27 A-7 a link is tested without storing anything, and says what would be ignored', async () => {
  await using ingest = await startIngestStub();
  const work = async (page: Page, harness: Harness): Promise<void> => {
    harness.leadStore.links.set('link-9', {
      ...harness.leadStore.links.get('link-1'),
      ingestLinkId: 'link-9',
      vendorName: 'Typo Inc',
      ignoredParameters: [{ name: 'colour', count: 7n }],
    } as NonNullable<ReturnType<typeof harness.leadStore.links.get>>); // a copy of a whole link
    await button(page, 'Test a link').click();
    // The link that was just generated stands there already; the fake's tokens are short.
    await page
      .getByLabel('Link', { exact: true })
      .fill(`${ingest.origin}/v1/links/token-of-acme-token-of-acme/leads`);
    await assertAccessible(page, 'Test a link');
    await button(page, 'Send test lead').click();
    await page.getByText('The vendor would be answered 200.').waitFor();
    await page.getByText('would_create').waitFor();
    await page.keyboard.press('Escape');
    await page.reload();
    await page.getByRole('cell', { name: 'colour (7)' }).waitFor();
  };
  await onLinks(work, { ingestOrigin: ingest.origin });
});

test('R-39 a vendor’s own page is made and closed', async () => {
  await onLinks(async (page) => {
    await page.getByText('No page is open.').waitFor();
    await page.getByLabel('Page of').selectOption('Sun & Co');
    await button(page, 'Make page').click();
    await page.getByText(/in\.example\.org\/v1\/vendors\/token-of-/).waitFor();
    await assertAccessible(page, 'Enrichment Data');
    await button(page, 'Close the page of Sun & Co').click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Close', exact: true }).last().click();
    await page.getByText('No page is open.').waitFor();
  });
});

test('R-39 Enrichment Data shows what came by day', async () => {
  await onLinks(async (page, harness) => {
    await page.getByText('Nothing has come through these links yet.').waitFor();
    const [ingestLinkId = ''] = [...harness.leadStore.links.keys()].slice(-1);
    harness.linkDays.days.push({
      ingestLinkId,
      day: '2026-11-22',
      accepted: 1200n,
      updated: 30n,
      refused: [{ name: 'CALLER_ID_INVALID', count: 4n }],
      ignored: [{ name: 'shoe_size', count: 1200n }],
    });
    await page.reload();
    const row = page.getByRole('row').filter({ hasText: '2026-11-22' });
    for (const cell of ['Sun & Co', '1,200', '30', '4: CALLER_ID_INVALID (4)', 'shoe_size (1,200)'])
      await row.getByRole('cell', { name: cell, exact: true }).waitFor();
    await assertAccessible(page, 'What came by day');
  });
});
