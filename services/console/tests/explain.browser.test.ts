import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { LeadExplanation } from '@firstring/contracts/scheduling/explain_service';
import { Lane } from '@firstring/contracts/scheduling/scheduling_service';
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

/** A supervisor on a page. */
const on = (path: string, work: (page: Page, harness: Harness) => Promise<void>): Promise<void> =>
  inTab({ browser, user: 'sue' }, async ({ page, harness }) => {
    await page.goto(`${harness.url}${path}`);
    await work(page, harness);
  });

const textOf = async (page: Page, name: string): Promise<string> =>
  (await page.getByRole('list', { name }).textContent()) ?? '';

test('R-20 a lead says on its page why it is not next, what clears when, and whose it is; also for an instant ahead', async () => {
  await on('/leads?search=Lindqvist', async (page, { explain }) => {
    await page
      .getByRole('row')
      .filter({ hasText: 'Lindqvist' })
      .getByRole('button', { name: /Show details/ })
      .click();
    const why = page.getByRole('region', { name: 'Why', exact: true });
    await why.getByText(/^Earliest /).waitFor();
    assert.match(
      await textOf(page, 'Why not now in Solar roofs'),
      /Resting after an attemptuntil .*Outside calling hoursuntil /,
    );
    assert.ok(await why.getByText('Only Bob Brown is given this lead.').isVisible());
    await assertAccessible(page, 'why of a lead');
    explain.lead = LeadExplanation.fromPartial({
      standings: [
        {
          campaignId: 'solar',
          lane: Lane.LANE_P2,
          level: 'P2',
          position: 1,
          agents: 2,
          nextForAgentIds: ['ann'],
        },
      ],
    });
    await why.getByLabel('Explain for').fill('2030-11-22T14:30');
    await why.getByText('Next for Ann Adams').waitFor();
    const asked = explain.asked.at(-1)?.time;
    assert.equal(asked?.getTime(), new Date('2030-11-22T14:30').getTime());
    await why.getByRole('button', { name: 'Now' }).click();
    assert.equal(await why.getByLabel('Explain for').inputValue(), '');
  });
});

test('R-18 R-20 R-21 "Nothing is being dialled" says why, with counts by reason and the next due time', async () => {
  await on('/campaigns/solar/dialling', async (page) => {
    const now = page.getByRole('region', { name: 'Dialling now' });
    await now.getByText('Nothing is being dialled').waitFor();
    assert.match(await textOf(page, 'What keeps the campaign from dialling'), /No agent is Ready/);
    assert.match(
      (await now.getByText('Next lead due at').textContent()) ?? '',
      /at \d\d:\d\d:\d\d \(in \d+:\d\d(:\d\d)?\)/,
    );
    const row = page.getByRole('row').filter({ hasText: 'Outside calling hours' });
    assert.match((await row.textContent()) ?? '', /9,100/);
    assert.ok(await page.getByText('12,400 leads, 0 may be given.').isVisible());
    await assertAccessible(page, 'nothing is being dialled');
  });
});

test('R-19 R-21 R-22 a supervisor asks why an agent gets nothing: levels, reasons, next due time, a gap that is too long', async () => {
  await on('/campaigns/solar/dialling', async (page) => {
    await page.getByRole('button', { name: 'Why: Ann Adams' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Ready for over 20 minutes without a lead').waitFor();
    assert.match(await textOf(page, 'Leads waiting for Ann Adams'), /P2 3/);
    assert.match(
      (await dialog.getByRole('row').filter({ hasText: 'Ownership code missing' }).textContent()) ?? '',
      /14/,
    );
    assert.ok(await dialog.getByText('Next lead due at').isVisible());
    await assertAccessible(page, 'why of an agent');
  });
});
