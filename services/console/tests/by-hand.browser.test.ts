import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Lane } from '@firstring/contracts/scheduling/scheduling_service';
import type { Browser, Page } from 'playwright-core';
import { assertAccessible } from './_axe.ts';
import { buildWeb, launchBrowser } from './_browser.ts';
import { PASSWORD, type Harness } from './_harness.ts';
import { inTab, type Scene } from './_in-tab.ts';

let browser: Browser;
before(async () => {
  await buildWeb();
  browser = await launchBrowser();
});
after(() => browser.close());

/** Ann at her desk, in a campaign whose agents may dial by hand. */
const atDesk = (work: (scene: Scene) => Promise<void>, user = 'ann'): Promise<void> =>
  inTab({ browser, user, prepare: allowByHand, expectComplaints: /status of 4(09|22)/ }, async (scene) => {
    await scene.page.getByRole('heading', { name: 'You are not ready: just signed in' }).waitFor();
    await work(scene);
  });

async function allowByHand({ leadStore, service }: Harness): Promise<void> {
  const solar = leadStore.campaigns.get('solar');
  assert.ok(solar);
  leadStore.campaigns.set('solar', { ...solar, manualDialling: true });
  const at = { password: PASSWORD, processIds: ['p1'] };
  const both = { userId: 'both', username: 'both', name: 'Beth Both' };
  await service.users.ensure({ ...at, ...both, roles: ['agent', 'supervisor'] });
  const olga = { userId: 'olga2', username: 'olga2', name: 'Olga Override' };
  await service.users.ensure({ ...at, ...olga, roles: ['agent', 'exclusion_override'] });
}

const show = (page: Page, name: string) =>
  page.getByRole('row').filter({ hasText: name }).getByRole('button', { name: 'Show details' });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** For the eyes of whoever works on it; written only where the folder is named. */
async function shot({ page }: Scene, name: string): Promise<void> {
  const folder = process.env['SCREENSHOTS'];
  if (folder === undefined) return;
  for (const theme of ['light', 'dark'] as const) {
    for (const width of [1280, 768]) {
      await page.setViewportSize({ width, height: 900 });
      await page.evaluate(`document.documentElement.setAttribute('data-theme', '${theme}')`);
      await page.screenshot({ path: `${folder}/${name}-${theme}-${width}.png` });
    }
  }
  await page.setViewportSize({ width: 1280, height: 900 });
}

test('R-131 R-132 "Create and dial": the form, the lead with its data, and the call', async () => {
  await atDesk(async (scene) => {
    const { harness, page } = scene;
    await button(page, 'New call').click();
    await page.getByLabel('Phone numbers').fill('+1 312 555 0188');
    await page.getByLabel('First name').fill('Zoe');
    await page.getByLabel('Age of the roof').fill('7 years');
    await assertAccessible(page, 'new call');
    await shot(scene, 'new-call');
    await page.getByLabel('Phone numbers').fill('+13125550188');
    await button(page, 'Create and dial').click();
    await page.getByRole('heading', { name: 'Zoe' }).waitFor();
    await page.getByText('By hand', { exact: true }).waitFor();
    assert.equal(harness.leadStore.leads.get('made-13125550188')?.firstName, 'Zoe');
    assert.deepEqual([...harness.scheduler.dialled], ['hand-made-13125550188']);
  });
});

test('R-132 who is a lead already is said in words, and opened instead', async () => {
  await atDesk(async ({ harness, page }) => {
    await button(page, 'New call').click();
    await page.getByLabel('Phone numbers').fill('+12025550123');
    await button(page, 'Create and dial').click();
    await page.getByText('The list or a campaign of it has this contact already.').waitFor();
    await button(page, 'Open at my desk').click();
    await page.getByRole('heading', { name: 'Lea Lindqvist' }).waitFor();
    assert.equal(harness.scheduler.dialled.size, 0);
  });
});

test('R-133 "Dial only": no lead is made, the number is on the desk, no callback is offered, and a number that is none is refused in words', async () => {
  await atDesk(async (scene) => {
    const { harness, page } = scene;
    const leads = harness.leadStore.leads.size;
    await button(page, 'New call').click();
    await page.getByLabel('Phone numbers').fill('911');
    await button(page, 'Dial only').click();
    await page.getByText('This is no number that may be dialled.').waitFor();
    await page.getByLabel('Phone numbers').fill('+1 312 555 0188');
    await button(page, 'Dial only').click();
    await page.getByRole('heading', { name: '+1 312 555 0188' }).waitFor();
    await page.getByText('This number is in no lead').waitFor();
    assert.equal(await page.getByText('Call back', { exact: true }).count(), 0);
    assert.equal(harness.leadStore.leads.size, leads);
    assert.equal(harness.scheduler.dialled.size, 1);
    await assertAccessible(page, 'a number without a lead');
    await shot(scene, 'dial-only');
  });
});

