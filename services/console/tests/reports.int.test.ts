import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EndCause } from '@firstring/contracts/common/call_record';
import { dayNumberOf } from '@firstring/domain';
import { silentLog } from '@firstring/kernel';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import { eventually } from '@firstring/kernel/testing';
import { openMemoryStore, type Store } from '@firstring/store';
import type { ReportPast } from '../src/app/reports/fill-reports.ts';
import { LocalHours } from '../src/app/reports/local-hours.ts';
import { ReportBook } from '../src/app/reports/report-book.ts';
import { reportStoreOf } from '../src/store/reports.ts';
import { startReports } from '../src/transport/bus/start-reports.ts';
import { Client } from './_client.ts';
import type { VendorView } from '../src/app/views/campaigns.ts';
import { startConsole, type Harness } from './_harness.ts';
import { accepted, calledOnce, deleted, publish, report, rowOf, type ToldCall } from './_report-events.ts';

const MINUTE = 60_000;
/** 9:00 on Friday, 20 November 2026 in Chicago, the zone of p1. */
const NINE = Date.parse('2026-11-20T09:00:00-06:00');
const DAY = '2026-11-20';
const ON_DAY = `from=${DAY}&to=${DAY}`;

/** Ten leads: a to e came in at nine, f to j three days before; each is called twice, an hour apart. Twenty calls. */
const LEADS = [...'abcdefghij'];
const isOld = (leadId: string) => leadId > 'e';
const OPT_IN = (leadId: string) => (isOld(leadId) ? NINE - 3 * 24 * 60 * MINUTE : NINE);

/** By hand: the first calls of a, b, c and f are answered, and the second of a. a is converted. */
const CALLS: readonly ToldCall[] = LEADS.flatMap((leadId, at) => [
  {
    attemptId: `${leadId}1`,
    leadId,
    at: NINE + at * MINUTE + 5000,
    level: isOld(leadId) ? 'P2' : 'P1',
    callerId: at % 2 === 0 ? '+12025550100' : '+12025550101',
    ...('abcf'.includes(leadId) ? { talkMs: 90_000 } : {}),
  },
  {
    attemptId: `${leadId}2`,
    leadId,
    at: NINE + 60 * MINUTE + at * MINUTE,
    level: isOld(leadId) ? 'P2' : 'P1',
    ...(leadId === 'a' ? { talkMs: 30_000, category: 'converted' } : {}),
  },
]);

const EVENTS = [...LEADS.map((leadId) => accepted(leadId, OPT_IN(leadId))), ...CALLS.flatMap(calledOnce)];

test('R-15 R-16 R-17 a day of twenty calls is counted as it is by hand', async () => {
  await using harness = await startConsole();
  await publish(harness.bus, EVENTS);
  const alan = await Client.signedIn(harness, 'alan');
  const days = await report(alan, `rates?by=day&${ON_DAY}`);
  assert.equal(days.timeZone, 'America/Chicago');
  assert.deepEqual(rowOf(days, String(dayNumberOf(DAY))), {
    group: DAY,
    dials: 20,
    // ten leads, twenty dials.
    uniqueDialRate: 0.5,
    contacts: 5,
    contactRate: 0.25,
    leadsDialled: 10,
    leadsContacted: 4,
    leadContactRate: 0.4,
    converted: 1,
    talkMs: 4 * 90_000 + 30_000,
  });
  const levels = await report(alan, `rates?by=level&${ON_DAY}`);
  const [p1, p2] = [rowOf(levels, 'P1'), rowOf(levels, 'P2')];
  // four contacts in ten P1 dials; the lead contact rate beside it.
  assert.deepEqual(
    [p1['dials'], p1['contacts'], p1['contactRate'], p1['leadContactRate']],
    [10, 4, 0.4, 0.6],
  );
  assert.deepEqual(
    [p2['dials'], p2['contacts'], p2['contactRate'], p2['leadContactRate']],
    [10, 1, 0.1, 0.2],
  );
  const ages = await report(alan, `rates?by=age&${ON_DAY}`);
  assert.deepEqual(
    ages.rows.map(({ cells }) => [cells['group'], cells['contactRate']]),
    [
      ['Day of opt-in', 0.4],
      ['2 to 3 days', 0.1],
    ],
  );
  const hours = await report(alan, `rates?by=hour&${ON_DAY}`);
  assert.deepEqual(
    hours.rows.map(({ cells }) => [cells['group'], cells['dials'], cells['contacts']]),
    [
      ['09:00', 10, 4],
      ['10:00', 10, 1],
    ],
  );
});

