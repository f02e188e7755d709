import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { ClaimReason } from '@firstring/contracts/claim/claim_service';
import { systemClock } from '@firstring/kernel/system';
import type { Browser, Page } from 'playwright-core';
import { assertAccessible } from './_axe.ts';
import { buildWeb, launchBrowser } from './_browser.ts';
import type { Harness } from './_harness.ts';
import { inTab, type Scene } from './_in-tab.ts';

const HOUR_MS = 3_600_000;
const DESK_BYTES_MAX = 250 * 1024;

let browser: Browser;
before(async () => {
  await buildWeb();
  browser = await launchBrowser();
});
after(() => browser.close());

const atDesk = (
  work: (desk: Scene) => Promise<void>,
  prepare: (harness: Harness) => void = () => {},
): Promise<void> =>
  inTab({ browser, user: 'ann', prepare }, async (desk) => {
    await desk.page.getByRole('heading', { name: 'You are not ready: just signed in' }).waitFor();
    await work(desk);
  });

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

async function talking({ harness, page }: Scene): Promise<void> {
  harness.scheduler.present('ann', { leadId: 'lea' });
  await page.getByRole('heading', { name: 'Lea Lindqvist' }).waitFor();
  harness.scheduler.phase('ann', 'bridged');
  await page.getByText('You are talking.').waitFor();
}

async function wrappingUp(desk: Scene): Promise<void> {
  await talking(desk);
  desk.harness.scheduler.phase('ann', 'ended', 'lead_hung_up');
  await desk.page.getByText('The lead hung up. Save an outcome').waitFor();
}

test('mute is a button beside Hold and a key; the desk says so, and nothing moves', async () => {
  await atDesk(async (desk) => {
    const { harness, page } = desk;
    await talking(desk);
    const before = await button(page, 'Hang up').boundingBox();
    await page.keyboard.press('m');
    await page.getByText('The lead does not hear you. Press Unmute to talk.').waitFor();
    assert.deepEqual(await button(page, 'Hang up').boundingBox(), before);
    await assertAccessible(page, 'muted');
    await page.keyboard.press('o');
    await page.getByText('You are muted too').waitFor();
    await page.keyboard.press('o');
    await button(page, 'Unmute').click();
    await page.getByText('You are talking.').waitFor();
    await page.keyboard.press('k');
    await page.getByRole('dialog', { name: 'Keypad' }).waitFor();
    await page.keyboard.press('7');
    await page.keyboard.press('Escape');
    const controls = harness.scheduler.calls
      .filter(({ rpc }) => rpc === 'controlCall')
      .map(({ request }) => request['control']);
    assert.deepEqual(controls, [
      { $case: 'mute', value: true },
      { $case: 'hold', value: true },
      { $case: 'hold', value: false },
      { $case: 'mute', value: false },
      { $case: 'digits', value: '7' },
    ]);
  });
});

test('R-74 R-75 R-76 while nothing is in hand: my callbacks, soonest first, and my claimed leads; each is opened by hand', async () => {
  const now = systemClock.now();
  const reason = ClaimReason.CLAIM_REASON_CALLBACK;
  await atDesk(
    async ({ harness, page }) => {
      const callbacks = page.getByRole('region', { name: 'My callbacks' });
      await callbacks.getByText('Noah Nunez').waitFor();
      const rows = await callbacks.getByRole('listitem').allTextContents();
      assert.match(rows[0] ?? '', /^Noah NunezOpenDue since /);
      assert.match(rows[1] ?? '', /^Mara MossOpen.* there$/);
      const claimed = page.getByRole('region', { name: 'My claimed leads' });
      assert.deepEqual(await claimed.getByRole('listitem').allTextContents(), ['Olga OrtizOpenSolar roofs']);
      await assertAccessible(page, 'own leads');
      await button(page, 'Open Olga Ortiz').click();
      await page.getByRole('heading', { name: 'Olga Ortiz' }).waitFor();
      assert.equal(await callbacks.count(), 0);
      assert.equal(harness.scheduler.desk('ann').preview?.leadId, 'olga');
    },
    ({ claim }) => {
      claim.owners.add({ leadId: 'noah', agentId: 'ann', reason, dueTime: new Date(now - 240_000) });
      claim.owners.add({ leadId: 'mara', agentId: 'ann', reason, dueTime: new Date(now + HOUR_MS) });
      claim.owners.add({ leadId: 'olga', agentId: 'ann' });
      claim.owners.add({ leadId: 'paul', agentId: 'bob' });
    },
  );
});

