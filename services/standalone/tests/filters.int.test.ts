import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemRandom } from '@firstring/kernel/system';
import { DeskClient } from '../src/demo/desk-client.ts';
import { openWalledOffice, PASSWORD, type Person } from './_walled-office.ts';

/** Oldest first: the standard order would give them like this. */
const CONTACTS = [
  { firstName: 'Olive', lastName: 'A' },
  { firstName: 'Silver', lastName: 'X' },
  { firstName: 'Gold', lastName: 'A' },
  { firstName: 'Gold', lastName: 'B' },
  { firstName: 'Silver', lastName: 'Y' },
];

type Saved = Readonly<Record<string, unknown>>;

async function send(person: Person, method: string, path: string, body: object): Promise<Saved> {
  const answer = await person.send(method, path, { requestId: systemRandom.uuid(), ...body });
  assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`);
  return answer.body;
}

async function makeFilter(person: Person, firstName: string): Promise<string> {
  const condition = { type: 'condition', attribute: 'first_name', operator: '=', negated: false };
  const root = { type: 'clause', match: 'all', nodes: [{ ...condition, values: [firstName] }] };
  const filter = { name: firstName, description: firstName, version: '0', root, enabled: true };
  const { filterId } = await send(person, 'POST', '/filters', { ...filter, level: 'system' });
  assert.ok(typeof filterId === 'string');
  return filterId;
}

/** Gold before silver, in each by this policy. */
async function makeGroup(
  person: Person,
  policy: Saved,
): Promise<{ gold: string; silver: string; groupId: string }> {
  const [gold, silver] = [await makeFilter(person, 'Gold'), await makeFilter(person, 'Silver')];
  const group = await send(person, 'POST', '/filter-groups', {
    name: 'Metals',
    description: 'Metals',
    version: '0',
    enabled: true,
    level: 'system',
    layers: [gold, silver].map((filterId) => ({ filterId, layers: [] })),
    policies: [policy],
  });
  const { filterGroupId } = group;
  assert.ok(typeof filterGroupId === 'string');
  return { gold, silver, groupId: filterGroupId };
}

interface Campaign {
  readonly campaignId: string;
  version: number;
  settings: Saved;
}

async function change(person: Person, campaign: Campaign, settings: Saved): Promise<void> {
  const { campaignId, version } = campaign;
  const body = { version, settings: { ...campaign.settings, ...settings } };
  const saved = await send(person, 'PUT', `/campaigns/${campaignId}`, body);
  Object.assign(campaign, saved['campaign']);
}

/** A campaign that is always open and dials one list; its leads are fresh for a second only. */
async function openCampaign(person: Person): Promise<Campaign> {
  const made = { name: 'Metals', type: 'outbound_preview', timeZone: 'America/New_York' };
  const campaign = (await send(person, 'POST', '/campaigns', made))['campaign'] as Campaign; // the console's own answer
  const { listId } = await send(person, 'POST', '/lists', { name: 'Fair', description: 'Fair', owner: 'me' });
  await change(person, campaign, {
    agentIds: ['inside-agent'],
    windowStartMinute: 0,
    windowEndMinute: 1440,
    dispositions: [{ code: 'done', label: 'Done', after: 'loser', retryGapSeconds: 0, retryTimesMax: 0 }],
    cadence: { ...(campaign.settings['cadence'] as object), freshSeconds: 1 }, // as it came
    lists: [
      { listId, priority: 1, weight: 1, maxAttempts: 0, timeSlots: [], attemptsPerHour: 0, agentIds: [] },
    ],
  });
  for (const [number, { firstName, lastName }] of CONTACTS.entries()) {
    const contact = { phones: [`+1212555010${number}`], firstName, lastName, custom: {} };
    await send(person, 'POST', `/lists/${String(listId)}/contacts`, contact);
  }
  return campaign;
}

const ORDERS: readonly (readonly [row: string, policy: Saved])[] = [
  ['R-126', { type: 'customer_field', attribute: 'last_name', direction: 'desc' }],
  [
    'R-128',
    { type: 'script', source: 'const key = (lead) => lead.last_name.charCodeAt(0)', direction: 'desc' },
  ],
];

for (const [row, policy] of ORDERS)
  test(`R-111 R-115 R-120 ${row} what is attached to a campaign on its page decides who is presented, and in what order`, async () => {
    await using office = await openWalledOffice();
    const { insider, product } = office;
    const campaign = await openCampaign(insider);
    const { silver, groupId } = await makeGroup(insider, policy);
    const account = { username: 'inside-agent', password: PASSWORD };
    await using desk = await DeskClient.signIn(product.consoleUrl, account);
    await desk.open();
    const waiting = (count: number) =>
      desk.until((view) => view.waiting.some((each) => each.lane === 'p1' && each.count === count), 20_000);
    await waiting(CONTACTS.length);
    await change(insider, campaign, { filterIds: [silver] });
    await waiting(2);
    await change(insider, campaign, { filterIds: [], filterGroupIds: [groupId] });
    await waiting(4);
    await desk.ready();
    const presented: string[] = [];
    for (let count = 0; count < 4; count += 1) {
      const view = await desk.until(({ preview }) => preview !== undefined);
      const lead = await insider.send('GET', `/leads/${view.preview?.leadId ?? ''}`);
      presented.push(/"(?:lastName|last_name)":"(\w+)"/.exec(lead.text)?.[1] ?? lead.text);
      await desk.dispose(view, 'done');
      await desk.until(({ preview }) => preview?.attemptId !== view.preview?.attemptId);
    }
    assert.deepEqual(presented, ['B', 'A', 'Y', 'X']);
    await desk.until(({ emptyReason }) => emptyReason === 'FILTERED_OUT');
  });
