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

test('a call is given to a colleague after a word: their phone, their desk, and the wrap-up of the agent who gave it', async () => {
  await using office = await Office.open(browser, { talkMs: 30_000, phones: 2 });
  const [ana, colleague] = office.ready.agents;
  assert.ok(ana && colleague);
  await office.signedIn(ana.username, async (page) => {
    await button(page, 'Ready').click();
    await office.push({ caller_id: '+12025550142', first_name: 'Dana', last_name: 'Doe' });
    await page.getByRole('heading', { name: 'Dana Doe' }).waitFor();
    await button(page, 'Dial').click();
    await page.getByText('You are talking.').waitFor();
    await office.signedIn(colleague.username, async (theirs) => {
      await button(theirs, 'Ready').click();
      await theirs.getByText('Waiting for the next lead').waitFor();
      await button(page, 'Transfer').click();
      await page.getByRole('radio', { name: /Ready$/ }).check();
      await button(page, 'Talk first').click();
      await theirs.getByText('Lift your phone to take it.').first().waitFor();
      await theirs.getByRole('heading', { name: 'Dana Doe' }).waitFor();
      await page.getByText('the lead hears music').first().waitFor();
      await button(page, 'Hand over').click();
      await page.getByText('A colleague has the call. Save an outcome').waitFor();
      await theirs.getByText('The call is yours').first().waitFor();
      const [, phone] = office.telephones.phones;
      await phone?.hangUp();
      await theirs.getByText('You are not ready: a call was given to you').waitFor();
    });
  });
});
