import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AuditPage } from '../src/app/views/audit.ts';
import type {
  CampaignDetails,
  CampaignRow,
  DispositionSetView,
  SavedCampaign,
  VendorView,
} from '../src/app/views/campaigns.ts';
import { Client, newRequestId, type Problem } from './_client.ts';
import { aTrunk } from './_fake-telephony.ts';
import { startConsole, type Harness } from './_harness.ts';

const SOLAR = '/api/campaigns/solar';

async function opened(harness: Harness): Promise<{ sue: Client; campaign: CampaignDetails }> {
  const sue = await Client.signedIn(harness, 'sue');
  return { sue, campaign: (await sue.get<CampaignDetails>(SOLAR)).body };
}

function put(client: Client, campaign: CampaignDetails, change: object) {
  const settings = { ...campaign.settings, ...change };
  const body = { requestId: newRequestId(), version: campaign.version, settings };
  return client.send<SavedCampaign & Problem>('PUT', SOLAR, body);
}

test('R-86 a supervisor makes a campaign, changes it, pauses, resumes and closes it', async () => {
  await using harness = await startConsole();
  const sue = await Client.signedIn(harness, 'sue');
  const created = await sue.post<SavedCampaign>('/api/campaigns', {
    requestId: newRequestId(),
    name: 'Heat pumps',
    type: 'outbound_preview',
    timeZone: 'Europe/Berlin',
  });
  assert.equal(created.status, 200);
  const { campaignId } = created.body.campaign;
  const path = `/api/campaigns/${campaignId}`;
  const { version, settings } = created.body.campaign;
  const change = { ...settings, agentIds: ['ann'], callerIds: ['+12025550101'], localPresence: true };
  const body = { requestId: newRequestId(), version, settings: change };
  assert.equal((await sue.send('PUT', path, body)).status, 200);
  const rows = (await sue.get<{ campaigns: CampaignRow[] }>('/api/campaign-overview')).body.campaigns;
  assert.deepEqual(
    rows.find((row) => row.campaignId === campaignId),
    {
      campaignId,
      name: 'Heat pumps',
      type: 'outbound_preview',
      state: 'active',
      agents: 1,
      lists: 0,
      byLane: [],
    },
  );
  assert.equal(rows.find((row) => row.campaignId === 'solar')?.waiting, 12);
  const setState = (state: string) =>
    sue.post<CampaignDetails & Problem>(`${path}/state`, { requestId: newRequestId(), state });
  assert.equal((await setState('paused')).body.state, 'paused');
  assert.equal((await setState('active')).body.state, 'active');
  assert.equal((await setState('closed')).body.state, 'closed');
  const reopened = await setState('active');
  assert.deepEqual([reopened.status, reopened.body.reason], [409, 'CAMPAIGN_CLOSED']);
  assert.equal((await sue.get<CampaignDetails>(path)).body.settings.callerIds[0], '+12025550101');
});

test('console/46 console/47 a window, a zone or a cap that is none is refused with its field', async () => {
  await using harness = await startConsole();
  const { sue, campaign } = await opened(harness);
  const cases: [row: string, change: object, field: RegExp][] = [
    ['46', { windowStartMinute: 25 * 60, windowEndMinute: 180 }, /settings\.windowStartMinute/],
    ['46', { windowStartMinute: 600, windowEndMinute: 540 }, /settings\.windowEndMinute/],
    ['46', { timeZone: '' }, /settings\.timeZone/],
    ['46', { timeZone: 'Mars/Phobos' }, /settings\.timeZone/],
    [
      '46',
      {
        lists: [
          {
            listId: 'list-1',
            priority: 1,
            weight: 1,
            maxAttempts: 0,
            attemptsPerHour: 0,
            timeSlots: [{ weekday: 1, startMinute: 1320, endMinute: 120 }],
          },
        ],
      },
      /settings\.lists\.0\.timeSlots\.0/,
    ],
    ['47', { maxAttempts: 0 }, /settings\.maxAttempts/],
    ['47', { maxAttempts: -1 }, /settings\.maxAttempts/],
    ['47', { maxAttempts: 1_000_000_000 }, /settings\.maxAttempts/],
    ['47', { maxAttemptsPerDay: 0 }, /settings\.maxAttemptsPerDay/],
    ['47', { maxAttempts: 1.5 }, /settings\.maxAttempts/],
  ];
  for (const [row, change, field] of cases) {
    const refused = await put(sue, campaign, change);
    assert.equal(refused.status, 422, `${row} ${JSON.stringify(change)}`);
    assert.match(refused.body.field ?? '', field);
  }
  assert.equal((await sue.get<CampaignDetails>(SOLAR)).body.version, campaign.version);
});

