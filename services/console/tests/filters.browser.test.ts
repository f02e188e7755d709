import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { FilterGroup, FilterLevel, SortDirection } from '@firstring/contracts/leads/filter';
import type { FilterClause } from '@firstring/domain/filters';
import { encodeFilterClause } from '@firstring/service-kit/filter-wire';
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

const ONES: FilterClause = {
  type: 'clause',
  match: 'all',
  nodes: [{ type: 'condition', attribute: 'attempts', operator: '<', negated: false, values: [1] }],
};

async function signedIn(
  username: string,
  work: (page: Page, harness: Harness) => Promise<void>,
  expectComplaints: RegExp = /(?!)/,
): Promise<void> {
  await using harness = await startConsole();
  furnish(harness);
  harness.filters.addFilter({
    filterId: 'fresh',
    level: FilterLevel.FILTER_LEVEL_SYSTEM,
    name: 'Fresh',
    description: 'Never tried',
    root: encodeFilterClause(ONES),
  });
  const group = { filterGroupId: 'p1-p4', processId: 'p1', name: 'P1 to P4', description: 'The default' };
  const layers = [{ filterId: 'fresh', layers: [] }];
  const level = FilterLevel.FILTER_LEVEL_SYSTEM;
  harness.filters.groups.set('p1-p4', FilterGroup.fromPartial({ ...group, level, layers, builtIn: true }));
  const tab = await openTab(browser, harness, username);
  try {
    await tab.page.goto(`${harness.url}/leads`);
    await work(tab.page, harness);
    assert.deepEqual(
      tab.complaints.filter((complaint) => !expectComplaints.test(complaint)),
      [],
    );
  } finally {
    await tab.context.close();
  }
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const rowOf = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });
const tab = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Leads' }).getByRole('link', { name, exact: true });

test('R-106 R-107 R-108 R-109 R-110 R-112 a filter is written with conditions and clauses, counted and saved', async () => {
  await signedIn('adam', async (page, harness) => {
    await tab(page, 'Filters').click();
    await rowOf(page, 'Fresh').waitFor();
    await assertAccessible(page, 'Filters');
    await button(page, 'New filter').click();
    await button(page, 'Save filter').click();
    await page.getByText('Write a name.').waitFor();
    await page.getByText('Write a description.').waitFor();
    await page.getByText('Write a value.').waitFor();
    await page.getByLabel('Name').fill('Young or Lea');
    await page.getByLabel('Description').fill('Tried less than twice, or called Lea');
    await page.getByLabel('Operator').selectOption('< less than');
    await page.getByLabel('Value').fill('2');
    await page.getByRole('group', { name: 'Clause' }).getByRole('button', { name: 'Add condition' }).click();
    await page.getByLabel('Attribute').nth(1).selectOption('Status');
    await page.getByLabel('Value').nth(1).selectOption('new');
    await button(page, 'Add clause').last().click();
    await page.getByLabel('Attribute').nth(2).selectOption('First name');
    await page.getByLabel('Value').nth(2).fill('lea');
    await button(page, 'Check impact').click();
    await page.getByText(/As of \d/).waitFor();
    await assertAccessible(page, 'filter editor');
    await button(page, 'SQL criteria').click();
    const criteria = page.getByRole('textbox', { name: 'SQL criteria' });
    await page.waitForFunction('document.querySelector("textarea[spellcheck]")?.value !== ""');
    assert.match(await criteria.inputValue(), /attempts < 2 AND status = 'new'/);
    await button(page, 'Conditions').click();
    await button(page, 'Save filter').click();
    await rowOf(page, 'Young or Lea').waitFor();
    const stored = [...harness.filters.filters.values()].find(({ name }) => name === 'Young or Lea');
    assert.equal(stored?.root?.nodes.length, 2);
  });
});

test('R-109 SQL criteria that cannot be read say where, those that can become conditions', async () => {
  await signedIn('adam', async (page) => {
    await tab(page, 'Filters').click();
    await button(page, 'New filter').click();
    await button(page, 'SQL criteria').click();
    const criteria = page.getByRole('textbox', { name: 'SQL criteria' });
    await criteria.fill('attempts << 3');
    await button(page, 'Read criteria').click();
    await page.getByText(/is a number/).waitFor();
    await assertAccessible(page, 'criteria');
    await criteria.fill("first_name IN ('lea', 'mara') AND NOT attempts < 0");
    await button(page, 'Read criteria').click();
    await page.getByLabel('Value').first().waitFor();
    assert.equal(await page.getByLabel('Value').first().inputValue(), 'lea, mara');
  });
});

