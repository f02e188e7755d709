import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemRandom } from '@firstring/kernel/system';
import type { CreatedIngestLink } from '../src/app/views/settings.ts';
import type { LeadPricesView, VendorView } from '../src/app/views/campaigns.ts';
import { Client } from './_client.ts';
import { startConsole, type Harness } from './_harness.ts';
import { accepted, calledOnce, deleted, publish, report, rowOf } from './_report-events.ts';

/** UTC: what comes at eight in the evening of Chicago is of the next day. */
const DAY = '2026-11-20';
const NOON = Date.parse('2026-11-20T12:00:00Z');
const MINUTE = 60_000;
const ON_DAY = `from=${DAY}&to=${DAY}`;

interface Sources {
  readonly sue: Client;
  readonly vendorId: string;
  /** Of one vendor, the second with a price of its own. */
  readonly first: string;
  readonly second: string;
}

/** Sunny Leads with two links; a lead costs 2.50, through the second link 4.00 from the day itself on. */
async function aVendor(harness: Harness): Promise<Sources> {
  const sue = await Client.signedIn(harness, 'sue');
  const name = 'Sunny Leads';
  const { vendorId } = (await sue.post<VendorView>('/api/vendors', { requestId: systemRandom.uuid(), name }))
    .body;
  const link = async () => {
    const made = { requestId: systemRandom.uuid(), vendorId, vendorName: name };
    return (await sue.post<CreatedIngestLink>('/api/campaigns/solar/links', made)).body.link.ingestLinkId;
  };
  const [first, second] = [await link(), await link()];
  await say({ sue, vendorId, first, second }, { fromDay: '2026-01-01', micros: 2_500_000 });
  await say({ sue, vendorId, first, second }, { fromDay: DAY, micros: 4_000_000, ingestLinkId: second });
  return { sue, vendorId, first, second };
}

async function say({ sue, vendorId }: Sources, price: object): Promise<void> {
  const body = { requestId: systemRandom.uuid(), ...price };
  assert.equal((await sue.send('PUT', `/api/vendors/${vendorId}/prices`, body)).status, 200);
}

function came({ linkDays }: Harness, ingestLinkId: string, counts: readonly [number, number, number?]): void {
  const [taken, updated, refused = 0] = counts;
  linkDays.days.push({
    ingestLinkId,
    day: DAY,
    accepted: BigInt(taken),
    updated: BigInt(updated),
    refused: refused === 0 ? [] : [{ name: 'CALLER_ID_INVALID', count: BigInt(refused) }],
    ignored: [],
  });
}

/**
 * By hand. First link: 3 accepted (a, b, c), 1 duplicate, 2 refused; a is reached, b is dialled in vain. Second link: 1 accepted (d), which
 * converts. Cost 3 × 2.50 + 1 × 4.00 = 11.50; two contacts, 5.75 each; one conversion, 11.50.
 */
async function aDay(harness: Harness, { vendorId, first, second }: Sources): Promise<void> {
  came(harness, first, [3, 1, 2]);
  came(harness, second, [1, 0]);
  const from = (ingestLinkId: string, more = {}) => ({ vendorId, ingestLinkId, ...more });
  await publish(harness.bus, [
    ...['a', 'b', 'c'].map((leadId) => accepted(leadId, NOON, from(first))),
    accepted('d', NOON, from(second)),
    accepted('d', NOON, from(second, { version: 2, isConverted: true })),
    // Of a file: no vendor's.
    accepted('e', NOON, { listId: 'l1' }),
    ...calledOnce({ attemptId: 'a1', leadId: 'a', at: NOON + MINUTE, talkMs: 30_000 }),
    ...calledOnce({ attemptId: 'b1', leadId: 'b', at: NOON + MINUTE }),
    ...calledOnce({ attemptId: 'd1', leadId: 'd', at: NOON + 2 * MINUTE, talkMs: 60_000 }),
    ...calledOnce({ attemptId: 'e1', leadId: 'e', at: NOON + MINUTE, talkMs: 30_000 }),
  ]);
}

const FIGURES =
  'accepted updated refused reasons leads contacted converted cost costPerContact costPerConversion';
const figures = (cells: Readonly<Record<string, unknown>>) => FIGURES.split(' ').map((id) => cells[id]);