test('console/48 of two who edit one campaign the second is told, and loses nothing of the first', async () => {
  await using harness = await startConsole();
  const { sue, campaign } = await opened(harness);
  const adam = await Client.signedIn(harness, 'adam');
  assert.equal((await put(sue, campaign, { maxAttempts: 12 })).status, 200);
  const late = await put(adam, campaign, { skipBudget: 9 });
  assert.deepEqual([late.status, late.body.reason], [409, 'VERSION_CONFLICT']);
  const theirs = (await adam.get<CampaignDetails>(SOLAR)).body;
  assert.equal(theirs.settings.maxAttempts, 12);
  assert.equal((await put(adam, theirs, { skipBudget: 9 })).body.campaign.settings.maxAttempts, 12);
});

test('console/33 the order of many is changed on the version that was seen, is set back the same way, and each change is in the audit', async () => {
  await using harness = await startConsole();
  const { sue, campaign } = await opened(harness);
  const adam = await Client.signedIn(harness, 'adam');
  const assign = (client: Client, { version }: CampaignDetails, priority: number) =>
    client.send<SavedCampaign & Problem>('PUT', `${SOLAR}/lists`, {
      requestId: newRequestId(),
      version,
      lists: [
        {
          listId: 'fair',
          priority,
          weight: 1,
          maxAttempts: 0,
          attemptsPerHour: 0,
          timeSlots: [],
          agentIds: [],
        },
      ],
    });
  const first = await assign(sue, campaign, 1);
  assert.equal(first.status, 200, first.body.title);
  const second = await assign(sue, first.body.campaign, 9);
  const late = await assign(adam, first.body.campaign, 5);
  assert.deepEqual([late.status, late.body.reason], [409, 'VERSION_CONFLICT']);
  const back = await assign(adam, second.body.campaign, 1);
  assert.deepEqual(back.body.campaign.settings.lists, first.body.campaign.settings.lists);
  const { records } = (await adam.get<AuditPage>('/api/audit?action=campaign.assign')).body;
  assert.deepEqual(records.map(({ who, outcome }) => `${who.userId} ${outcome}`).toReversed(), [
    'sue done',
    'sue done',
    'adam refused',
    'adam done',
  ]);
});

test('a campaign uses trunks that exist and are open to it; one deleted since is in nobody’s way', async () => {
  await using harness = await startConsole();
  const { trunks } = harness.telephony;
  trunks.set('east', aTrunk('east', {}));
  trunks.set('theirs', aTrunk('theirs', { campaignIds: ['wind'] }));
  const { sue, campaign } = await opened(harness);
  for (const [trunkIds, words] of [
    [['east', 'nowhere'], 'there is no trunk nowhere'],
    [['theirs'], 'the trunk theirs is kept for other campaigns'],
  ] as const) {
    const refused = await put(sue, campaign, { trunkIds });
    assert.deepEqual([refused.status, refused.body.field], [422, 'settings.trunkIds']);
    assert.match(refused.body.title, new RegExp(words));
  }
  const saved = await put(sue, campaign, { trunkIds: ['east'] });
  assert.equal(saved.status, 200);
  trunks.delete('east');
  assert.equal((await put(sue, saved.body.campaign, { skipBudget: 5 })).status, 200);
});

test('a caller id that no trunk of the campaign has verified is saved and warned about', async () => {
  await using harness = await startConsole();
  const { trunks } = harness.telephony;
  trunks.set('east', aTrunk('east', { callerIds: [{ number: '+12025550100', processIds: [] }] }));
  trunks.set('west', aTrunk('west', { callerIds: [{ number: '+12025550101', processIds: [] }] }));
  const { sue, campaign } = await opened(harness);
  const numbers = { callerId: '+12025550100', callerIds: ['+12025550101'] };
  const all = await put(sue, campaign, { ...numbers, trunkIds: [] });
  assert.deepEqual(all.body.warnings, []);
  const one = await put(sue, all.body.campaign, { ...numbers, trunkIds: ['east'] });
  assert.deepEqual(one.body.warnings, [
    'No trunk of the campaign has verified +12025550101: calls do not show it.',
  ]);
});

