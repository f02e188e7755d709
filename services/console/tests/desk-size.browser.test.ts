import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { buildWeb, launchBrowser } from './_browser.ts';
import { inTab } from './_in-tab.ts';
import { watchPageSize } from './_page-size.ts';

/** What an agent's browser may fetch before the desk stands (`npm run bench -- CONSOLE` measures how long it takes). */
const DESK_BYTES_MAX = 250_000;

let browser: Browser;
before(async () => {
  await buildWeb();
  browser = await launchBrowser();
});
after(() => browser.close());

test('all that an agent’s desk fetches is at most 250 KB, compressed', async () => {
  await inTab({ browser, user: 'ann' }, async ({ harness, page }) => {
    const bytes = watchPageSize(page);
    await page.goto(`${harness.url}/desk`);
    await page.getByRole('button', { name: 'Ready', exact: true }).waitFor();
    harness.scheduler.present('ann', { leadId: 'lea', level: 'P1' });
    await page.getByText('Lea Lindqvist').first().waitFor();
    assert.ok(bytes() > 50_000, 'the app was seen');
    assert.ok(bytes() <= DESK_BYTES_MAX, `${bytes()} bytes`);
  });
});