test('R-113 R-114 a supervisor changes campaign filters and finds no buttons on a system filter', async () => {
  await signedIn('sue', async (page) => {
    await tab(page, 'Filters').click();
    await rowOf(page, 'Fresh').waitFor();
    assert.equal(await rowOf(page, 'Fresh').getByRole('button').count(), 0);
    await button(page, 'New filter').click();
    await page.getByLabel('Name').fill('Ours');
    await page.getByLabel('Description').fill('Our own');
    await page.getByLabel('Campaign').selectOption('Solar roofs');
    await page.getByLabel('Value').fill('1');
    await button(page, 'Save filter').click();
    await button(page, 'Disable Ours').click();
    await button(page, 'Enable Ours').waitFor();
    await button(page, 'Edit Ours').click();
    await page.getByLabel('Name').fill('Ours too');
    await button(page, 'Save filter').click();
    await button(page, 'Delete Ours too').click();
    await button(page, 'Delete').click();
    await rowOf(page, 'Ours too').waitFor({ state: 'detached' });
  });
});

test('R-115 R-117 R-118 R-120 R-121 a group is built from filters, ordered with the keyboard, with five policies at most', async () => {
  await signedIn('sue', async (page, harness) => {
    await tab(page, 'Filter Groups').click();
    await rowOf(page, 'P1 to P4').waitFor();
    await assertAccessible(page, 'Filter Groups');
    await button(page, 'New filter group').click();
    await page.getByLabel('Name').fill('Mine');
    await page.getByLabel('Description').fill('Fresh ones twice');
    await page.getByLabel('Campaign').selectOption('Solar roofs');
    await page.getByLabel('Add a layer').selectOption('Fresh');
    await page.getByLabel('Add a layer').selectOption('Fresh');
    await button(page, 'Move Fresh inside the layer above').nth(1).focus();
    await page.keyboard.press('Enter');
    for (let policy = 0; policy < 5; policy += 1) await button(page, 'Add policy').click();
    await page.getByText('A group has at most five.').waitFor();
    assert.ok(await button(page, 'Add policy').isDisabled());
    await page.getByLabel('Policy').first().selectOption('Randomised');
    await assertAccessible(page, 'group editor');
    await button(page, 'Save group').click();
    await rowOf(page, 'Mine').waitFor();
    const stored = [...harness.filters.groups.values()].find(({ name }) => name === 'Mine');
    assert.deepEqual(stored?.layers, [{ filterId: 'fresh', layers: [{ filterId: 'fresh', layers: [] }] }]);
    assert.equal(stored?.policies.length, 5);
  });
});

test('R-122 R-123 R-124 R-125 R-126 R-127 every way of ordering a layer is chosen with its details, and kept', async () => {
  await signedIn('sue', async (page, harness) => {
    await tab(page, 'Filter Groups').click();
    await button(page, 'New filter group').click();
    await page.getByLabel('Name').fill('Ordered');
    await page.getByLabel('Description').fill('Every way');
    await page.getByLabel('Campaign').selectOption('Solar roofs');
    await page.getByLabel('Add a layer').selectOption('Fresh');
    const kinds = [
      'Upload time',
      'Randomised',
      'Order of the file',
      'Number of attempts',
      'Customer information',
    ];
    for (const [index, kind] of kinds.entries()) {
      await button(page, 'Add policy').click();
      await page.getByLabel('Policy').nth(index).selectOption(kind);
    }
    for (const index of [0, 2]) await page.getByLabel('Direction').nth(index).selectOption('descending');
    await page.getByLabel('Seed').fill('42');
    await page.getByLabel('Field').selectOption('First name');
    await button(page, 'Save group').click();
    await button(page, 'Edit Ordered').click();
    await page.getByLabel('Policy').first().selectOption('Retry time of the last disposition');
    await page.getByLabel('Direction').first().selectOption('descending');
    const kept = () =>
      [...harness.filters.groups.values()]
        .find(({ name }) => name === 'Ordered')
        ?.policies.map(({ policy }) => [policy?.$case, policy?.value]);
    const [asc, desc] = [SortDirection.SORT_DIRECTION_ASC, SortDirection.SORT_DIRECTION_DESC];
    const rest = [
      ['randomSeed', 42],
      ['natural', true],
      ['attempts', asc],
      ['customerField', { attribute: 'first_name', direction: desc }],
    ];
    assert.deepEqual(kept(), [['uploadTime', desc], ...rest]);
    await button(page, 'Save group').click();
    await button(page, 'Save group').waitFor({ state: 'detached' });
    assert.deepEqual(kept(), [['retryTime', desc], ...rest]);
  });
});

test('R-116 without the entitlement filter groups are hidden', async () => {
  await signedIn('sue', async (page, harness) => {
    harness.filters.groupsAllowed = false;
    await page.reload();
    await tab(page, 'Filters').waitFor();
    await tab(page, 'Filter Groups').waitFor({ state: 'detached' });
  });
});

