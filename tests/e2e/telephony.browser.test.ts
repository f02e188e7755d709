import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../services/console/tests/_browser.ts';
import { AgentWorker } from '../stack/agent-worker.ts';
import { Office } from './_office.ts';

let browser: Browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser.close());

const rowOf = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text });

test('a supervisor watches a call come and go with what was said on the wire, looks at trunk and phones, and rings a phone to try it', async () => {
  await using office = await Office.open(browser);
  const [account] = office.ready.agents;
  assert.ok(account);

  await office.signedIn('sam', async (page) => {
    await page.getByRole('link', { name: 'Telephony' }).click();
    await page.getByText('No call is going on.').waitFor();
    {
      await using _ = new AgentWorker({
        consoleUrl: office.ready.consoleUrl,
        account,
        dispositionCode: 'sale',
      });
      await office.push({ caller_id: '+12025550142', first_name: 'Dana', last_name: 'Doe' });
      const live = rowOf(page, '+1 202 555 0142');
      await live.getByRole('button', { name: /^Messages/ }).click();
      await showsWholeCall(page);
      await page.keyboard.press('Escape');
      await live.waitFor({ state: 'detached' });
    }
    await page.getByRole('link', { name: 'Reporting' }).click();
    await rowOf(page, '+1 202 555 0142')
      .getByRole('button', { name: /^Details/ })
      .click();
    await page.getByRole('listitem').filter({ hasText: 'Permit redeemed, the lead was dialled' }).waitFor();
    await page.getByText('200 OK (BYE)').first().waitFor();

    await page.getByRole('link', { name: 'Telephony' }).click();
    await page.getByRole('link', { name: 'Trunks' }).click();
    await rowOf(page, new URL(`sip://${office.telephones.trunkTarget}`).host)
      .getByText('0 of')
      .waitFor();

    await page.getByRole('link', { name: 'Phones' }).click();
    const phone = rowOf(page, account.sipUsername);
    await phone.getByText('Registered', { exact: true }).waitFor();
    await phone.getByRole('button', { name: /^Test call/ }).click();
    const test = page.getByRole('dialog', { name: 'Test call' });
    await test.getByText('Somebody has lifted. Music is being played.').waitFor();
    await test.getByRole('button', { name: 'Hang up' }).click();
    await test.getByText('The test was ended before its time').waitFor();
    await test.getByText('200 OK (BYE)').waitFor();
  });
});

/** Follows the ladder of a live call to its end, and downloads it. */
async function showsWholeCall(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'SIP messages of the call' });
  const step = (name: RegExp) => dialog.getByRole('button', { name }).first();
  await step(/Firstring to Agent’s phone: INVITE/).waitFor();
  await step(/Agent’s phone to Firstring: 200 OK$|Agent’s phone to Firstring: 200 OK audio/).waitFor();
  await step(/Firstring to Agent’s phone: ACK/).waitFor();
  await step(/Firstring to Trunk .*: INVITE/).waitFor();
  await step(/Trunk .* to Firstring: 200 OK/).waitFor();
  await step(/Firstring to Trunk .*: ACK/).click();
  await dialog.getByText(/^ACK sip:/).waitFor();
  await step(/Trunk .* to Firstring: BYE/).waitFor();
  const downloading = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Download' }).click();
  const text = await readFile(await (await downloading).path(), 'utf8');
  assert.match(text, /: INVITE\n\nINVITE sip:[^]*: 200 OK\n\nSIP\/2\.0 200 OK\n[^]*: ACK\n\nACK sip:/);
}
