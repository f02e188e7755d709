import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { assertAccessible } from './_axe.ts';
import { buildWeb, launchBrowser, openTab } from './_browser.ts';
import { eventually } from './_client.ts';
import { startConsole } from './_harness.ts';
import { inTab, type Scene, type SceneOptions } from './_in-tab.ts';
import { furnish } from './_scene.ts';

let browser: Browser;
before(async () => {
  await buildWeb();
  browser = await launchBrowser();
});
after(() => browser.close());

/** A console of its own, Ann signed in at her desk; afterwards the browser must have had nothing to complain about. */
const atDesk = (
  work: (desk: Scene) => Promise<void>,
  options: Partial<Pick<SceneOptions, 'expectComplaints'>> = {},
): Promise<void> =>
  inTab({ browser, user: 'ann', ...options }, async (desk) => {
    await desk.page.getByRole('heading', { name: 'You are not ready: just signed in' }).waitFor();
    await work(desk);
  });

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

test('R-1 R-18 R-19 sign in, Ready, preview, dial, talk, dispose: the whole loop by keyboard alone', async () => {
  await atDesk(async ({ harness, page }) => {
    await page.keyboard.press('r');
    await page.getByText('Waiting for the next lead').waitFor();
    harness.scheduler.present('ann', { leadId: 'lea' });
    await page.getByRole('heading', { name: 'Lea Lindqvist' }).waitFor();
    assert.equal(harness.scheduler.dialled.size, 0);
    const card = page.getByRole('region', { name: 'Lead', exact: true });
    for (const fact of [
      'P1',
      'New lead',
      '+1 202 555 0123',
      'Bright Leads',
      'Solar roofs',
      'Age of the roof',
      '12 years',
    ]) {
      assert.ok(await card.getByText(fact, { exact: true }).first().isVisible(), fact);
    }
    assert.match(
      (await page.getByRole('list', { name: 'Leads waiting for you' }).textContent()) ?? '',
      /P13.*P212.*P440/,
    );

    await page.keyboard.press('d');
    await page.getByText('Your phone is ringing').first().waitFor();
    assert.deepEqual([...harness.scheduler.dialled], ['attempt-lea']);
    harness.scheduler.phase('ann', 'lead_ringing');
    await page.getByText("The lead's phone is ringing.").waitFor();
    harness.scheduler.phase('ann', 'bridged');
    await page.getByText('You are talking.').waitFor();
    await page.keyboard.press('n');
    await page.keyboard.type('Wants 1 offer, press 2 for no');
    await page.keyboard.press('Escape');
    await page.keyboard.press('4');
    harness.scheduler.phase('ann', 'ended', 'lead_hung_up');
    await page.getByText('The lead hung up. Save an outcome').waitFor();
    await page.keyboard.press('n');
    await page.keyboard.press('Control+Enter');
    await page.getByText('Waiting for the next lead').waitFor();
    const dispose = harness.scheduler.calls.find(({ rpc }) => rpc === 'dispose');
    assert.equal(dispose?.request['dispositionCode'], 'not_interested');
    assert.equal(dispose?.request['note'], 'Wants 1 offer, press 2 for no');
  });
});

test('R-20 R-21 R-22 an empty desk names the reason and the next due time, and after 20 minutes advises Support', async () => {
  await atDesk(async ({ harness, page }) => {
    await button(page, 'Ready').click();
    harness.scheduler.change('ann', {
      emptyReason: 'RETRY_GAP',
      nextDueTime: harness.scheduler.inMs(185_000),
      idleGap: true,
    });
    await page.getByText('The waiting leads were called a short while ago').first().waitFor();
    assert.match(
      (await page.getByText('Next lead due at').textContent()) ?? '',
      /at \d\d:\d\d:\d\d \(in 3:0\d\)/,
    );
    assert.ok(await page.getByText('please contact Support').isVisible());
    assert.match(
      (await page.getByText('The queue says:').textContent()) ?? '',
      /called a short while ago .* The next lead is due at \d\d:\d\d:\d\d\./,
    );
    await assertAccessible(page, 'empty desk');
  });
});