test('R-133 where no campaign allows it the page says so', async () => {
  await atDesk(async ({ harness, page }) => {
    const solar = harness.leadStore.campaigns.get('solar');
    assert.ok(solar);
    harness.leadStore.campaigns.set('solar', { ...solar, manualDialling: false });
    await button(page, 'New call').click();
    await page.getByText('None of your campaigns allows numbers to be dialled by hand').waitFor();
  });
});

test('A-9 each further number has a button of its own, and the dial names it', async () => {
  await atDesk(async (scene) => {
    const { harness, page } = scene;
    harness.leadStore.add({
      leadId: 'two',
      phone: '+12025550177',
      otherPhones: ['+13125550188'],
      firstName: 'Tom',
    });
    harness.scheduler.present('ann', { leadId: 'two' });
    await button(page, 'Dial +1 312 555 0188').waitFor();
    await assertAccessible(page, 'numbers');
    await shot(scene, 'numbers');
    await button(page, 'Dial +1 312 555 0188').click();
    await page.getByText('Your phone is ringing').first().waitFor();
    const dialled = harness.scheduler.calls.find(({ rpc }) => rpc === 'dial');
    assert.equal(dialled?.request['phone'], '+13125550188');
  });
});

test('R-69 R-72 a lead that was opened by hand is closed again with the same key as a skip', async () => {
  await atDesk(async ({ harness, page }) => {
    harness.scheduler.present('ann', { leadId: 'lea', level: '', lane: Lane.LANE_BY_HAND });
    await page.getByRole('heading', { name: 'Lea Lindqvist' }).waitFor();
    await page.getByRole('button', { name: 'Close' }).waitFor();
    await page.keyboard.press('s');
    await page.getByText('Waiting for the next lead').waitFor();
    assert.ok(harness.scheduler.calls.some(({ rpc }) => rpc === 'skip'));
  });
});

test('R-84 R-85 "View leads only" looks and takes nothing; without it a click brings the lead to the desk', async () => {
  await atDesk(async (scene) => {
    const { harness, page } = scene;
    const opened = () => harness.scheduler.calls.filter(({ rpc }) => rpc === 'openLead').length;
    const guards = structuredClone([...harness.claim.guards]);
    await page.getByRole('link', { name: 'Leads' }).click();
    await show(page, 'Mara').click();
    await page.getByRole('dialog').getByRole('heading', { name: 'Parameters', exact: true }).waitFor();
    assert.equal(opened(), 0);
    assert.deepEqual([...harness.claim.guards], guards);
    await shot(scene, 'view-only');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Beth Both' }).click();
    await page.getByText('View leads only').click();
    await page.keyboard.press('Escape');
    await show(page, 'Mara').click();
    await page.getByRole('heading', { name: 'Mara Moss' }).waitFor();
    assert.equal(opened(), 1);
    assert.match(page.url(), /\/desk/);
  }, 'both');
});

test('R-71 a lead that somebody else works on stays where it is, and the page says why', async () => {
  await atDesk(async ({ harness, page }) => {
    const text = 'another agent is working on this number';
    harness.scheduler.refuseOpening = [{ reason: 'LOCKED_BY_OTHER', text }];
    await page.getByRole('link', { name: 'Leads' }).click();
    await show(page, 'Mara').click();
    await button(page, 'Open at my desk').click();
    await page.getByText('Another agent is working on this number.').waitFor();
  }, 'both');
});

test('R-140 a refusal by the do-not-call list can be overridden by whoever has that role, with a reason', async () => {
  const overrider = async (scene: Scene): Promise<void> => {
    const { harness, page } = scene;
    harness.scheduler.present('olga2', { leadId: 'lea' });
    harness.scheduler.change('olga2', {
      dialRefusals: [{ reason: 'NUMBER_EXCLUDED', text: 'on the do-not-call list' }],
    });
    await button(page, 'Dial all the same…').click();
    await page.getByLabel('Reason').fill('asked us in writing to call once more');
    await assertAccessible(page, 'override');
    await shot(scene, 'override');
    await page.getByRole('dialog').getByRole('button', { name: 'Dial all the same' }).click();
    await page.getByText('Your phone is ringing').first().waitFor();
    const dialled = harness.scheduler.calls.find(({ rpc }) => rpc === 'dial');
    assert.equal(dialled?.request['overrideReason'], 'asked us in writing to call once more');
  };
  await atDesk(overrider, 'olga2');
  await atDesk(async ({ harness, page }) => {
    harness.scheduler.present('ann', { leadId: 'lea' });
    harness.scheduler.change('ann', {
      dialRefusals: [{ reason: 'NUMBER_EXCLUDED', text: 'on the do-not-call list' }],
    });
    await page
      .getByText(/do-not-call/i)
      .first()
      .waitFor();
    assert.equal(await button(page, 'Dial all the same…').count(), 0);
  });
});
