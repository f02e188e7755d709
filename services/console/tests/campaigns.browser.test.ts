import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CampaignState } from '@firstring/contracts/leads/campaign';
import { FilterLevel } from '@firstring/contracts/leads/filter';
import { encodeFilterClause } from '@firstring/service-kit/filter-wire';
import type { Browser, Page } from 'playwright-core';
import { assertAccessible } from './_axe.ts';
import { buildWeb, launchBrowser, openTab } from './_browser.ts';
import { aTrunk } from './_fake-telephony.ts';
import { startConsole, type Harness } from './_harness.ts';
import { furnish } from './_scene.ts';

let browser: Browser;
before(async () => {
  await buildWeb();
  browser = await launchBrowser();
});
after(() => browser.close());

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const rowOf = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });

/** A supervisor on the Campaigns page; complaints of the browser that do not fit are a failure. */
async function onCampaigns(
  work: (page: Page, harness: Harness) => Promise<void>,
  expectComplaints: RegExp = /(?!)/,
): Promise<void> {
  await using harness = await startConsole();
  furnish(harness);
  const tab = await openTab(browser, harness, 'sue');
  try {
    await tab.page.getByRole('link', { name: 'Campaigns', exact: true }).click();
    await tab.page.getByRole('heading', { name: 'Campaigns', level: 1 }).waitFor();
    await work(tab.page, harness);
    assert.deepEqual(
      tab.complaints.filter((complaint) => !expectComplaints.test(complaint)),
      [],
    );
  } finally {
    await tab.context.close();
  }
}

async function openTabOf(page: Page, tab: string): Promise<void> {
  await page.getByRole('link', { name: 'Solar roofs' }).click();
  await page.getByRole('heading', { name: 'Solar roofs', level: 1 }).waitFor();
  await page.getByRole('link', { name: tab, exact: true }).last().click();
}

test('a campaign is made, paused, resumed and closed on its page', async () => {
  await onCampaigns(async (page) => {
    await rowOf(page, 'Solar roofs').getByText('Active').waitFor();
    await assertAccessible(page, 'Campaigns');
    await button(page, 'New campaign').click();
    await page.getByLabel('Name').fill('Heat pumps');
    await page.getByLabel('Type').selectOption('Voice blast');
    await page.getByLabel('Time zone').fill('Europe/Berlin');
    await assertAccessible(page, 'New campaign');
    await button(page, 'Make campaign').click();
    await page.getByRole('heading', { name: 'Heat pumps', level: 1 }).waitFor();
    await button(page, 'Pause').click();
    await page.getByText('Paused', { exact: true }).waitFor();
    await button(page, 'Resume').click();
    await page.getByText('Active', { exact: true }).waitFor();
    await button(page, 'Close campaign').click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Close campaign' }).click();
    await page.getByText('Closed for good').waitFor();
    assert.equal(await button(page, 'Save settings').count(), 0);
  });
});

test('R-145 retries, zone and calling hours are set by a supervisor; what is refused is said at its field', async () => {
  await onCampaigns(async (page, { leadStore }) => {
    await openTabOf(page, 'Settings');
    await page.getByLabel('Pauses on the first day').fill('15, 90');
    await page.getByLabel('Pause on later days').fill('120');
    await page.getByLabel('Calls until').fill('07:00');
    await button(page, 'Save settings').click();
    await page.getByText('It was not saved').waitFor();
    await page.getByText('The window ends after it starts').waitFor();
    await page.getByLabel('Calls until').fill('25:00');
    await button(page, 'Save settings').click();
    await page.getByLabel('Calls until').and(page.locator('[aria-invalid]')).waitFor();
    await page.getByLabel('Calls until').fill('20:00');
    await page.getByLabel('Time zone').fill('Mars/Phobos');
    await button(page, 'Save settings').click();
    await page.getByLabel('Time zone').and(page.locator('[aria-invalid]')).waitFor();
    await page.getByLabel('Time zone').fill('America/Denver');
    await button(page, 'Save settings').click();
    await page.getByText('Saved.').waitFor();
    await assertAccessible(page, 'settings of a campaign');
    const stored = leadStore.campaigns.get('solar');
    assert.deepEqual(stored?.cadence?.firstDayGapSeconds, [900, 5400]);
    assert.deepEqual([stored?.cadence?.followUpGapSeconds, stored?.windowEndMinute], [7200, 1200]);
    assert.equal(stored?.timeZone, 'America/Denver');
  }, /422/);
});