test('console/12 a double click on Dial is one call with one request id', async () => {
  await atDesk(async ({ harness, page }) => {
    harness.scheduler.present('ann', { leadId: 'lea' });
    await page.getByRole('heading', { name: 'Lea Lindqvist' }).waitFor();
    await button(page, 'Dial').dblclick();
    await page.getByText('Your phone is ringing').first().waitFor();
    const dials = harness.scheduler.calls.filter(({ rpc }) => rpc === 'dial');
    assert.equal(new Set(dials.map(({ request }) => request['requestId'])).size, 1);
    assert.equal(harness.scheduler.dialled.size, 1);
    assert.ok(
      !harness.scheduler.calls.some(({ rpc }) => rpc === 'hangUp'),
      'the second click must not hang up',
    );
  });
});

test('R-77 "Claim now" stands right above the comment, before and during the call', async () => {
  await atDesk(async ({ harness, page }) => {
    harness.scheduler.present('ann', { leadId: 'lea' });
    await page.getByRole('heading', { name: 'Lea Lindqvist' }).waitFor();
    const claimBox = await button(page, 'Claim now').boundingBox();
    const commentBox = await page.getByLabel('Comment').boundingBox();
    assert.ok(claimBox && commentBox);
    const gap = commentBox.y - (claimBox.y + claimBox.height);
    assert.ok(gap >= 0 && gap < 24, `${gap} px`);
    harness.scheduler.phase('ann', 'bridged');
    await page.getByText('You are talking.').waitFor();
    await button(page, 'Claim now').click();
    await page.getByText('Claimed by you').waitFor();
    assert.equal(harness.claim.guards.get('+12025550123')?.claimedByLead['lea'], 'ann');
  });
});

test('Hold, Resume and the keypad, while the two talk and not before', async () => {
  await atDesk(async ({ harness, page }) => {
    harness.scheduler.present('ann', { leadId: 'lea' });
    await page.getByRole('heading', { name: 'Lea Lindqvist' }).waitFor();
    assert.ok(await button(page, 'Hold').isDisabled());
    assert.ok(await button(page, 'Keypad').isDisabled());
    harness.scheduler.phase('ann', 'bridged');
    await page.getByText('You are talking.').waitFor();
    const before = await button(page, 'Hang up').boundingBox();
    await button(page, 'Hold').click();
    await page.getByText('The lead hears music.').waitFor();
    assert.ok(await button(page, 'Keypad').isDisabled());
    await button(page, 'Resume').click();
    await page.getByText('You are talking.').waitFor();
    assert.deepEqual(await button(page, 'Hang up').boundingBox(), before);
    await button(page, 'Keypad').click();
    for (const key of ['5', 'Hash']) await button(page, key).click();
    await assertAccessible(page, 'keypad');
    await page.keyboard.press('Escape');
    await page.keyboard.press('o');
    await page.getByText('The lead hears music.').waitFor();
    const controls = harness.scheduler.calls
      .filter(({ rpc }) => rpc === 'controlCall')
      .map(({ request }) => request['control']);
    assert.deepEqual(controls, [
      { $case: 'hold', value: true },
      { $case: 'hold', value: false },
      { $case: 'digits', value: '5' },
      { $case: 'digits', value: '#' },
      { $case: 'hold', value: true },
    ]);
  });
});

test('R-76 R-78 a callback with a time is claimed for the agent, without one it goes to the end of the queue', async () => {
  await atDesk(async ({ harness, page }) => {
    harness.scheduler.present('ann', { leadId: 'lea' });
    harness.scheduler.phase('ann', 'ended', 'no_answer');
    await page.getByText('No answer. Save an outcome').waitFor();
    await page.keyboard.press('2');
    await page.getByText('Without a time the lead goes to the end of the queue').waitFor();
    await button(page, 'Tomorrow 9:00 there').click();
    await page.getByText('claimed for you').waitFor();
    await button(page, 'Save: Call back').click();
    await page.getByText('Waiting for the next lead').waitFor();
    const dispose = harness.scheduler.calls.find(({ rpc }) => rpc === 'dispose');
    const at = dispose?.request['callbackTime'];
    assert.ok(at instanceof Date);
    assert.equal(at.getMinutes(), 0);
  });
});