test('R-76 a call back shows the time of both, and one outside calling hours says so and offers the next', async () => {
  await atDesk(async (desk) => {
    const { harness, page } = desk;
    await wrappingUp(desk);
    await page.keyboard.press('2');
    await button(page, 'Tomorrow 9:00 there').click();
    await page
      .getByRole('definition')
      .filter({ hasText: /^[A-Z][a-z]{2},? 09:00$/ })
      .waitFor();
    await page.getByText('claimed for you').waitFor();
    await assertAccessible(page, 'a call back');
    harness.scheduler.callTime = (fromAt) => fromAt + 2 * HOUR_MS;
    await button(page, 'In 3 hours').click();
    await page.getByText('The lead may not be called then').waitFor();
    await assertAccessible(page, 'a call back outside of calling hours');
    const chosen = await page.getByLabel('Call back at (your time)').inputValue();
    harness.scheduler.callTime = (fromAt) => fromAt;
    await page.getByRole('button', { name: /^Take / }).click();
    await page.getByText('The lead may not be called then').waitFor({ state: 'detached' });
    assert.ok((await page.getByLabel('Call back at (your time)').inputValue()) > chosen);
    // Also while a button has the focus.
    await button(page, 'In 1 hour').focus();
    await page.keyboard.press('Control+Enter');
    await page.getByText('Waiting for the next lead').waitFor();
    const dispose = harness.scheduler.calls.find(({ rpc }) => rpc === 'dispose');
    assert.ok(dispose?.request['callbackTime'] instanceof Date);
  });
});

test('the focus goes where the work goes on, and is not taken from somebody who types', async () => {
  await atDesk(async (desk) => {
    const { harness, page } = desk;
    await page.keyboard.press('r');
    harness.scheduler.present('ann', { leadId: 'lea' });
    await page.getByRole('heading', { name: 'Lea Lindqvist' }).waitFor();
    assert.equal(await focused(page), 'Lead');
    harness.scheduler.phase('ann', 'bridged');
    await page.getByText('You are talking.').waitFor();
    await page.keyboard.press('n');
    await page.keyboard.type('dsr');
    harness.scheduler.phase('ann', 'ended', 'lead_hung_up');
    await page.getByText('The lead hung up. Save an outcome').waitFor();
    await page.keyboard.type('m?');
    assert.equal(await page.getByLabel('Comment').inputValue(), 'dsrm?');
    await page.keyboard.press('Escape');
    await page.keyboard.press('4');
    assert.equal(await focused(page), 'not_interested');
    await page.keyboard.press('Control+Enter');
    await page.getByText('Waiting for the next lead').waitFor();
    assert.equal(await focused(page), 'No lead');
    harness.scheduler.present('ann', { leadId: 'mara' });
    harness.scheduler.phase('ann', 'ended', 'busy');
    await page.getByText('Busy. Save an outcome').waitFor();
    assert.equal(await focused(page), 'sale');
    assert.deepEqual(
      harness.scheduler.calls.filter(({ rpc }) => rpc === 'dial' || rpc === 'skip'),
      [],
    );
  });
});

/** Value or label of what has the focus. */
function focused(page: Page): Promise<unknown> {
  return page.evaluate('document.activeElement.value ?? document.activeElement.ariaLabel');
}

test('readers hear and the title shows each state; the skips that are left are said', async () => {
  await atDesk(async (desk) => {
    const { harness, page } = desk;
    const told = page.locator('[aria-live="polite"]').first();
    harness.scheduler.present('ann', { leadId: 'lea' });
    await page.getByText('Look at the lead, then dial. 2 skips left.').waitFor();
    assert.equal(await told.textContent(), 'Preview: Lea Lindqvist, P1, New lead');
    assert.equal(await page.title(), 'Preview: Lea Lindqvist · Firstring');
    harness.scheduler.phase('ann', 'lead_ringing');
    await page.getByText("The lead's phone is ringing.").waitFor();
    assert.match((await told.textContent()) ?? '', /^Ringing: Lea Lindqvist/);
    harness.scheduler.phase('ann', 'ended', 'no_answer');
    await page.getByText('No answer. Save an outcome').waitFor();
    assert.equal(await told.textContent(), 'Ended: Lea Lindqvist: No answer');
    assert.equal(await page.title(), 'Ended: Lea Lindqvist · Firstring');
  });
});

