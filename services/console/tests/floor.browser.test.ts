import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Presence } from '@firstring/contracts/scheduling/scheduling_service';
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

const rowOf = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });

/** A supervisor on a page. */
const on = (path: string, work: (page: Page, harness: Harness) => Promise<void>): Promise<void> =>
  inTab({ browser, user: 'sue' }, async ({ page, harness }) => {
    await page.goto(`${harness.url}${path}`);
    await work(page, harness);
  });

test('R-19 a supervisor watches agents live: state, since when, campaign, lead in hand, calls today, and why one has nothing', async () => {
  await on('/live/agents', async (page, { floor }) => {
    await rowOf(page, 'Ann Adams').getByText('Ready', { exact: true }).waitFor();
    assert.match((await rowOf(page, 'Bob Brown').textContent()) ?? '', /Not ready.*lunch.*31:\d\d/);
    floor.preview();
    await rowOf(page, 'Ann Adams').getByText('Lea Lindqvist').waitFor();
    const text = (await rowOf(page, 'Ann Adams').textContent()) ?? '';
    assert.match(text, /Preview.*P1.*Solar roofs/);
    await assertAccessible(page, 'agents now');
    await page.getByRole('button', { name: /^In call/ }).click();
    await page.getByText('Nobody is like that now.').waitFor();
    await page.getByRole('button', { name: /^Preview/ }).click();
    await rowOf(page, 'Bob Brown').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Why: Ann Adams' }).click();
    await page.getByRole('dialog').getByRole('list', { name: 'Leads waiting for Ann Adams' }).waitFor();
    await assertAccessible(page, 'agents now, why');
  });
});

test('a supervisor makes an agent Not Ready with a reason, and takes a lead away', async () => {
  await on('/live/agents', async (page, { floor, claim }) => {
    await page.getByRole('button', { name: 'Set Ann Adams not ready' }).click();
    await page.getByRole('menuitem', { name: 'Meeting' }).click();
    await rowOf(page, 'Ann Adams').getByText('meeting, set by Sue Stone').waitFor();
    assert.deepEqual(
      floor.asked.map(({ agentId, reason, actorId, processId }) => [agentId, reason, actorId, processId]),
      [['ann', 'meeting', 'sue', 'p1']],
    );
    claim.owners.add({ leadId: 'lea', agentId: 'ann', phone: '+12025550123', lockedByAgentId: 'ann' });
    floor.preview();
    await page.getByRole('button', { name: 'Take away Lea Lindqvist from Ann Adams' }).click();
    const answered = page.waitForResponse((answer) => answer.url().includes('/take-away'));
    await page.getByRole('button', { name: 'Take away', exact: true }).click();
    await answered;
    assert.equal(claim.owners.forced.length, 1);
  });
});

test('500 agents who change all the time leave the page usable: changes are shown, and who is searched for is found', async () => {
  await on('/live/agents', async (page, { floor }) => {
    for (let number = 0; number < 500; number += 1) {
      floor.add(`agent-${number}`, { presence: Presence.PRESENCE_READY });
    }
    await page.getByRole('button', { name: 'Show all 502' }).click();
    await rowOf(page, 'agent-499').waitFor();
    for (let round = 1; round <= 3; round += 1) {
      for (let number = 0; number < 50; number += 1) {
        floor.add(`agent-${number}`, { presence: Presence.PRESENCE_ON_CALL, callsToday: round });
      }
      await page.getByRole('searchbox').fill(`agent-${300 + round}`);
      await rowOf(page, 'agent-499').waitFor({ state: 'detached' });
      await rowOf(page, `agent-${300 + round}`).waitFor();
      await page.getByRole('searchbox').fill('');
      await rowOf(page, 'agent-49').getByText(String(round), { exact: true }).waitFor();
    }
  });
});

test('a supervisor’s home is the day at a glance: agents by state, leads by level, and why nothing is being dialled', async () => {
  await on('/', async (page, { floor }) => {
    await page.getByRole('heading', { name: 'Today' }).waitFor();
    const states = page.getByRole('list', { name: 'Agents by state' });
    await states.getByText('Not ready').waitFor();
    assert.match((await states.textContent()) ?? '', /Ready1.*Not ready1/);
    const levels = page.getByRole('list', { name: 'Leads waiting by level' });
    assert.match((await levels.textContent()) ?? '', /P2 12/);
    const panel = page.getByRole('region', { name: 'Dialling in Solar roofs' });
    await panel.getByText('Nothing is being dialled').waitFor();
    assert.match((await panel.textContent()) ?? '', /No agent is Ready.*Next lead due at/);
    await assertAccessible(page, 'today');
    floor.preview();
    await panel.waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Each of them' }).click();
    await page.getByRole('heading', { name: 'Agents', level: 1 }).waitFor();
  });
});

test('a scheduler that is away is said, and the agents are back by themselves', async () => {
  await on('/live/agents', async (page, { floor }) => {
    await rowOf(page, 'Ann Adams').waitFor();
    floor.down = true;
    floor.wake();
    await page
      .getByText('The order of leads is being rebuilt')
      .or(page.getByText('being rebuilt'))
      .first()
      .waitFor();
    floor.down = false;
    floor.preview();
    await rowOf(page, 'Ann Adams').getByText('Lea Lindqvist').waitFor();
  });
});
