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

async function openCampaign(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Campaigns', exact: true }).click();
  await page.getByRole('link', { name: 'Open house follow-up' }).click();
  await page.getByRole('heading', { name: 'Open house follow-up', level: 1 }).waitFor();
}

test('R-86 R-96 R-147 a resumed campaign dials the leads of its list, until it is paused or the list is switched off', async () => {
  await using office = await Office.open(browser, { talkMs: 500 });
  const { carrier } = office.telephones;
  const bySupervisor = (work: (page: Page) => Promise<void>) => office.signedIn('sam', work);
  await bySupervisor(async (page) => {
    await openCampaign(page);
    await button(page, 'Resume').click();
    await page.getByText('Active', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Lists', exact: true }).click();
    await page.getByText('3 leads.').waitFor();
  });

  await office.signedIn('ana', async (page) => {
    await button(page, 'Ready').click();
    const card = page.getByRole('region', { name: 'Lead', exact: true });
    await card.getByText('Open house follow-up', { exact: true }).first().waitFor();
    await button(page, 'Dial').click();
    await page.getByText('The lead hung up. Save an outcome').waitFor();
    assert.match(carrier.ledger.entries[0]?.number ?? '', /^\+1\d{3}55501(?:41|42|43)$/);
    await bySupervisor(async (sam) => {
      await openCampaign(sam);
      await button(sam, 'Pause').click();
      await sam.getByText('Paused', { exact: true }).waitFor();
    });
    await page.getByRole('radio', { name: 'Wrong number' }).check();
    await page.keyboard.press('Control+Enter');
    await page.getByText('Your campaign is paused. Your supervisor resumes it.').waitFor();
    await bySupervisor(async (sam) => {
      await sam.getByRole('link', { name: 'Leads', exact: true }).click();
      await sam.getByRole('link', { name: 'Lists', exact: true }).click();
      await button(sam, 'Disable Open house visitors').click();
      await openCampaign(sam);
      await button(sam, 'Resume').click();
      await sam.getByText('Active', { exact: true }).waitFor();
    });
    await page.getByText('The lists with the waiting leads are switched off.').waitFor();
    assert.equal(carrier.ledger.entries.length, 1);
  });
});