test('console/48 who saves second is told, keeps what they typed, and can reload theirs', async () => {
  await onCampaigns(async (page, { leadStore }) => {
    await openTabOf(page, 'Settings');
    await page.getByLabel('Name').fill('Solar roofs north');
    const solar = leadStore.campaigns.get('solar');
    assert.ok(solar);
    leadStore.campaigns.set('solar', { ...solar, name: 'Solar roofs south', version: solar.version + 1n });
    await button(page, 'Save settings').click();
    await page.getByText('Somebody else saved this meanwhile').waitFor();
    assert.equal(await page.getByLabel('Name').inputValue(), 'Solar roofs north');
    await button(page, 'Reload theirs').click();
    await page.getByRole('heading', { name: 'Solar roofs south', level: 1 }).waitFor();
    assert.equal(await page.getByLabel('Name').inputValue(), 'Solar roofs south');
  }, /409/);
});

test('the trunks of a campaign are chosen by name; one that is gone meanwhile is refused beside them', async () => {
  await onCampaigns(async (page, { leadStore, telephony }) => {
    telephony.trunks.set('east', aTrunk('east', { name: 'Carrier East' }));
    telephony.trunks.set('west', aTrunk('west', { name: 'Carrier West', disabled: true }));
    telephony.trunks.set('theirs', aTrunk('theirs', { campaignIds: ['wind'] }));
    await openTabOf(page, 'Settings');
    const trunks = page.getByRole('group', { name: 'Trunks', exact: true });
    await trunks.getByLabel('Carrier West').waitFor();
    assert.deepEqual(
      await trunks
        .getByRole('checkbox')
        .evaluateAll((boxes) => boxes.map((box) => box.getAttribute('value'))),
      ['east', 'west'],
    );
    await trunks.getByLabel('Carrier East').check();
    telephony.trunks.delete('east');
    await button(page, 'Save settings').click();
    await trunks.getByText('there is no trunk east').waitFor();
    telephony.trunks.set('east', aTrunk('east', { name: 'Carrier East' }));
    await button(page, 'Save settings').click();
    await page.getByText('Saved.').waitFor();
    assert.deepEqual(leadStore.campaigns.get('solar')?.trunkIds, ['east']);
    await assertAccessible(page, 'trunks of a campaign');
  }, /422/);
});

test('R-86 R-102 R-103 R-104 R-105 R-147 lists are assigned with priority, weight, attempts and time slots', async () => {
  await onCampaigns(async (page, { leadStore }) => {
    await openTabOf(page, 'Lists');
    await page.getByText('No list is assigned').waitFor();
    await page.getByLabel('Another list').selectOption('Web forms of 2025');
    await button(page, 'Assign').click();
    await page.getByLabel('Priority').fill('2');
    await page.getByLabel('Weight').fill('3');
    await page.getByLabel('Maximum attempts').fill('4');
    await page.getByLabel('Time slots').fill('Mon 22:00-02:00');
    await page.getByText('one over midnight is two lines').waitFor();
    assert.ok(await button(page, 'Save lists').isDisabled());
    await page.getByLabel('Time slots').fill('Mon-Fri 09:00-18:00');
    await assertAccessible(page, 'lists of a campaign');
    await button(page, 'Save lists').click();
    await page.getByText('Saved.').waitFor();
    const [assigned] = leadStore.campaigns.get('solar')?.lists ?? [];
    assert.deepEqual(
      [
        assigned?.listId,
        assigned?.priority,
        assigned?.weight,
        assigned?.maxAttempts,
        assigned?.timeSlots.length,
      ],
      ['web', 2, 3, 4, 5],
    );
  });
});

test('R-57 agents get access and ownership codes', async () => {
  await onCampaigns(async (page, { leadStore }) => {
    await openTabOf(page, 'Agents');
    await page.getByLabel('Bob Brown works this campaign').uncheck();
    await page.getByLabel('Ownership codes of Ann Adams').fill('north, east');
    await assertAccessible(page, 'agents of a campaign');
    await button(page, 'Save agents').click();
    await page.getByText('Saved.').waitFor();
    const stored = leadStore.campaigns.get('solar');
    assert.deepEqual(stored?.agentIds, ['ann']);
    assert.deepEqual(stored?.agentCodes, [{ agentId: 'ann', ownershipCodes: ['north', 'east'] }]);
  });
});

