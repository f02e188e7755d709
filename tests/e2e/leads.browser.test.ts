import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { systemClock as clock } from '@firstring/kernel/system';
import { eventually } from '@firstring/testkit';
import { launchBrowser } from '../../services/console/tests/_browser.ts';
import { AgentWorker } from '../stack/agent-worker.ts';
import { Office } from './_office.ts';

let browser: Browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser.close());

const QUESTION = 'Are you sure you want to delete Lead?';
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const rowOf = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text });

test('R-26 R-40 R-41 R-42 R-43 R-44 R-45 R-46 R-47 R-48 a supervisor looks at a called lead, finds its call in the log, and deletes it', async () => {
  await using office = await Office.open(browser);
  await office.push({ caller_id: '+12025550142', first_name: 'Dana', last_name: 'Doe', roof_area: '120' });
  await called(office);
  await office.push({ caller_id: '+12025550143', first_name: 'Elle', last_name: 'Eck' });

  await office.signedIn('sam', async (page) => {
    await page.getByRole('link', { name: 'Leads', exact: true }).click();
    await page.getByRole('heading', { name: 'Manage Leads', level: 1 }).waitFor();
    await rowOf(page, 'Eck').getByText('New', { exact: true }).waitFor();

    await rowOf(page, 'Doe').getByRole('button', { name: 'Show details' }).click();
    const sidebar = page.getByRole('dialog', { name: 'Dana Doe' });
    for (const text of ['+1 202 555 0142', 'Roof area (m²)', '120', 'Activity', 'Sale']) {
      await sidebar.getByText(text).first().waitFor();
    }
    await sidebar.getByRole('button', { name: 'Show in Call Log' }).click();
    await page.getByRole('heading', { name: 'Call Log' }).waitFor();
    await rowOf(page, '+1 202 555 0142').getByText('Sale').waitFor();
    assert.equal(await rowOf(page, '+1 202 555 0143').count(), 0);

    await page.getByRole('link', { name: 'Leads', exact: true }).click();
    for (const leave of [
      () => button(page, 'Cancel').click(),
      () => page.getByRole('alertdialog').getByRole('button', { name: 'Close' }).click(),
    ]) {
      await rowOf(page, 'Doe').getByRole('button', { name: 'Delete lead' }).click();
      const question = page.getByRole('alertdialog', { name: QUESTION });
      assert.equal(await question.getByRole('heading').textContent(), QUESTION);
      await leave();
      await question.waitFor({ state: 'detached' });
      assert.ok(await rowOf(page, 'Doe').isVisible());
    }

    await rowOf(page, 'Doe').getByRole('button', { name: 'Delete lead' }).click();
    await button(page, 'Delete').click();
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
    await rowOf(page, 'Eck').waitFor();
    assert.equal(await rowOf(page, 'Doe').count(), 0);
    await page.reload();
    await rowOf(page, 'Eck').waitFor();
    assert.equal(await rowOf(page, 'Doe').count(), 0);

    await page.getByRole('link', { name: 'Reporting' }).click();
    await rowOf(page, '+1 202 555 0142').getByText('Sale').waitFor();
    assert.equal(await page.getByText('Doe').count(), 0);
  });
});

/** Ana works until the lead was called and disposed, and goes home. */
async function called({ ready }: Office): Promise<void> {
  const [account] = ready.agents;
  assert.ok(account);
  let disposed = 0;
  await using _ = new AgentWorker({
    consoleUrl: ready.consoleUrl,
    account,
    dispositionCode: 'sale',
    onDisposed: () => {
      disposed += 1;
    },
  });
  await eventually(clock, 'the lead is called and disposed', () => disposed > 0, 20_000);
}
