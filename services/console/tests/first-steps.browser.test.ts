import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { assertAccessible } from './_axe.ts';
import { buildWeb, launchBrowser } from './_browser.ts';
import type { Harness } from './_harness.ts';
import { inTab } from './_in-tab.ts';

let browser: Browser;
before(async () => {
  await buildWeb();
  browser = await launchBrowser();
});
after(() => browser.close());

test('an administrator of a new process is led from step to step, to the page where each is done', async () => {
  const prepare = (harness: Harness): void => void harness.leadStore.calls.splice(0);
  await inTab({ browser, user: 'adam', prepare }, async ({ page, harness }) => {
    await page.goto(`${harness.url}/live`);
    const steps = page.getByRole('region', { name: 'First steps' });
    await steps.getByText('Add a trunk').waitFor();
    await steps.getByText('The carrier that calls go out over').waitFor();
    await assertAccessible(page, 'first steps');
    await steps.getByRole('link', { name: 'Give a vendor a link' }).click();
    await page.getByRole('heading', { name: 'Enrichment Data' }).waitFor();
  });
});
