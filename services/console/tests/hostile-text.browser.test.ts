import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { buildWeb, launchBrowser, openTab } from './_browser.ts';
import { Client, newRequestId } from './_client.ts';
import { aCall } from './_fake-lead-store.ts';
import { aLadder, aTrunk } from './_fake-telephony.ts';
import { startConsole, type Harness } from './_harness.ts';
import { furnish } from './_scene.ts';
import { walkPages } from './_walk.ts';

/** Markup and a script; short enough for every field. */
const HOSTILE = '<img src=x onerror="hacked=1"><script>hacked=2</script>';

/** Everything that people and other systems name. */
async function nameEverything(harness: Harness): Promise<void> {
  const { leadStore, telephony } = harness;
  furnish(harness);
  const names = { firstName: HOSTILE, lastName: HOSTILE, email: HOSTILE, vendorName: HOSTILE };
  leadStore.add({ leadId: 'bad', phone: '+12025550199', ...names, custom: { roof_age: HOSTILE } });
  leadStore.calls.push(
    aCall({
      attemptId: 'call-bad',
      leadId: 'bad',
      phone: '+12025550199',
      disposition: HOSTILE,
      note: HOSTILE,
    }),
  );
  const ladder = aLadder('call-bad');
  const raw = `INVITE sip:x SIP/2.0\r\nFrom: "${HOSTILE}" <sip:caller@example.org>\r\n\r\n`;
  const messages = ladder.messages.map((message) => ({ ...message, raw, reason: HOSTILE }));
  telephony.ladders.set('call-bad', { ...ladder, messages });
  telephony.trunks.set('bad', aTrunk('bad', { name: HOSTILE }));
  const adam = await Client.signedIn(harness, 'adam');
  const make = async (method: string, path: string, body: object): Promise<void> => {
    const answer = await adam.send(method, `/api${path}`, { requestId: newRequestId(), ...body });
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  };
  const timeZone = 'America/New_York';
  await make('POST', '/campaigns', { name: HOSTILE, type: 'outbound_preview', timeZone });
  await make('POST', '/vendors', { name: HOSTILE, contact: HOSTILE, note: HOSTILE });
  await make('PUT', '/custom-parameters', { name: 'bad', label: HOSTILE });
  await make('POST', '/exclusions', {
    kind: 'customer',
    customerId: HOSTILE,
    cause: 'manual',
    note: HOSTILE,
  });
  await make('POST', '/blacklist', { pattern: '+12025550199', cause: HOSTILE });
  await make('POST', '/users', { username: 'bad', name: HOSTILE, roles: ['agent'], processIds: ['p1'] });
  await make('POST', '/removal-targets', { name: HOSTILE, url: 'https://crm.example.org/hook' });
}

/** Nothing has run, and the markup is text. */
async function assertHarmless(page: Page, where: string): Promise<void> {
  assert.equal(await page.evaluate('window.hacked'), undefined, where);
  assert.equal(await page.locator('img[src="x"]').count(), 0, where);
}

test('console/1 hostile names, notes, dispositions and display names are text on every page', async () => {
  await buildWeb();
  const browser = await launchBrowser();
  try {
    await using harness = await startConsole();
    await nameEverything(harness);
    const { page } = await openTab(browser, harness, 'adam');
    const showing = new Set<string>();
    await walkPages(page, { url: harness.url, from: ['/leads', '/settings'] }, async (path) => {
      await assertHarmless(page, path);
      if ((await page.getByText(HOSTILE).count()) > 0) showing.add(path);
    });
    const wanted = ['/leads', '/leads/custom-parameters', '/campaigns', '/reporting', '/telephony/trunks'];
    wanted.push(
      ...['dnc', 'blacklist', 'vendors', 'users', 'crm-removal'].map((name) => `/settings/${name}`),
    );
    assert.deepEqual(
      wanted.filter((path) => !showing.has(path)),
      [],
    );
    await page.goto(`${harness.url}/reporting`);
    await page.getByRole('button', { name: /^Details of the call to \+1 202 555 0199/ }).click();
    await page.getByText(HOSTILE).first().waitFor();
    await assertHarmless(page, 'the page of a call');
  } finally {
    await browser.close();
  }
});
