import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
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

/** A voice admin at the table of numbers. */
const on = (
  work: (page: Page, harness: Harness) => Promise<void>,
  expectComplaints?: RegExp,
): Promise<void> =>
  inTab(
    { browser, user: 'vera', ...(expectComplaints && { expectComplaints }) },
    async ({ page, harness }) => {
      await page.goto(`${harness.url}/telephony/incoming-numbers`);
      await work(page, harness);
    },
  );

const save = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved.').waitFor();
};
const tabOf = (page: Page, name: string) =>
  page.getByRole('navigation', { name: /^Incoming number / }).getByRole('link', { name, exact: true });

test('R-67 a number is added, opened by weekday with a holiday, told how callers wait and who is dialled back, and deleted', async () => {
  await on(async (page, { incomingNumbers }) => {
    await page.getByText('No number is configured yet').waitFor();
    await assertAccessible(page, 'incoming numbers, none');
    await page.getByRole('button', { name: 'New number' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Number').fill('+1 (212) 555-0199');
    await dialog.getByLabel('Name').fill('Hotline');
    await dialog.getByRole('button', { name: 'Add number' }).click();
    await page.getByRole('heading', { name: 'Hotline', level: 1 }).waitFor();
    await assertAccessible(page, 'incoming number, general');
    const [made] = incomingNumbers.numbers.values();
    const kept = () => incomingNumbers.numbers.get(made?.incomingNumberId ?? '');
    assert.equal(made?.phone, '+12125550199');
    await tabOf(page, 'Opening hours').click();
    await page.getByLabel('Open all day, every day').uncheck();
    await page.getByLabel('Monday', { exact: true }).fill('9:00-12:00, 13:00-18:00');
    await page.getByRole('button', { name: 'Monday’s hours to Friday' }).click();
    await page.getByRole('button', { name: 'Add a day' }).click();
    await page.getByLabel('Day', { exact: true }).fill('2026-12-24');
    await page.getByLabel('Name').fill('Christmas Eve');
    await assertAccessible(page, 'incoming number, opening hours');
    await save(page);
    assert.equal(kept()?.openingHours?.slots.length, 10);
    assert.deepEqual(kept()?.openingHours?.holidays, [
      { date: '2026-12-24', name: 'Christmas Eve', slots: [] },
    ]);
    await tabOf(page, 'Lead handling').click();
    await page.getByLabel('Longest wait, seconds').fill('45');
    await page.getByLabel('Waiting sound').selectOption('A tone');
    await page.getByLabel('Then', { exact: true }).selectOption('Refuse the call');
    await assertAccessible(page, 'incoming number, lead handling');
    await save(page);
    assert.deepEqual(
      [kept()?.queue?.maxWaitS, kept()?.queue?.waiting, kept()?.noLead],
      [45, 'WAITING_SOUND_TONE', 'NO_LEAD_ACTION_REFUSE'],
    );
    await tabOf(page, 'Dial-back').click();
    await page.getByLabel('The caller hung up while waiting').uncheck();
    await page.getByLabel('Owner only for').fill('15');
    await assertAccessible(page, 'incoming number, dial-back');
    await save(page);
    assert.deepEqual([kept()?.dialback?.onHangUp, kept()?.dialback?.ownerOnlyS], [false, 900]);
    assert.equal(kept()?.queue?.maxWaitS, 45, 'the other sides stay as they are');
    await page.getByRole('button', { name: 'Delete Hotline' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('No number is configured yet').waitFor();
  });
});

test('R-67 what cannot be is said at its field and nothing is saved', async () => {
  await on(async (page, { incomingNumbers }) => {
    incomingNumbers.add({ incomingNumberId: 'n1', phone: '+12125550199', name: 'Hotline' });
    await page.goto(`${new URL(page.url()).origin}/telephony/incoming-numbers/n1/hours`);
    await page.getByLabel('Open all day, every day').uncheck();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Give at least one day its hours').waitFor();
    await page.getByLabel('Wednesday').fill('18:00-09:00');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('It ends before it begins').waitFor();
    assert.equal(await page.getByLabel('Wednesday').getAttribute('aria-invalid'), 'true');
    assert.equal(incomingNumbers.numbers.get('n1')?.version, 1n);
  });
});

test('R-67 of two who save one number the second is told, keeps what was typed, and may take the other’s', async () => {
  await on(async (page, { incomingNumbers }) => {
    incomingNumbers.add({ incomingNumberId: 'n1', phone: '+12125550199', name: 'Hotline' });
    await page.reload();
    await page.getByRole('link', { name: 'Hotline' }).click();
    await page.getByRole('heading', { name: 'Hotline', level: 1 }).waitFor();
    await assertAccessible(page, 'incoming number');
    incomingNumbers.add({ incomingNumberId: 'n1', phone: '+12125550199', name: 'Service', version: 2n });
    await page.getByLabel('Name').fill('Callers');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Somebody else saved this meanwhile').waitFor();
    await page.getByRole('button', { name: 'Reload theirs' }).click();
    await page.getByRole('heading', { name: 'Service', level: 1 }).waitFor();
  }, /409 \(Conflict\)/);
});