test('R-142 R-143 R-144 monitoring and penetration count each lead once, and a deleted lead not at all (R-48)', async () => {
  await using harness = await startConsole();
  await publish(harness.bus, EVENTS);
  const alan = await Client.signedIn(harness, 'alan');
  const before = rowOf(await report(alan, `monitoring?${ON_DAY}`), '');
  assert.deepEqual([before['attempted'], before['connected'], before['dials']], [10, 4, 20]);
  const share = rowOf(await report(alan, 'penetration'), '');
  assert.deepEqual([share['records'], share['attemptedShare'], share['connectedShare']], [10, 1, 0.4]);

  await publish(harness.bus, [deleted('a', NINE + 120 * MINUTE), ...EVENTS.slice(0, 1)]);
  const after = rowOf(await report(alan, `monitoring?${ON_DAY}`), '');
  assert.deepEqual([after['attempted'], after['connected'], after['dials']], [9, 3, 18]);
  assert.equal(rowOf(await report(alan, 'penetration'), '')['records'], 9);
  const callers = await report(alan, `callers?${ON_DAY}`);
  const dials = callers.rows.map(({ cells }) => Number(cells['dials'])).reduce((a, b) => a + b);
  assert.equal(dials, 20, 'R-47: the calls stay');
});

test('R-3 calls are counted by caller id and day, those without a lead among them', async () => {
  await using harness = await startConsole();
  const bare = calledOnce({ attemptId: 'bare', leadId: '', at: NINE, callerId: '+12025550101' });
  await publish(harness.bus, [...EVENTS, ...bare]);
  const alan = await Client.signedIn(harness, 'alan');
  const callers = await report(alan, `callers?${ON_DAY}`);
  assert.deepEqual(
    callers.rows.map(({ cells }) => [cells['day'], cells['callerId'], cells['dials'], cells['contacts']]),
    [
      [DAY, '+12025550100', 15, 3],
      [DAY, '+12025550101', 6, 2],
    ],
  );
});

test('R-5 R-10 speed to lead keeps its three clocks apart, and says how long leads waited, by level', async () => {
  await using harness = await startConsole();
  await publish(harness.bus, EVENTS);
  const alan = await Client.signedIn(harness, 'alan');
  const { rows } = await report(alan, `speed?by=day&${ON_DAY}`);
  const [day] = rows;
  // a to e: presented 3 s to 4 min 3 s after opt-in, three seconds before the INVITE; a, b and c were answered.
  assert.deepEqual([day?.cells['presented'], day?.cells['dialled'], day?.cells['answered']], [5, 5, 3]);
  const median = Number(day?.cells['presented50']);
  assert.ok(median >= 123_000 && median < 123_000 * 1.091, `half were presented within ${median} ms`);
  const waits = await report(alan, `waits?${ON_DAY}`);
  const p2 = rowOf(waits, 'P2');
  assert.equal(p2['dials'], 10);
  assert.ok(Number(p2['wait100']) >= 3 * 24 * 60 * MINUTE, 'the first calls had waited for three days');
});

test('R-15 over several days a lead is told apart by the period: its first day counts it', async () => {
  await using harness = await startConsole();
  const later = NINE + 24 * 60 * MINUTE;
  const nextDay = calledOnce({ attemptId: 'a3', leadId: 'a', at: later, level: 'P2' });
  await publish(harness.bus, [...EVENTS, ...nextDay]);
  const alan = await Client.signedIn(harness, 'alan');
  const two = await report(alan, `rates?by=day&from=${DAY}&to=2026-11-21`);
  assert.deepEqual([two.total?.['dials'], two.total?.['leadsDialled']], [21, 10]);
  assert.equal(two.total?.['uniqueDialRate'], 11 / 21);
  const second = await report(alan, 'rates?by=level&from=2026-11-21&to=2026-11-21');
  assert.equal(second.total?.['leadsDialled'], 1, 'the day before is not in this period');
});

test('a day of 25 hours is one day, and its hour that came twice one hour', async () => {
  await using harness = await startConsole();
  // Chicago sets its clocks back at 2:00 on 1 November 2026.
  const first = Date.parse('2026-11-01T01:30:00-05:00');
  const second = Date.parse('2026-11-01T01:30:00-06:00');
  const last = Date.parse('2026-11-01T23:59:00-06:00');
  const calls = [first, second, last].map((at, index) => ({ attemptId: `x${index}`, leadId: 'x', at }));
  await publish(harness.bus, [accepted('x', first - 5000), ...calls.flatMap(calledOnce)]);
  const alan = await Client.signedIn(harness, 'alan');
  const hours = await report(alan, 'rates?by=hour&from=2026-11-01&to=2026-11-01');
  assert.deepEqual(
    hours.rows.map(({ cells }) => [cells['group'], cells['dials']]),
    [
      ['01:00', 2],
      ['23:00', 1],
    ],
  );
});