test('a vendor’s day comes to what it is by hand: by vendor, by link and by day', async () => {
  await using harness = await startConsole();
  const sources = await aVendor(harness);
  await aDay(harness, sources);
  const alan = await Client.signedIn(harness, 'alan');
  const whole = [4, 1, 2, 'CALLER_ID_INVALID (2)', 4, 2, 1, 11.5, 5.75, 11.5];
  const vendors = await report(alan, `vendors?by=vendor&${ON_DAY}`);
  assert.equal(vendors.timeZone, 'UTC');
  assert.deepEqual(figures(rowOf(vendors, `vendor:${sources.vendorId}`)), whole);
  assert.deepEqual(figures(vendors.total ?? {}), whole);
  const links = await report(alan, `vendors?by=link&vendorId=${sources.vendorId}&${ON_DAY}`);
  assert.deepEqual(figures(rowOf(links, `link:${sources.first}`)), [
    3,
    1,
    2,
    'CALLER_ID_INVALID (2)',
    3,
    1,
    0,
    7.5,
    7.5,
    null,
  ]);
  assert.deepEqual(figures(rowOf(links, `link:${sources.second}`)), [1, 0, 0, null, 1, 1, 1, 4, 4, 4]);
  const days = await report(alan, 'vendors?by=day&from=2026-11-19&to=2026-11-21');
  assert.deepEqual(
    days.rows.map(({ cells }) => [cells['group'], cells['accepted'], cells['cost']]),
    [[DAY, 4, 11.5]],
  );
  const file = await alan.get<string>(`/api/reports/vendors/export?by=vendor&${ON_DAY}`);
  assert.match(
    file.body,
    /\r\nSunny Leads,4,1,2,4,2,50\.0,1,25\.0,11\.50,5\.75,11\.50,0,CALLER_ID_INVALID \(2\)\r\n/,
  );
});

test('R-48 a deleted lead leaves the vendor’s report; what ingest accepted, and its price, stay', async () => {
  await using harness = await startConsole();
  const sources = await aVendor(harness);
  await aDay(harness, sources);
  await publish(harness.bus, [deleted('a', NOON + 60 * MINUTE)]);
  const alan = await Client.signedIn(harness, 'alan');
  const { total = {} } = await report(alan, `vendors?${ON_DAY}`);
  assert.deepEqual(
    [total['accepted'], total['leads'], total['contacted'], total['cost'], total['costPerContact']],
    [4, 3, 1, 11.5, 11.5],
  );
});

test('a price counts from its day on: the days before keep theirs, and days before the first have none', async () => {
  await using harness = await startConsole();
  const sources = await aVendor(harness);
  await aDay(harness, sources);
  const alan = await Client.signedIn(harness, 'alan');
  await say(sources, { fromDay: '2026-11-21', micros: 9_000_000 });
  assert.equal(
    (await report(alan, `vendors?${ON_DAY}`)).total?.['cost'],
    11.5,
    'tomorrow’s price is not today’s',
  );
  await say(sources, { fromDay: DAY, micros: null, ingestLinkId: sources.second });
  assert.equal(
    (await report(alan, `vendors?${ON_DAY}`)).total?.['cost'],
    10,
    'the link has the vendor’s again',
  );
  await say(sources, { fromDay: '2026-01-01', micros: null });
  const { total = {} } = await report(alan, `vendors?${ON_DAY}`);
  assert.deepEqual([total['cost'], total['unpriced'], total['costPerContact']], [null, 4, null]);
  const prices = await sources.sue.get<LeadPricesView>(`/api/vendors/${sources.vendorId}/prices`);
  assert.equal((await sources.sue.get('/api/vendors/of-nobody-here/prices')).status, 404);
  assert.ok(
    prices.body.prices.some(({ fromDay, micros }) => fromDay === '2026-11-21' && micros === 9_000_000),
  );
});

test('an empty period, another campaign and a price nobody can mean', async () => {
  await using harness = await startConsole();
  const sources = await aVendor(harness);
  await aDay(harness, sources);
  const alan = await Client.signedIn(harness, 'alan');
  const empty = await report(alan, 'vendors?from=2020-01-01&to=2020-01-31');
  assert.deepEqual([empty.rows, empty.total?.['accepted'], empty.total?.['cost']], [[], 0, null]);
  assert.deepEqual((await report(alan, `vendors?campaignId=other&${ON_DAY}`)).rows, []);
  for (const bad of [{ micros: -1 }, { micros: 2e12 }, { micros: 1.5 }, { fromDay: '2026-02-30' }]) {
    const body = { requestId: systemRandom.uuid(), fromDay: DAY, micros: 1, ...bad };
    const { status } = await sources.sue.send('PUT', `/api/vendors/${sources.vendorId}/prices`, body);
    assert.equal(status, 422, JSON.stringify(bad));
  }
  const body = { requestId: systemRandom.uuid(), fromDay: DAY, micros: 1 };
  assert.equal((await alan.send('PUT', `/api/vendors/${sources.vendorId}/prices`, body)).status, 403);
});
