import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { systemClock } from '@firstring/kernel/system';
import type { Browser, Page } from 'playwright-core';
import { assertAccessible } from './_axe.ts';
import { buildWeb, launchBrowser } from './_browser.ts';
import { inTab } from './_in-tab.ts';
import { accepted, calledOnce, publish } from './_report-events.ts';

const MINUTE_MS = 60_000;

let browser: Browser;
before(async () => {
  await buildWeb();
  browser = await launchBrowser();
});
after(() => browser.close());

const tile = (page: Page, label: string) =>
  page
    .getByRole('term')
    .filter({ hasText: new RegExp(`^${label}$`) })
    .locator('..');

test('the wallboard shows agents, callers, dial-backs, lanes, speed to lead and contact rate live, readable from afar', async () => {
  await inTab({ browser, user: 'sue' }, async ({ page, harness }) => {
    const { floor, callers, missedCalls, bus } = harness;
    const at = systemClock.now() - 10_000;
    const told = { attemptId: 'w1', leadId: 'lea', at, level: 'P1', talkMs: 4000 };
    await publish(bus, [accepted('lea', at - 2000), ...calledOnce(told)]);
    await page.setViewportSize({ width: 1920, height: 1080 });
    await page.goto(`${harness.url}/live/wallboard`);
    await tile(page, 'Ready').getByText('1', { exact: true }).waitFor();
    await tile(page, 'On the line').getByText('nobody').waitFor();
    floor.preview();
    await tile(page, 'Preview').getByText('1', { exact: true }).waitFor();
    callers.add('c1', { leadId: 'lea' });
    await tile(page, 'On the line')
      .getByText(/^longest 0:\d\d/)
      .waitFor();
    missedCalls.add('d1', 25 * MINUTE_MS, { leadId: 'lea' });
    await tile(page, 'To dial back')
      .getByText(/^oldest 25:\d\d/)
      .waitFor();
    await tile(page, 'Contact rate').getByText('100.0 %').waitFor({ timeout: 40_000 });
    await tile(page, 'Speed to lead').getByText(/ s$/).first().waitFor();
    await assertAccessible(page, 'wallboard');
    const figure = tile(page, 'Ready').getByRole('definition').first();
    const height = (await figure.boundingBox())?.height ?? 0;
    assert.ok(height >= 80, `figures are ${height} px high on a screen of 1920: too small from five metres`);
  });
});

test('the wallboard says what is wrong, and is dark where the screen is', async () => {
  await inTab({ browser, user: 'sue' }, async ({ page, harness }) => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.goto(`${harness.url}/live/wallboard`);
    const alerts = page.getByRole('list', { name: 'Alerts' });
    await alerts
      .getByText(/Nothing is being dialled|Nothing is wrong/)
      .first()
      .waitFor();
    await assertAccessible(page, 'wallboard, dark');
    harness.floor.down = true;
    harness.floor.wake();
    await alerts.getByText('being rebuilt').first().waitFor();
  });
});