test('R-83 a segment is saved from the table, shown by it, given to an agent, and seen on the campaign’s Agents tab', async () => {
  await signedIn('sue', async (page, harness) => {
    await button(page, 'New segment').click();
    await page.getByLabel('Name').fill('Leas');
    await page.getByText('the segment only finds leads').waitFor();
    await page.getByLabel('Given to').selectOption('Ann Adams');
    await page.getByText('These agents only').waitFor();
    await page.getByLabel('Attribute').selectOption('First name');
    await page.getByLabel('Value').fill('lea');
    await assertAccessible(page, 'a segment given to an agent');
    await button(page, 'Save segment').click();
    await rowOf(page, 'Moss').waitFor({ state: 'detached' });
    await rowOf(page, 'Lindqvist').waitFor();
    await page.getByText('1 leads').waitFor();
    const stored = () => [...harness.filters.filters.values()].find(({ name }) => name === 'Leas');
    assert.deepEqual(stored()?.agentIds, ['ann']);
    await page.goto(`${harness.url}/campaigns/solar/agents`);
    await rowOf(page, 'Ann Adams').getByText('Leas').waitFor();
    await page.goBack();
    await button(page, 'Edit segment').click();
    await button(page, 'Remove Ann Adams from Leas').click();
    await button(page, 'Save segment').click();
    await button(page, 'Save segment').waitFor({ state: 'detached' });
    assert.deepEqual(stored()?.agentIds, []);
    await button(page, 'Delete the segment Leas').click();
    await button(page, 'Delete segment').click();
    await rowOf(page, 'Moss').waitFor();
  });
});

test('R-26 R-28 the table is sorted by a column, shows a custom parameter and is exported', async () => {
  await signedIn('sue', async (page) => {
    await rowOf(page, 'Lindqvist').waitFor();
    await button(page, 'Last name').click();
    await page.getByRole('columnheader', { name: 'Last name' }).and(page.locator('[aria-sort]')).waitFor();
    await page.getByText(/\d+ leads/).waitFor();
    await page.getByRole('row').nth(1).filter({ hasText: 'Lindqvist' }).waitFor();
    await button(page, 'Columns').click();
    await page.getByRole('menuitem', { name: 'Age of the roof' }).click();
    await page.getByRole('cell', { name: '12 years' }).waitFor();
    await assertAccessible(page, 'lead table');
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Export CSV' }).click();
    assert.equal((await download).suggestedFilename(), 'leads.csv');
  });
});

test('R-119 with a filter group in a campaign no filter can be used, and the other way round', async () => {
  const refused = /409/;
  await signedIn(
    'sue',
    async (page, harness) => {
      await page.getByRole('link', { name: 'Campaigns', exact: true }).click();
      await page.getByRole('link', { name: 'Solar roofs' }).click();
      await page.getByRole('link', { name: 'Customers', exact: true }).last().click();
      await page.getByLabel('Fresh').check();
      await page.getByLabel('P1 to P4').check();
      await button(page, 'Save customers').click();
      await page.getByText(/filters or a filter group, not both/).waitFor();
      await page.getByLabel('Fresh').uncheck();
      await button(page, 'Save customers').click();
      await page.getByText('Saved.').waitFor();
      assert.deepEqual(harness.leadStore.campaigns.get('solar')?.filterGroupIds, ['p1-p4']);
    },
    refused,
  );
});

test('R-128 A-37 a script is tried on some leads before it is saved; its group tells that it was switched off', async () => {
  await signedIn('sue', async (page, harness) => {
    await tab(page, 'Filter Groups').click();
    await button(page, 'New filter group').click();
    await page.getByLabel('Name').fill('Scripted');
    await page.getByLabel('Description').fill('By city');
    await page.getByLabel('Campaign').selectOption('Solar roofs');
    await page.getByLabel('Add a layer').selectOption('Fresh');
    await button(page, 'Add policy').click();
    await page.getByLabel('Policy').selectOption('JavaScript');
    await page.getByLabel('Script', { exact: true }).fill('const key = (lead) => fails(lead)');
    await button(page, 'Try on 5 leads').click();
    await rowOf(page, 'Ann Lee').getByText('42').waitFor();
    await rowOf(page, 'Bea Ray').getByText('No key: Error: no city').waitFor();
    await page.getByLabel('Direction').selectOption('descending');
    await assertAccessible(page, 'a script that was tried');
    await button(page, 'Save group').click();
    await button(page, 'Save group').waitFor({ state: 'detached' });
    const stored = [...harness.filters.groups.values()].find(({ name }) => name === 'Scripted');
    assert.deepEqual(stored?.policies[0], {
      policy: { $case: 'script', value: 'const key = (lead) => fails(lead)' },
      scriptDirection: SortDirection.SORT_DIRECTION_DESC,
    });
    harness.scripts.switchOff();
    await button(page, 'Edit Scripted').click();
    await page.getByText(/script of policy 1 is switched off since .* it failed for 100 leads/).waitFor();
    await page.getByText('Error: no city').waitFor();
  });
});
