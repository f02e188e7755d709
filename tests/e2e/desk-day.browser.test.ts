import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { systemClock as clock } from '@firstring/kernel/system';
import { eventually } from '@firstring/testkit';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../services/console/tests/_browser.ts';
import { Office } from './_office.ts';

let browser: Browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser.close());

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

test('R-69 R-74 R-76 R-77 R-78 R-79 R-91 an agent puts a name right, mutes, claims, agrees on a time, opens the lead again and puts it to the end of the queue', async () => {
  await using office = await Office.open(browser, { talkMs: 60_000 });
  const { carrier } = office.telephones;

  await office.signedIn('ana', async (page) => {
    await button(page, 'Ready').click();
    await page.getByText('No call back is agreed.').waitFor();
    await office.push({ caller_id: '+12025550142', first_name: 'Dana', last_name: 'Do' });
    await page.getByRole('heading', { name: 'Dana Do' }).waitFor();
    await page.keyboard.press('d');
    await page.getByText('You are talking.').waitFor();
    const lead = carrier.callTo('+12025550142');
    await eventually(clock, 'the lead hears the agent', () => lead?.heardHz() !== undefined);

    await page.keyboard.press('m');
    await page.getByText('The lead does not hear you.').waitFor();
    await eventually(clock, 'silence', () => lead?.heardHz() === undefined);
    await page.keyboard.press('m');
    await eventually(clock, 'the agent again', () => lead?.heardHz() !== undefined);

    await button(page, 'Edit').click();
    await page.getByLabel('Last name').fill('Doe');
    await button(page, 'Save').click();
    await page.getByRole('heading', { name: 'Dana Doe' }).waitFor();
    await page.keyboard.press('c');
    await page.getByText('Claimed by you').waitFor();
    await page.getByLabel('Comment').fill('Rings back from home');
    await page.keyboard.press('Escape');
    // After the call the lead is not offered before the time that was agreed on.
    await page.keyboard.press('b');
    await page.getByRole('menuitem', { name: 'Break' }).click();
    await page.keyboard.press('h');
    await page.getByText('You hung up. Save an outcome').waitFor();
    await page.getByRole('radio', { name: /Call ?back/i }).check();
    await button(page, 'In 1 hour').click();
    await page.getByText('claimed for you').waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByRole('heading', { name: 'You are not ready: break' }).waitFor();
    const callbacks = page.getByRole('region', { name: 'My callbacks' });
    await callbacks.getByText('Dana Doe').waitFor();
    await button(page, 'Open Dana Doe').click();
    await page.getByText('Claimed by you').waitFor();
    await page.getByText('Rings back from home').waitFor();
    await page.getByRole('radio', { name: /Call ?back/i }).check();
    await page.getByText('Without a time the lead goes to the end of the queue').waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByRole('heading', { name: 'You are not ready: break' }).waitFor();
    await page.getByText('No call back is agreed.').waitFor();
    assert.equal(carrier.ledger.entries.length, 1);
  });
});