test('an empty period prints no rate at all, and a period nobody can mean is refused by its field', async () => {
  await using harness = await startConsole();
  await publish(harness.bus, EVENTS);
  const alan = await Client.signedIn(harness, 'alan');
  const empty = await report(alan, 'rates?by=day&from=2020-01-01&to=2020-01-31');
  assert.deepEqual(empty.rows, []);
  assert.deepEqual([empty.total?.['dials'], empty.total?.['contactRate']], [0, null]);
  for (const query of ['from=2026-11-21&to=2026-11-20', 'from=2026-11-20', 'from=2020-01-01&to=2026-01-01']) {
    const { status, body } = await alan.get(`/api/reports/rates?${query}`);
    assert.deepEqual([status, body.field], [422, 'to'], query);
  }
  assert.equal((await alan.get('/api/reports/rates?from=2026-02-30&to=2026-03-01')).status, 422);
  assert.equal((await alan.get('/api/reports/nothing')).status, 422);
  assert.equal((await alan.get('/api/reports/rates?by=moon')).status, 422);
});

test('R-92 a report is a file, too: rates in per cent, and nothing a spreadsheet takes for a formula', async () => {
  await using harness = await startConsole();
  const odd = calledOnce({ attemptId: 'odd', leadId: '', at: NINE, callerId: '=1+1' });
  await publish(harness.bus, [...EVENTS, ...odd]);
  const alan = await Client.signedIn(harness, 'alan');
  await report(alan, `callers?${ON_DAY}`);
  const { body, headers } = await alan.get<string>(`/api/reports/callers/export?${ON_DAY}`);
  assert.match(headers.get('content-disposition') ?? '', /callers\.csv/);
  assert.match(body, /^Day,Caller ID shown,Calls,Rang,Contacts,Contact rate \(%\),Talk time \(s\)\r\n/);
  assert.match(body, /'=1\+1/);
  const rates = await alan.get<string>(`/api/reports/rates/export?by=level&${ON_DAY}`);
  assert.match(rates.body, /\r\nP1,10,50\.0,4,40\.0,5,3,60\.0,1,/);
});

test('a rebuild from the log comes to the same sheets, wherever the group of the bus has its place', async () => {
  await using harness = await startConsole();
  await publish(harness.bus, [...EVENTS, deleted('b', NINE + 120 * MINUTE)]);
  const alan = await Client.signedIn(harness, 'alan');
  await report(alan, `rates?${ON_DAY}`);
  const before = await sheetsOf(harness.store);

  await using store = openMemoryStore();
  const reportStore = reportStoreOf(store);
  const clock = systemClock;
  await using reportBook = new ReportBook({ reportStore, clock });
  const processes = {
    get: async () => ({ processId: 'p1', name: '', timeZone: 'America/Chicago', version: 1 }),
  };
  const localHours = new LocalHours({ processes, clock });
  const { bus } = harness;
  await using _ = await startReports({
    reportStore,
    reportBook,
    localHours,
    reportPast: NOTHING,
    bus,
    clock,
    log: silentLog,
  });
  await eventually(
    clock,
    'the past is counted',
    async () => (await reportStore.journal.get('journal'))?.doc.isFilled === true,
  );
  assert.deepEqual(await sheetsOf(store), before);
});

const NOTHING: ReportPast = {
  processIds: async () => [],
  cards: async function* () {},
  calls: async function* () {},
};

async function sheetsOf(store: Store): Promise<Readonly<Record<string, unknown>>> {
  const { items } = await reportStoreOf(store).sheets.query({ index: 'id', pageSize: 1000 });
  const filled = items.filter(({ doc }) => Object.keys(doc.rows).length > 0);
  return Object.fromEntries(filled.map(({ id, doc }) => [id, doc.rows]));
}

test('A-4 trunks: calls, answer-seizure ratio, post-dial delay and failures by cause, as they are by hand', async () => {
  await using harness = await startConsole();
  harness.telephony.trunks.clear();
  const over = (attemptId: string, more: Partial<ToldCall>): ToldCall => ({
    attemptId,
    leadId: '',
    at: NINE,
    ...more,
  });
  const calls = [
    over('e1', { talkMs: 1000 }),
    over('e2', { cause: EndCause.END_CAUSE_BUSY }),
    over('e3', { cause: EndCause.END_CAUSE_LOST }),
    over('w1', { trunkId: 'carrier-west', talkMs: 1000 }),
  ];
  await publish(harness.bus, calls.flatMap(calledOnce));
  const alan = await Client.signedIn(harness, 'alan');
  const trunks = await report(alan, `trunks?${ON_DAY}`);
  const east = rowOf(trunks, 'carrier-east');
  assert.deepEqual(
    [east['attempts'], east['answered'], east['seizure'], east['BUSY'], east['NO_ANSWER'], east['other']],
    [3, 1, 1 / 3, 1, 0, 1],
  );
  const delayMs = Number(east['delay50']);
  assert.ok(
    delayMs >= 1000 && delayMs <= 1090,
    `half rang within ${delayMs} ms: a second, at most 9 % too long`,
  );
  assert.equal(rowOf(trunks, 'carrier-west')['seizure'], 1);
  assert.equal(trunks.total?.['attempts'], 4);
});

test('R-15 R-16 rates by agent: each with their own calls, under their name', async () => {
  await using harness = await startConsole();
  const day: readonly ToldCall[] = [
    { attemptId: 'x1', leadId: 'x', at: NINE, talkMs: 60_000, category: 'converted' },
    { attemptId: 'x2', leadId: 'x', at: NINE + 60 * MINUTE, agentId: 'bob' },
    { attemptId: 'y1', leadId: 'y', at: NINE + MINUTE },
  ];
  await publish(harness.bus, [accepted('x', NINE), accepted('y', NINE), ...day.flatMap(calledOnce)]);
  const alan = await Client.signedIn(harness, 'alan');
  const agents = await report(alan, `rates?by=agent&${ON_DAY}`);
  const [ann, bob] = [rowOf(agents, 'agent:ann'), rowOf(agents, 'agent:bob')];
  assert.deepEqual(
    [ann['group'], ann['dials'], ann['contacts'], ann['converted'], ann['talkMs']],
    ['Ann Adams', 2, 1, 1, 60_000],
  );
  assert.deepEqual(
    [bob['group'], bob['dials'], bob['contactRate'], bob['leadsDialled']],
    ['Bob Brown', 1, 0, 1],
  );
  assert.equal(agents.total?.['leadsDialled'], 2, 'a lead that two agents called is one');
});

test('R-15 R-16 A-2 A-4 rates and speed to lead by vendor, and the unique dial rate by hour, as they are by hand', async () => {
  await using harness = await startConsole();
  const { vendorId } = await aVendor(harness, 'Sunny Leads');
  const from = { vendorId, ingestLinkId: 'link-1' };
  // x comes from the vendor and is dialled three times, twice in one hour; y is of a file and is reached once.
  const day: readonly ToldCall[] = [
    { attemptId: 'x1', leadId: 'x', at: NINE + MINUTE },
    { attemptId: 'x2', leadId: 'x', at: NINE + 2 * MINUTE },
    { attemptId: 'x3', leadId: 'x', at: NINE + 60 * MINUTE },
    { attemptId: 'y1', leadId: 'y', at: NINE + MINUTE, talkMs: 60_000 },
  ];
  const leads = [accepted('x', NINE, from), accepted('y', NINE, { listId: 'l1' })];
  await publish(harness.bus, [...leads, ...day.flatMap(calledOnce)]);
  const alan = await Client.signedIn(harness, 'alan');
  const figures = (cells: Readonly<Record<string, unknown>>) =>
    ['group', 'dials', 'uniqueDialRate', 'contactRate', 'leadContactRate'].map((id) => cells[id]);
  const vendorRates = await report(alan, `rates?by=vendor&${ON_DAY}`);
  assert.deepEqual(figures(rowOf(vendorRates, `vendor:${vendorId}`)), ['Sunny Leads', 3, 1 / 3, 0, 0]);
  assert.deepEqual(figures(rowOf(vendorRates, 'vendor:')), ['No vendor (files, by hand)', 1, 1, 1, 1]);
  const hours = await report(alan, `rates?by=hour&${ON_DAY}`);
  // In the hour of nine two leads and three dials; in the next the same lead once more: the day has two leads in four dials.
  assert.deepEqual(figures(rowOf(hours, 'h9')), ['09:00', 3, 2 / 3, 1 / 3, 1 / 2]);
  assert.deepEqual(figures(rowOf(hours, 'h10')), ['10:00', 1, 1, 0, 0]);
  assert.equal(hours.total?.['uniqueDialRate'], 0.5);
  const speed = rowOf(await report(alan, `speed?by=vendor&${ON_DAY}`), `vendor:${vendorId}`);
  assert.deepEqual([speed['group'], speed['presented'], speed['answered']], ['Sunny Leads', 1, 0]);
  const presentedMs = Number(speed['presented50']);
  assert.ok(presentedMs >= 58_000 && presentedMs < 58_000 * 1.091, `presented within ${presentedMs} ms`);
});

async function aVendor(harness: Harness, name: string): Promise<VendorView> {
  const sue = await Client.signedIn(harness, 'sue');
  const { body } = await sue.post<VendorView>('/api/vendors', { requestId: systemRandom.uuid(), name });
  return body;
}
