import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { assertAccessible } from './_axe.ts';
import { buildWeb, launchBrowser, openTab } from './_browser.ts';
import { startConsole, type Harness } from './_harness.ts';
import { furnish } from './_scene.ts';
import { aLiveCall, furnishTelephony } from './_telephony-scene.ts';

let browser: Browser;
before(async () => {
  await buildWeb();
  browser = await launchBrowser();
});
after(() => browser.close());

async function signedIn(
  username: string,
  work: (page: Page, harness: Harness) => Promise<void>,
  options: { readonly empty?: boolean; readonly expectComplaints?: RegExp } = {},
): Promise<void> {
  await using harness = await startConsole();
  if (options.empty !== true) {
    furnish(harness);
    furnishTelephony(harness);
  }
  const tab = await openTab(browser, harness, username);
  try {
    await tab.page.getByRole('link', { name: 'Telephony' }).click();
    await work(tab.page, harness);
    const expected = options.expectComplaints ?? /(?!)/;
    assert.deepEqual(
      tab.complaints.filter((complaint) => !expected.test(complaint)),
      [],
    );
  } finally {
    await tab.context.close();
  }
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const rowOf = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });

test('live calls come and go by themselves; a row leads to what was said, and a message opens with a key', async () => {
  await signedIn('sue', async (page, { telephony }) => {
    await page.getByRole('heading', { name: 'Live calls', level: 1 }).waitFor();
    await rowOf(page, '+1 202 555 0123').getByText('Talking').waitFor();
    await rowOf(page, 'Bob Brown').getByText('Ringing the lead').waitFor();
    await assertAccessible(page, 'Live calls');
    telephony.calls.splice(0, 2, aLiveCall('live-3', { phone: '+12025550199' }));
    await rowOf(page, '+1 202 555 0199').getByText('Ringing the agent').waitFor();
    assert.equal(await rowOf(page, '+1 202 555 0123').count(), 0);

    await page.goto(page.url().replace(/\?.*$/, '') + '?call=live-1');
    const dialog = page.getByRole('dialog', { name: 'SIP messages of the call' });
    await dialog.getByText('Trunk carrier-east', { exact: true }).waitFor();
    const steps = dialog.getByRole('listitem').getByRole('button');
    assert.equal(await steps.count(), 13);
    await dialog.getByRole('button', { name: /^\+0\.000 s Firstring to Agent’s phone: INVITE/ }).waitFor();
    await dialog
      .getByRole('button', { name: /Trunk carrier-east to Firstring: 180 Ringing again$/ })
      .waitFor();
    await steps.nth(3).focus();
    await page.keyboard.press('Enter');
    await dialog.getByText('CSeq: 1 ACK').waitFor();
    await assertAccessible(page, 'a ladder');
    const downloading = page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Download' }).click();
    const download = await downloading;
    assert.equal(download.suggestedFilename(), 'call-live-1.txt');
    const text = await readFile(await download.path(), 'utf8');
    assert.match(
      text,
      /^# Call live-1\n[^]*#4 .* leg a1 Firstring -> udp\/198\.51\.100\.7:40312: ACK\n\nACK sip:/,
    );
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });
});

test('R-42 an ended call has a page: its steps, its messages while they are kept, and a word when they are not', async () => {
  await signedIn(
    'sue',
    async (page) => {
      await page.getByRole('link', { name: 'Reporting' }).click();
      await rowOf(page, '1:35')
        .getByRole('button', { name: /^Details/ })
        .click();
      await page.getByRole('heading', { name: 'Call to Lea Lindqvist' }).waitFor();
      await page.getByText('200 OK (BYE)').first().waitFor();
      await page.getByRole('listitem').filter({ hasText: 'Connected' }).waitFor();
      await assertAccessible(page, 'Call');
      await page.goBack();
      await rowOf(page, 'Moss')
        .getByRole('button', { name: /^Details/ })
        .click();
      await page.getByText('The messages of this call are no longer kept.').waitFor();
      await assertAccessible(page, 'Call, messages not kept');
    },
    { expectComplaints: /404/ },
  );
});

test('trunks show how they do; a voice admin adds one, is told which setting is wrong, and deletes it', async () => {
  await signedIn(
    'vera',
    async (page, { telephony }) => {
      await page.getByRole('link', { name: 'Trunks' }).click();
      await rowOf(page, 'Carrier East').getByText('Healthy').waitFor();
      await rowOf(page, 'Backup line').getByText('no answer to 3 probes').waitFor();
      await rowOf(page, 'carrier-west').getByText('Switched off').waitFor();
      await assertAccessible(page, 'Trunks');

      await button(page, 'New trunk').click();
      await page.getByLabel('Id', { exact: true }).fill('north');
      await page.getByLabel('Name', { exact: true }).fill('North line');
      await page.getByLabel('Addresses').fill('sip.north.example:5061;transport=tls');
      await page.getByLabel('User name').fill('acme');
      await page.getByLabel('Password').fill('hush hush');
      await page.getByLabel('Caller ids').fill('2025550100');
      await button(page, 'Save trunk').click();
      await page.getByText('The trunk was not saved').waitFor();
      const callerIds = page.getByLabel('Caller ids');
      assert.equal(await callerIds.getAttribute('aria-invalid'), 'true');
      assert.equal(await page.locator(':focus').getAttribute('name'), 'callerIds');
      await assertAccessible(page, 'the trunk form');
      await callerIds.fill('+1 (202) 555-0100');
      await button(page, 'Save trunk').click();
      await rowOf(page, 'North line').getByText('sip.north.example:5061 tls').waitFor();
      assert.deepEqual(telephony.trunks.get('north')?.callerIds[0]?.number, '+12025550100');

      await button(page, 'Edit North line').click();
      assert.equal(await page.getByLabel('Password').inputValue(), '');
      await page.getByLabel('Switched on').uncheck();
      await button(page, 'Save trunk').click();
      await rowOf(page, 'North line').getByText('Switched off').waitFor();
      await button(page, 'Delete North line').click();
      await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
      await rowOf(page, 'North line').waitFor({ state: 'detached' });
    },
    { expectComplaints: /422/ },
  );
});