test('console/14 a refresh in a call keeps call, lead and the comment that was being typed', async () => {
  await atDesk(async ({ harness, page }) => {
    harness.scheduler.present('ann', { leadId: 'lea' });
    harness.scheduler.phase('ann', 'bridged');
    await page.getByText('You are talking.').waitFor();
    await page.getByLabel('Comment').fill('Half a sentence');
    await page.reload();
    await page.getByText('You are talking.').waitFor();
    await page.getByRole('heading', { name: 'Lea Lindqvist' }).waitFor();
    assert.equal(await page.getByLabel('Comment').inputValue(), 'Half a sentence');
    assert.equal(harness.scheduler.dialled.size, 0);
  });
});

test('console/15 on a laptop whose clock is an hour wrong the preview countdown is right', async () => {
  await using harness = await startConsole();
  furnish(harness);
  harness.scheduler.clockOffsetMs = -3_600_000;
  const tab = await openTab(browser, harness, 'ann');
  harness.scheduler.present('ann', { leadId: 'lea' });
  await tab.page.getByRole('heading', { name: 'Lea Lindqvist' }).waitFor();
  assert.match((await tab.page.getByRole('timer').first().textContent()) ?? '', /^(1:00|0:5\d) left$/);
  await tab.context.close();
});

test('console/16 offline: the page says so, sends nothing, and tells afterwards what became of the lead', async () => {
  await atDesk(
    async ({ harness, page, tab }) => {
      harness.scheduler.present('ann', { leadId: 'lea' });
      await page.getByRole('heading', { name: 'Lea Lindqvist' }).waitFor();
      await tab.context.setOffline(true);
      await page.getByText('No connection').waitFor();
      assert.equal(await button(page, 'Dial').isDisabled(), true);
      await page.keyboard.press('d');
      await assertAccessible(page, 'offline');
      harness.scheduler.change('ann', { presence: 'PRESENCE_OFFLINE', preview: undefined });
      harness.scheduler.stop();
      await eventually(() => harness.scheduler.watchers('ann') === 0, 'the scheduler lost the page');
      harness.scheduler.down = false;
      await tab.context.setOffline(false);
      await page
        .getByText('While you were away Lea Lindqvist went back to the queue. No call was placed.')
        .waitFor();
      assert.ok(!harness.scheduler.calls.some(({ rpc }) => rpc === 'dial'));
      await button(page, 'Understood').click();
      await page.getByText('Connected.').waitFor();
    },
    { expectComplaints: /ERR_INTERNET_DISCONNECTED|ERR_NETWORK/ },
  );
});

test('console/13 a second tab takes the desk over; the first says so and can take it back', async () => {
  await atDesk(async ({ harness, page, tab }) => {
    const second = await tab.context.newPage();
    await second.goto(`${harness.url}/desk`);
    await page.getByRole('heading', { name: 'Your desk is open in another tab' }).waitFor();
    await assertAccessible(page, 'taken over');
    harness.scheduler.present('ann', { leadId: 'lea' });
    await second.getByRole('heading', { name: 'Lea Lindqvist' }).waitFor();
    assert.equal(await page.getByText('Lindqvist').count(), 0);
    await button(page, 'Use the desk here').click();
    await page.getByRole('heading', { name: 'Lea Lindqvist' }).waitFor();
    await second.getByRole('heading', { name: 'Your desk is open in another tab' }).waitFor();
  });
});

test('console/11 an outcome that comes too late is refused in words, at the top of the desk', async () => {
  await atDesk(
    async ({ harness, page }) => {
      harness.scheduler.present('ann', { leadId: 'lea' });
      harness.scheduler.phase('ann', 'ended', 'busy');
      await page.getByText('Busy. Save an outcome').waitFor();
      await page.keyboard.press('1');
      harness.scheduler.refuseWith = 'STALE_TOKEN';
      await button(page, 'Save: Sale').click();
      await page.getByText('The lead was handed to somebody else meanwhile.').waitFor();
    },
    { expectComplaints: /409/ },
  );
});