test('console/43 a name that looks like another campaign’s is saved and warned about', async () => {
  await using harness = await startConsole();
  const sue = await Client.signedIn(harness, 'sue');
  const created = await sue.post<SavedCampaign>('/api/campaigns', {
    requestId: newRequestId(),
    name: 'Sоlar roofs', // a Cyrillic о
    type: 'outbound_preview',
    timeZone: 'Europe/Berlin',
  });
  assert.equal(created.status, 200);
  assert.match(created.body.warnings[0] ?? '', /looks like “Solar roofs”/);
});

test('R-102 R-103 R-104 R-105 R-147 lists are assigned with priority, weight, attempts and time slots', async () => {
  await using harness = await startConsole();
  const { sue, campaign } = await opened(harness);
  const timeSlots = [{ weekday: 6, startMinute: 600, endMinute: 900 }];
  const lists = [
    { listId: 'fair', priority: 2, weight: 3, maxAttempts: 4, timeSlots, attemptsPerHour: 0, agentIds: [] },
  ];
  const body = { requestId: newRequestId(), version: campaign.version, lists };
  const saved = await sue.send<SavedCampaign>('PUT', `${SOLAR}/lists`, body);
  assert.deepEqual(saved.body.campaign.settings.lists, lists);
  assert.equal(saved.body.campaign.settings.maxAttempts, campaign.settings.maxAttempts);
  const ann = await Client.signedIn(harness, 'ann');
  assert.equal((await ann.send('PUT', `${SOLAR}/lists`, body)).status, 403);
});

test('dispositions say what becomes of the lead; a process has a set that new campaigns start with', async () => {
  await using harness = await startConsole();
  const { sue, campaign } = await opened(harness);
  const none = { retryGapSeconds: 0, retryTimesMax: 0 };
  const dispositions = [
    { code: 'sold', label: 'Sold', after: 'converted', ...none },
    { code: 'later', label: 'Later', after: 'retry', retryGapSeconds: 3600, retryTimesMax: 3 },
    { code: 'dead', label: 'Wrong number', after: 'archived', ...none },
  ] as const;
  const saved = await put(sue, campaign, { dispositions });
  assert.deepEqual(saved.body.campaign.settings.dispositions, dispositions);
  for (const wrong of [[], [dispositions[1]], [dispositions[0], dispositions[0]]]) {
    const refused = await put(sue, saved.body.campaign, { dispositions: wrong });
    assert.deepEqual([refused.status, refused.body.field], [422, 'settings.dispositions']);
  }
  const set = { requestId: newRequestId(), version: 0, dispositions };
  assert.equal((await sue.send('PUT', '/api/dispositions', set)).status, 200);
  assert.equal((await sue.get<DispositionSetView>('/api/dispositions')).body.version, 1);
  assert.equal(
    (await sue.send('PUT', '/api/dispositions', { ...set, requestId: newRequestId() })).status,
    409,
  );
});

test('R-31 R-39 vendors are made, changed by version and switched off', async () => {
  await using harness = await startConsole();
  const sue = await Client.signedIn(harness, 'sue');
  const made = await sue.post<VendorView>('/api/vendors', {
    requestId: newRequestId(),
    name: 'Acme Leads',
    contact: 'ops@acme.example',
    defaultCountry: 'US',
  });
  assert.equal(made.status, 200);
  const { vendorId, createdAt: _created, ...vendor } = made.body;
  const change = { ...vendor, requestId: newRequestId(), disabled: true };
  assert.equal((await sue.send('PUT', `/api/vendors/${vendorId}`, change)).status, 200);
  const again = await sue.send('PUT', `/api/vendors/${vendorId}`, { ...change, requestId: newRequestId() });
  assert.equal(again.status, 409);
  const { vendors } = (await sue.get<{ vendors: VendorView[] }>('/api/vendors')).body;
  assert.deepEqual(
    vendors.map(({ name, disabled, version }) => [name, disabled, version]),
    [['Acme Leads', true, 2]],
  );
  for (const bad of [{ name: ' ' }, { defaultCountry: 'usa' }, { note: 'x'.repeat(2001) }]) {
    const refused = await sue.post('/api/vendors', { requestId: newRequestId(), name: 'X', ...bad });
    assert.equal(refused.status, 422, JSON.stringify(bad));
  }
});