test('a trunk is tried: a number is listed, rung over it, and the result stands in words above its messages', async () => {
  await signedIn('adam', async (page, { telephony }) => {
    await page.getByRole('link', { name: 'Trunks' }).click();
    await page.getByText('No test number yet, so no trunk can be tried.').waitFor();
    await button(page, 'Test call over Carrier East').click();
    await page.getByText('No test number is listed for this trunk.').waitFor();
    await page.keyboard.press('Escape');
    await button(page, 'Add test number').click();
    await page.getByLabel('Number', { exact: true }).fill('+1 (202) 555-0188');
    await page.getByLabel('Whose telephone it is').fill('the lab');
    await assertAccessible(page, 'adding a test number');
    await button(page, 'Add').click();
    await rowOf(page, 'the lab').getByText('Every trunk').waitFor();
    await assertAccessible(page, 'Trunks with test numbers');

    await button(page, 'Test call over Carrier East').click();
    const form = page.getByRole('dialog', { name: 'Test call over Carrier East' });
    await form.getByLabel('Number').waitFor();
    await assertAccessible(page, 'a test call over a trunk');
    await form.getByRole('button', { name: 'Call', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Test call', exact: true });
    await dialog.getByText('The trunk works: music was played to its end. Sound came back').waitFor();
    await dialog.getByText('+1 202 555 0188').waitFor();
    assert.equal(await dialog.getByText('Agent', { exact: true }).count(), 0);
    await assertAccessible(page, 'what a test of a trunk has shown');
    await page.keyboard.press('Escape');

    telephony.trunkTestResult = { ...telephony.trunkTestResult, phase: 'TEST_PHASE_FAILED', sipStatus: 403 };
    await button(page, 'Test call over Carrier East').click();
    await form.getByRole('button', { name: 'Call', exact: true }).click();
    await dialog.getByText('The carrier forbids the call (403)').waitFor();
    await page.keyboard.press('Escape');
    await button(page, 'Remove the test number +1 202 555 0188').click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('No test number yet, so no trunk can be tried.').waitFor();
  });
});

test('phones: a new password is shown once, a test call tells its result, a registration ends, a ban is lifted', async () => {
  await signedIn('adam', async (page, { phones }) => {
    await page.getByRole('link', { name: 'Phones' }).click();
    await rowOf(page, 'Ann Adams').getByText('UDP 198.51.100.7:40312').waitFor();
    await assertAccessible(page, 'Phones');

    await button(page, 'New password for Ann Adams').click();
    await button(page, 'Make password').click();
    await page.getByText('the password is not shown again').waitFor();
    const password = phones.accounts.get('ann')?.password ?? '';
    await page.getByText(password, { exact: true }).waitFor();
    await assertAccessible(page, 'a new password');
    await button(page, 'Done').click();
    assert.equal(await page.getByText(password).count(), 0);

    await button(page, 'Test call to Ann Adams').click();
    const dialog = page.getByRole('dialog', { name: 'Test call' });
    await dialog.getByText('Its sound reached us (412 packets).').waitFor();
    assert.equal(await dialog.getByRole('listitem').count(), 6);
    await assertAccessible(page, 'a test call');
    await page.keyboard.press('Escape');

    await button(page, 'End the registration of Ann Adams at 198.51.100.7:40312').click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'End' }).click();
    await rowOf(page, 'Ann Adams').getByText('Not registered').waitFor();
    assert.ok(await button(page, 'Test call to Ann Adams').isDisabled());

    await button(page, 'Lift the ban: Everything from 203.0.113.66').click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Lift' }).click();
    await page.getByText('Nobody is kept out.').waitFor();
  });
});

test('empty pages say what to do; a supervisor looks and tests, but changes nothing', async () => {
  await signedIn(
    'vera',
    async (page) => {
      await page.getByText('No call is going on.').waitFor();
      await assertAccessible(page, 'no live calls');
      await page.getByRole('link', { name: 'Trunks' }).click();
      await page.getByText('There is no trunk, so nobody can be called.').waitFor();
      await assertAccessible(page, 'no trunks');
      await page.getByRole('link', { name: 'Phones' }).click();
      await rowOf(page, 'Ann Adams').getByText('No account').waitFor();
      await button(page, 'Give an account to Ann Adams').waitFor();
    },
    { empty: true },
  );
  await signedIn('sue', async (page) => {
    await page.getByRole('link', { name: 'Trunks' }).click();
    await rowOf(page, 'Carrier East').waitFor();
    await button(page, 'Test call over Carrier East').waitFor();
    assert.equal(await page.getByRole('button', { name: /New trunk|Edit|Delete|test number/ }).count(), 0);
    await page.getByRole('link', { name: 'Phones' }).click();
    await button(page, 'Test call to Ann Adams').waitFor();
    assert.equal(await page.getByRole('button', { name: /password|Remove|^End|Lift/ }).count(), 0);
  });
});