test('console/1 hostile names and notes are shown as text on every page, and nothing of them runs', async () => {
  await atDesk(async ({ harness, page }) => {
    const hostile = '<img src=x onerror="window.hacked=1"><script>window.hacked=2</script>';
    harness.leadStore.add({
      leadId: 'bad',
      phone: '+12025550199',
      firstName: hostile,
      vendorName: hostile,
      custom: { roof_age: hostile },
    });
    harness.scheduler.present('ann', { leadId: 'bad' });
    await page.getByRole('heading', { name: hostile }).waitFor();
    assert.equal(await page.evaluate('window.hacked'), undefined);
    assert.equal(await page.locator('main img[src="x"]').count(), 0);
  });
});

test('a phone that is not registered is told with its settings, and every dialog and state is accessible', async () => {
  await atDesk(async ({ harness, page }) => {
    await assertAccessible(page, 'not ready');
    harness.phones.register('ann', false);
    await page.getByText('Your phone is not registered').waitFor();
    await button(page, 'Phone settings').click();
    await page.getByText('sip:127.0.0.1:5060').waitFor();
    await assertAccessible(page, 'phone settings');
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.getByRole('heading', { name: 'Keyboard shortcuts' }).waitFor();
    await assertAccessible(page, 'shortcuts');
    await page.keyboard.press('Escape');
    harness.scheduler.present('ann', { leadId: 'lea' });
    await page.getByRole('heading', { name: 'Lea Lindqvist' }).waitFor();
    await assertAccessible(page, 'preview');
    harness.scheduler.phase('ann', 'ended', 'no_answer');
    await page.getByText('No answer. Save an outcome').waitFor();
    await page.keyboard.press('2');
    await assertAccessible(page, 'wrap-up');
  });
});

test('single-key shortcuts can be turned off (WCAG 2.1.4)', async () => {
  await atDesk(async ({ harness, page }) => {
    await page.getByRole('button', { name: 'Ann Adams' }).click();
    await page.getByRole('menuitem', { name: 'Keyboard shortcuts' }).click();
    harness.scheduler.present('ann', { leadId: 'lea' });
    await page.getByRole('heading', { name: 'Lea Lindqvist' }).waitFor();
    await page.keyboard.press('d');
    await page.keyboard.press('s');
    await button(page, 'Claim now').click();
    await page.getByText('Claimed by you').waitFor();
    assert.deepEqual(harness.scheduler.calls, []);
  });
});

test('nothing jumps: the three actions stay where they are from waiting to wrap-up, at both sizes', async () => {
  await atDesk(async ({ harness, page }) => {
    for (const viewport of [
      { width: 1440, height: 900 },
      { width: 1024, height: 768 },
    ]) {
      await page.setViewportSize(viewport);
      const seen = new Set<string>();
      const look = async (): Promise<void> => {
        const boxes = ['Skip', 'Hang up', 'Dial'].map((name) => button(page, name).boundingBox());
        seen.add(JSON.stringify(await Promise.all(boxes)));
      };
      harness.scheduler.change('ann', { presence: 'PRESENCE_READY', preview: undefined, call: undefined });
      await page.getByText('Waiting for the next lead').waitFor();
      await look();
      harness.scheduler.present('ann', { leadId: 'lea', attemptId: `attempt-${viewport.width}` });
      await page.getByRole('heading', { name: 'Lea Lindqvist' }).waitFor();
      await look();
      harness.scheduler.phase('ann', 'bridged');
      await page.getByText('You are talking.').waitFor();
      await look();
      harness.scheduler.phase('ann', 'ended', 'agent_unreachable');
      await page.getByText('Your phone did not answer. Save an outcome').waitFor();
      await look();
      assert.equal(seen.size, 1, [...seen].join('\n'));
    }
  });
});
