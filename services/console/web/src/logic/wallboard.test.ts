import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CampaignRow } from '../../../src/app/views/campaigns.ts';
import type { AgentRow } from '../../../src/app/views/floor.ts';
import type { ReportView } from '../../../src/app/views/reports.ts';
import { boardAlerts, latestHour, oldest } from './wallboard.ts';

const agent = (fields: Partial<AgentRow>): AgentRow =>
  ({
    name: 'Ann',
    presence: 'ready',
    campaignNames: ['Solar'],
    campaignId: '',
    inHand: false,
    idleGap: false,
    ...fields,
  }) as AgentRow; // what the rules read
const campaign = (fields: Partial<CampaignRow>): CampaignRow =>
  ({ campaignId: 'solar', name: 'Solar', state: 'active', waiting: 5, ...fields }) as CampaignRow; // likewise
const words = (facts: Partial<Parameters<typeof boardAlerts>[0]>): string[] =>
  boardAlerts({ agents: [], campaigns: [], troubles: [], ...facts }).map((alert) => alert.words);

test('a campaign is told of when leads wait, somebody is Ready and nobody has a lead in hand', () => {
  const told = ['Nothing is being dialled in Solar'];
  assert.deepEqual(words({ agents: [agent({})], campaigns: [campaign({})] }), told);
  const busy = agent({ name: 'Bob', presence: 'on_call', inHand: true, campaignId: 'solar' });
  assert.deepEqual(words({ agents: [agent({}), busy], campaigns: [campaign({})] }), []);
  assert.deepEqual(words({ agents: [agent({})], campaigns: [campaign({ waiting: 0 })] }), []);
  assert.deepEqual(words({ agents: [agent({ presence: 'not_ready' })], campaigns: [campaign({})] }), []);
  assert.deepEqual(
    words({ agents: undefined, campaigns: [campaign({})] }),
    [],
    'before the first picture nobody is missed',
  );
});

test('what is old is said once, before who has had no lead for long', () => {
  const idle = [agent({ idleGap: true }), agent({ name: 'Bob', idleGap: true })];
  assert.deepEqual(words({ agents: idle, troubles: ['', 'No connection.', 'No connection.'] }), [
    'No connection.',
    '2 agents have had no lead for long',
  ]);
  assert.deepEqual(words({ agents: idle.slice(0, 1) }), ['Ann has had no lead for long']);
});

test('the oldest of nothing is nothing', () => {
  assert.equal(oldest([]), undefined);
  assert.equal(oldest([undefined, 7, 3]), 3);
});

test('speed is that of the last hour with a dial, else of the day', () => {
  const report = {
    rows: [
      { id: '9', cells: { group: '09:00', dialled: 4 } },
      { id: '10', cells: { group: '10:00', dialled: 2 } },
      { id: '11', cells: { group: '11:00', dialled: 0 } },
    ],
    total: { dialled: 6 },
  } as unknown as ReportView; // what is read of it
  assert.equal(latestHour(report, 'dialled').name, '10:00');
  assert.deepEqual(latestHour({ ...report, rows: [] }, 'dialled'), { name: '00:00', cells: { dialled: 6 } });
});