/** Counts what the page plays, and what it shows outside of itself. */
const COUNTING = `
  window.heard = 0;
  window.shown = [];
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (at) { window.heard += 1; start.call(this, at); };
  window.Notification = class extends EventTarget {
    static permission = 'default';
    static asked = 0;
    static async requestPermission() { this.asked += 1; return (this.permission = 'granted'); }
    constructor(text) { super(); window.shown.push(text); }
    close() { window.shown.push('closed'); }
  };
  Object.defineProperty(document, 'hidden', { get: () => window.away === true });
`;

/** Plays are counted on the page, so it is the page that is asked again and again. */
async function heard(page: Page, notes: number): Promise<void> {
  for (let round = 0; round < 100; round += 1) {
    if ((await page.evaluate('window.heard')) === notes) return;
  }
  assert.fail(`not ${notes} notes but ${String(await page.evaluate('window.heard'))}`);
}

test('a lead is heard, and, once agreed to, shown outside of the page while another window is in front; names are not', async () => {
  await atDesk(async ({ harness, page }) => {
    await page.addInitScript(COUNTING);
    await page.reload();
    await button(page, 'Turn on notices').click();
    await button(page, 'Turn on notices').waitFor({ state: 'detached' });
    harness.scheduler.present('ann', { leadId: 'lea' });
    await page.getByRole('heading', { name: 'Lea Lindqvist' }).waitFor();
    await heard(page, 2);
    assert.deepEqual(await page.evaluate('window.shown'), []);
    await button(page, 'Skip').click();
    await page.getByText('Waiting for the next lead').waitFor();
    await page.evaluate('window.away = true');
    harness.scheduler.present('ann', { leadId: 'mara' });
    await heard(page, 4);
    assert.deepEqual(await page.evaluate('window.shown'), ['A lead for you: P1']);
    harness.scheduler.phase('ann', 'bridged');
    await page.getByText('You are talking.').waitFor();
    assert.equal(await page.evaluate('window.heard'), 4);
    await page.getByRole('button', { name: 'Ann Adams' }).click();
    await page.getByRole('menuitem', { name: 'Sound when a lead comes' }).click();
    harness.scheduler.present('ann', { leadId: 'noah' });
    await page.getByRole('heading', { name: 'Noah Nunez' }).waitFor();
    assert.deepEqual(await page.evaluate('[window.heard, Notification.asked]'), [4, 1]);
  });
});

test('each state of the desk is accessible, in the dark and on a tablet too', async () => {
  await atDesk(async (desk) => {
    const { harness, page } = desk;
    const look = async (state: string): Promise<void> => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await assertAccessible(page, `${state}, ${colorScheme}`);
      }
    };
    await page.setViewportSize({ width: 768, height: 1024 });
    await look('not ready');
    await button(page, 'Ready').click();
    await page.getByText('Waiting for the next lead').waitFor();
    await look('ready');
    await talking(desk);
    await look('in call');
    harness.scheduler.phase('ann', 'lead_ringing');
    await page.getByText("The lead's phone is ringing.").waitFor();
    await look('dialling');
    harness.scheduler.down = true;
    harness.scheduler.stop();
    await page.getByText('The queue does not answer').waitFor();
    await look('lost');
  });
});

test('all that the desk needs is at most 250 KB, compressed', async (t) => {
  await atDesk(async ({ harness, page }) => {
    const urls = await page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .map(({ name }) => name)
        .filter((name) => /\.(js|css)$/.test(new URL(name).pathname)),
    );
    assert.ok(urls.length > 1 && urls.every((url) => url.startsWith(harness.url)));
    const files = await Promise.all(urls.map(async (url) => (await fetch(url)).arrayBuffer()));
    const bytes = files.reduce((sum, file) => sum + gzipSync(new Uint8Array(file)).length, 0);
    t.diagnostic(`${Math.round(bytes / 1024)} KB in ${files.length} files`);
    assert.ok(bytes <= DESK_BYTES_MAX, `${bytes}`);
  });
});
