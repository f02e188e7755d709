import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Presence } from '@firstring/contracts/scheduling/scheduling_service';
import type { Browser, Page } from 'playwright-core';
import { assertAccessible } from './_axe.ts';
import { buildWeb, launchBrowser, openTab } from './_browser.ts';
import { startConsole, type Harness } from './_harness.ts';
import { furnish } from './_scene.ts';

let browser: Browser;
before(async () => {
  await buildWeb();
  browser = await launchBrowser();
});
after(() => browser.close());

/** Ann talks with Lea; Bob is free, Carl and Dora (whom nobody here knows by name) are not. */
async function talking(
  work: (scene: { harness: Harness; page: Page }) => Promise<void>,
  options: { expectComplaints?: RegExp } = {},
): Promise<void> {
  await using harness = await startConsole();
  furnish(harness);
  const { scheduler } = harness;
  const { PRESENCE_READY, PRESENCE_ON_CALL, PRESENCE_OFFLINE } = Presence;
  scheduler.colleagues.push(
    { agentId: 'bob', presence: PRESENCE_READY, free: true },
    { agentId: 'carl', presence: PRESENCE_ON_CALL, free: false },
    { agentId: 'dora', presence: PRESENCE_OFFLINE, free: false },
  );
  const tab = await openTab(browser, harness, 'ann');
  scheduler.present('ann', { leadId: 'lea' });
  scheduler.phase('ann', 'bridged');
  await tab.page.getByText('You are talking.').waitFor();
  try {
    await work({ harness, page: tab.page });
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

function controls(harness: Harness): unknown[] {
  return harness.scheduler.calls
    .filter(({ rpc }) => rpc === 'controlCall')
    .map(({ request }) => request['control']);
}

/** The colleague has lifted. */
function answer(harness: Harness): void {
  const { call } = harness.scheduler.desk('ann');
  assert.ok(call);
  harness.scheduler.change('ann', { call: { ...call, colleagueAnswered: true } });
}

test('a call is given to a colleague after a word, by keyboard alone', async () => {
  await talking(async ({ harness, page }) => {
    const before = await button(page, 'Hang up').boundingBox();
    await page.keyboard.press('t');
    await page.getByRole('heading', { name: 'Transfer the call' }).waitFor();
    await page.getByRole('radio', { name: 'Bob Brown Ready' }).waitFor();
    assert.ok(await page.getByRole('radio', { name: 'carl In call' }).isDisabled());
    assert.ok(await page.getByRole('radio', { name: 'dora Offline' }).isDisabled());
    assert.ok(await button(page, 'Talk first').isDisabled());
    await assertAccessible(page, 'transfer dialog');
    await page.getByRole('radio', { name: 'Bob Brown Ready' }).focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await page.getByText('Bob Brown is being rung; the lead hears music.').waitFor();
    assert.ok(await button(page, 'Hand over').isDisabled());
    assert.deepEqual(await button(page, 'Hang up').boundingBox(), before, 'nothing jumps');
    answer(harness);
    await page.getByText('You talk with Bob Brown; the lead hears music.').waitFor();
    await assertAccessible(page, 'consultation');
    await page.keyboard.press('t');
    await page.getByText('A colleague has the call. Save an outcome').waitFor();
    assert.deepEqual(controls(harness), [
      { $case: 'transfer', value: { agentId: 'bob', attended: true } },
      { $case: 'completeTransfer', value: true },
    ]);
  });
});

test('a call is given at once; a colleague who does not take it is told by name', async () => {
  await talking(async ({ harness, page }) => {
    await button(page, 'Transfer').click();
    await page.getByRole('radio', { name: 'Bob Brown' }).click();
    await button(page, 'Give the call at once').click();
    await page.getByText('Bob Brown is being rung').waitFor();
    const { call } = harness.scheduler.desk('ann');
    assert.ok(call);
    harness.scheduler.change('ann', { call: { ...call, colleagueAgentId: '' } });
    await page.getByText('Bob Brown has left. You talk with the lead again.').waitFor();
    assert.deepEqual(controls(harness), [{ $case: 'transfer', value: { agentId: 'bob', attended: false } }]);
  });
});

test('a consultation is called off, and the lead taken back', async () => {
  await talking(async ({ harness, page }) => {
    await button(page, 'Transfer').click();
    await page.getByRole('radio', { name: 'Bob Brown' }).click();
    await button(page, 'Talk first').click();
    await button(page, 'Call off').waitFor();
    answer(harness);
    await button(page, 'Take back').click();
    await page.getByText('You talk with the lead again.').waitFor();
    assert.deepEqual(controls(harness).at(-1), { $case: 'cancelTransfer', value: true });
  });
});

test('a transfer that is refused says why, and another colleague may be chosen', async () => {
  await talking(
    async ({ harness, page }) => {
      await button(page, 'Transfer').click();
      await page.getByRole('radio', { name: 'Bob Brown' }).click();
      harness.scheduler.refuseWith = 'AGENT_NOT_REGISTERED';
      await button(page, 'Talk first').click();
      await page.getByRole('dialog').getByText("The agent's phone is not registered.").waitFor();
      await assertAccessible(page, 'refused transfer');
      await page.keyboard.press('Escape');
      assert.ok(await button(page, 'Hold').isEnabled());
    },
    { expectComplaints: /4\d\d/ },
  );
});

test("the colleague's desk shows whose call rings and who the lead is, then that the call is theirs", async () => {
  await talking(async ({ harness }) => {
    const bob = await openTab(browser, harness, 'bob');
    const handover = {
      attemptId: 'attempt-lea',
      processId: 'p1',
      campaignId: 'solar',
      leadId: 'lea',
      fromAgentId: 'ann',
      stage: 'ringing',
      readyAfter: true,
      held: false,
      muted: false,
    };
    harness.scheduler.change('bob', { notReadyReason: 'transfer', handover });
    await bob.page.getByText('From Ann Adams. Lift your phone').first().waitFor();
    await bob.page.getByRole('heading', { name: 'Lea Lindqvist' }).waitFor();
    await bob.page.getByText('12 years').waitFor();
    await assertAccessible(bob.page, 'handover');
    harness.scheduler.change('bob', { handover: { ...handover, stage: 'taken', readyAfter: false } });
    await bob.page.getByText('The call is yours').first().waitFor();
    const own = harness.scheduler.calls.length;
    await button(bob.page, 'Hold').click();
    await bob.page.getByText('The lead hears music. Resume to talk.').first().waitFor();
    assert.ok(await button(bob.page, 'Transfer').isDisabled());
    await assertAccessible(bob.page, 'a taken call on hold');
    await button(bob.page, 'Hang up').click();
    await bob.page.getByRole('heading', { name: 'You are not ready: a call was given to you' }).waitFor();
    assert.deepEqual(
      harness.scheduler.calls.slice(own).map(({ rpc, request }) => [rpc, request['attemptId']]),
      [
        ['controlCall', 'attempt-lea'],
        ['hangUp', 'attempt-lea'],
      ],
    );
    assert.deepEqual(bob.complaints, []);
    await bob.context.close();
  });
});

test('without colleagues the list says so', async () => {
  await talking(async ({ harness, page }) => {
    harness.scheduler.colleagues.length = 0;
    await page.keyboard.press('t');
    await page.getByText('Nobody else works in your campaigns.').waitFor();
    await page.keyboard.press('Escape');
  });
});