test('A-45 dispositions have a name, what becomes of the lead, a retry rule and the order of their keys', async () => {
  await onCampaigns(async (page, { leadStore }) => {
    await openTabOf(page, 'Dispositions');
    await button(page, 'Add disposition').click();
    await page.getByText('Every disposition has a name.').waitFor();
    await page.getByLabel('Name of disposition 6').fill('Wrong number');
    await page.getByLabel('What becomes of the lead after Wrong number').selectOption('Finished: archived');
    await button(page, 'Move Wrong number up').click();
    await page.getByLabel('Minutes to wait after No answer').fill('45');
    await page.getByLabel('Times No answer may be said').fill('5');
    await assertAccessible(page, 'dispositions of a campaign');
    await button(page, 'Save dispositions').click();
    await page.getByText('Saved.').waitFor();
    const stored = leadStore.campaigns.get('solar')?.dispositions ?? [];
    assert.deepEqual(
      stored.map(({ code }) => code),
      ['sale', 'callback', 'no_answer', 'not_interested', 'wrong_number', 'dnc'],
    );
    assert.deepEqual(stored[2]?.retry, { gapSeconds: 2700, timesMax: 5 });
  });
});

test('R-129 the Customers tab attaches filters and filter groups', async () => {
  await onCampaigns(async (page, { leadStore, filters }) => {
    filters.addFilter({
      filterId: 'fresh',
      name: 'Fresh ones',
      description: 'Not tried yet',
      level: FilterLevel.FILTER_LEVEL_SYSTEM,
      root: encodeFilterClause({
        type: 'clause',
        match: 'all',
        nodes: [
          { type: 'condition', attribute: 'first_name', operator: '=', negated: false, values: ['lea'] },
        ],
      }),
    });
    await openTabOf(page, 'Customers');
    await page.getByLabel('Fresh ones').check();
    await assertAccessible(page, 'customers of a campaign');
    await button(page, 'Save customers').click();
    await page.getByText('Saved.').waitFor();
    assert.deepEqual(leadStore.campaigns.get('solar')?.filterIds, ['fresh']);
  });
});

test('R-31 R-39 vendors are entered under Settings and chosen for a link', async () => {
  await onCampaigns(async (page, { leadStore }) => {
    await page.getByRole('link', { name: 'Settings', exact: true }).click();
    await page.getByRole('link', { name: 'Vendors' }).click();
    await page.getByText('No vendor yet').waitFor();
    await button(page, 'New vendor').click();
    await page.getByLabel('Name').fill('Acme Leads');
    await page.getByLabel('Default country').fill('de');
    await assertAccessible(page, 'New vendor');
    await button(page, 'Save vendor').click();
    await rowOf(page, 'Acme Leads').getByText('DE').waitFor();
    await assertAccessible(page, 'Vendors');
    await page.getByRole('link', { name: 'Campaigns', exact: true }).click();
    await openTabOf(page, 'Enrichment Data');
    await page.getByLabel('Vendor').selectOption('Acme Leads');
    await button(page, 'Generate link').click();
    await page.getByText('Copy it now').waitFor();
    assert.deepEqual(
      [...leadStore.links.values()].map(({ vendorId }) => vendorId),
      ['vendor-1'],
    );
  });
});

test('console/43 a look-alike name is saved with a warning; a paused campaign keeps what is being typed', async () => {
  await onCampaigns(async (page, { leadStore }) => {
    await openTabOf(page, 'Settings');
    await page.getByLabel('Name').fill('Sоlar sаles'); // Cyrillic о and а
    await button(page, 'Pause').click();
    await page.getByText('Paused', { exact: true }).waitFor();
    assert.equal(await page.getByLabel('Name').inputValue(), 'Sоlar sаles');
    await button(page, 'Save settings').click();
    await page.getByText('mixes letters of several alphabets').waitFor();
    assert.equal(leadStore.campaigns.get('solar')?.state, CampaignState.CAMPAIGN_STATE_PAUSED);
  });
});
