import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { dayNumberOf, dayText, localDay } from '@firstring/domain';
import { systemClock } from '@firstring/kernel/system';
import type { Browser, Page } from 'playwright-core';
import { assertAccessible } from './_axe.ts';
import { buildWeb, launchBrowser, openTab } from './_browser.ts';
import { startConsole, type Harness } from './_harness.ts';
import { accepted, calledOnce, publish } from './_report-events.ts';

let browser: Browser;
before(async () => {
  await buildWeb();
  browser = await launchBrowser();
});
after(() => browser.close());

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** Ten leads a day for five days up to today; each is called twice, four of ten first calls are answered. */
async function aWeek({ bus }: Harness): Promise<void> {
  const noon = noonToday();
  for (let ago = 4; ago >= 0; ago -= 1) {
    const at = noon - ago * DAY_MS;
    const leads = [...'abcdefghij'].map((name) => `${name}${ago}`);
    const events = leads.flatMap((leadId, index) => [
      accepted(leadId, at + index * MINUTE_MS, { listId: index % 2 === 0 ? 'l1' : '' }),
      ...calledOnce({
        attemptId: `${leadId}-1`,
        leadId,
        at: at + index * MINUTE_MS + 2500 + ago * 700,
        ...(index < 4 - (ago % 2) ? { talkMs: 65_000 } : {}),
        callerId: index % 3 === 0 ? '+12025550101' : '+12025550100',
      }),
      ...calledOnce({ attemptId: `${leadId}-2`, leadId, at: at + (60 + index) * MINUTE_MS, level: 'P2' }),
    ]);
    await publish(bus, events);
  }
}

/** Noon in Chicago, the zone of p1: two hours of calls stay on one day. */
function noonToday(): number {
  const now = systemClock.now();
  const today = dayNumberOf(localDay('America/Chicago', now)) ?? 0;
  return today * DAY_MS + 18 * 3_600_000;
}

/** The chart's legend is a table, too. */
const rowsOf = (page: Page) => page.getByRole('table').last().getByRole('row');
const cellsOf = async (page: Page, row: string): Promise<string[]> =>
  page.getByRole('row').filter({ hasText: row }).first().getByRole('cell').allTextContents();

test('R-92 R-142 R-143 R-144 an analyst sees monitoring and penetration, and finds every report from there', async () => {
  await using harness = await startConsole();
  await aWeek(harness);
  const { page, context, complaints } = await openTab(browser, harness, 'alan');
  await page.getByRole('link', { name: 'Lead Monitoring' }).click();
  await page.getByText('Everything is counted').waitFor();
  const links = await cellsOf(page, 'No list (from links)');
  assert.deepEqual(links.slice(1, 4), ['Enabled', '5', '2']);
  await page.getByText('Dialable now: Solar roofs 12').waitFor();
  await page.getByLabel('Period').selectOption('Last 7 days');
  await page.getByRole('cell', { name: '25', exact: true }).first().waitFor();
  await assertAccessible(page, 'monitoring');

  await page.getByRole('link', { name: 'Lead Penetration' }).click();
  await page.getByRole('heading', { name: 'Lead penetration' }).waitFor();
  await page.getByRole('row').filter({ hasText: 'All' }).getByText('100.0 %').waitFor();
  await assertAccessible(page, 'penetration');
  assert.deepEqual(complaints, []);
  await context.close();
});

test('R-15 R-16 R-17 rates print per day, level and age, are drawn, sorted and kept in the address', async () => {
  await using harness = await startConsole();
  await aWeek(harness);
  const { page, context, complaints } = await openTab(browser, harness, 'alan');
  await page.goto(`${harness.url}/reporting/rates`);
  const today = dayText(dayNumberOf(localDay('America/Chicago', noonToday())) ?? 0);
  await page.getByRole('cell', { name: today }).waitFor();
  // ten leads, two dials each.
  assert.deepEqual((await cellsOf(page, today)).slice(1, 3), ['20', '50.0 %']);
  await page.getByLabel('Compare by').selectOption('Level');
  await page.getByRole('cell', { name: 'P1' }).waitFor();
  // four contacts in ten P1 dials.
  const p1 = await cellsOf(page, 'P1');
  assert.deepEqual([p1[1], p1[3], p1[4]], ['10', '4', '40.0 %']);

  await page.getByLabel('Compare by').selectOption('Day');
  await page.getByLabel('Period').selectOption('Last 7 days');
  await page.getByRole('img', { name: 'as a chart' }).locator('canvas').waitFor();
  assert.equal(await rowsOf(page).count(), 1 + 5 + 1, 'head, five days, all together');
  await page.getByRole('button', { name: 'Contacts', exact: true }).click();
  const first = await rowsOf(page).nth(1).getByRole('cell').nth(3).textContent();
  assert.equal(first, '3');
  await assertAccessible(page, 'rates');
  await page.reload();
  await page.getByRole('img', { name: 'as a chart' }).locator('canvas').waitFor();
  assert.equal(await rowsOf(page).count(), 7, 'the address keeps what was asked');
  assert.deepEqual(complaints, []);
  await context.close();
});

test('R-3 R-5 R-10 caller ids, speed to lead and waiting times stand on pages of their own; an empty one says so', async () => {
  await using harness = await startConsole();
  await aWeek(harness);
  const { page, context, complaints } = await openTab(browser, harness, 'sue');
  await page.goto(`${harness.url}/reporting/caller-ids`);
  await page.getByRole('cell', { name: '+12025550101' }).waitFor();
  assert.deepEqual((await cellsOf(page, '+12025550101')).slice(2, 3), ['4']);
  await assertAccessible(page, 'caller ids');
  await page.goto(`${harness.url}/reporting/speed`);
  await page.getByRole('columnheader', { name: '50 % presented within' }).waitFor();
  await assertAccessible(page, 'speed to lead');
  await page.goto(`${harness.url}/reporting/waits`);
  await page.getByRole('cell', { name: 'P2' }).waitFor();
  await assertAccessible(page, 'waiting times');
  await page.getByLabel('First day').fill('2020-01-01');
  await page.getByLabel('Last day').fill('2020-01-31');
  await page.getByText('No call was made in this period.').waitFor();
  assert.deepEqual(complaints, []);
  await context.close();
});
