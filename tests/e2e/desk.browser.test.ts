import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../services/console/tests/_browser.ts';
import { Office } from './_office.ts';

let browser: Browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser.close());

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

test('R-1 R-2 R-5 R-32 R-34 R-35 an agent at a browser takes a pushed lead, talks, saves an outcome, and sees the call in the log', async () => {
  await using office = await Office.open(browser);
  const { carrier } = office.telephones;

  await office.signedIn('ana', async (page) => {
    await button(page, 'Ready').click();
    await page.getByText('Waiting for the next lead').waitFor();
    const pushedAt = performance.now();
    await office.push({ caller_id: '+12025550142', first_name: 'Dana', last_name: 'Doe', roof_area: '120' });
    await page.getByRole('heading', { name: 'Dana Doe' }).waitFor();
    assert.ok(performance.now() - pushedAt < 10_000);
    const card = page.getByRole('region', { name: 'Lead', exact: true });
    for (const fact of [
      'New lead',
      '+1 202 555 0142',
      'Acme Leads',
      'Solar roofs',
      'Roof area (m²)',
      '120',
    ]) {
      assert.ok(await card.getByText(fact, { exact: true }).first().isVisible(), fact);
    }
    assert.equal(carrier.ledger.entries.length, 0, 'nobody is called before the agent says so');

    await button(page, 'Dial').click();
    await page.getByText('You are talking.').waitFor();
    assert.deepEqual(
      carrier.ledger.entries.map(({ number }) => number),
      ['+12025550142'],
    );
    await page.getByLabel('Comment').fill('Wants an offer');
    await page.getByText('The lead hung up. Save an outcome').waitFor();
    await page.getByRole('radio', { name: 'Sale' }).check();
    await page.keyboard.press('Control+Enter');
    await page.getByText('Waiting for the next lead').waitFor();

    await page.getByRole('link', { name: 'Reporting' }).click();
    const row = page.getByRole('row').filter({ hasText: '+1 202 555 0142' });
    await row.getByText('Sale').waitFor();
  });

  await office.signedIn('sam', async (page) => {
    await page.getByRole('link', { name: 'Leads', exact: true }).click();
    const row = page.getByRole('row').filter({ hasText: 'Doe' });
    await row.getByText('Converted', { exact: true }).waitFor();
    await row.getByRole('button', { name: 'Show details' }).click();
    await page.getByRole('dialog', { name: 'Dana Doe' }).getByText('Wants an offer').waitFor();
  });
});
