import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openMemoryStore, type Collection } from '@firstring/store';
import fc from 'fast-check';
import type { ReportInput } from '../../domain/reports/report-input.ts';
import { reportStoreOf, type ReportStore } from '../../store/reports.ts';
import { commitFacts, recover } from './commit-facts.ts';

const HOUR = 3_600_000;
const LEADS = ['a', 'b', 'c'];
const about = { processId: 'p1' };
const lead = fc.constantFrom(...LEADS);
const day = fc.integer({ min: 20_000, max: 20_006 });

/** One attempt's events, one lead's versions: each fact is told once, however often and in whatever order it arrives. */
const call = fc.record({ leadId: lead, day, hour: fc.integer({ min: 0, max: 23 }), answered: fc.boolean() });
const story = fc
  .record({
    calls: fc.array(call, { maxLength: 12 }),
    lists: fc.array(fc.constantFrom('', 'l1', 'l2'), { minLength: 1, maxLength: 4 }),
    isDeleted: fc.boolean(),
  })
  .map(({ calls, lists, isDeleted }): readonly ReportInput[] => [
    ...LEADS.flatMap((leadId) => lists.map((listId, at) => cardOf(leadId, listId, at + 1))),
    ...calls.flatMap((each, at) => attemptOf(each, `attempt-${at}`)),
    ...(isDeleted ? [{ type: 'deleted', ...about, leadId: 'a' } as const] : []),
  ]);

function cardOf(leadId: string, listId: string, version: number): ReportInput {
  const card = {
    version,
    listId,
    optInAt: 20_000 * 24 * HOUR,
    day: 20_000,
    hour: 0,
    isConverted: version > 3,
    vendorId: leadId === 'c' ? '' : 'v1',
    ingestLinkId: leadId === 'c' ? '' : `l-${leadId}`,
  };
  return { type: 'card', ...about, leadId, card };
}

function attemptOf(
  { leadId, day: on, hour, answered }: { leadId: string; day: number; hour: number; answered: boolean },
  attemptId: string,
): ReportInput[] {
  const dialAt = (on * 24 + hour) * HOUR + Number(attemptId.slice(8));
  const end = answered ? { answerAt: dialAt + 1000, bridgeAt: dialAt + 1000 } : {};
  const over = { callerId: '+1', agentId: 'ann', trunkId: 'east', cause: answered ? 'LEAD_HUNG_UP' : 'BUSY' };
  const ended = { day: on, hour, campaignId: hour % 2 === 0 ? 'even' : 'odd', ...over, dialAt };
  return [
    {
      type: 'presented',
      ...about,
      leadId,
      attemptId,
      level: hour < 12 ? 'P1' : 'P2',
      campaignId: 'even',
      at: dialAt,
    },
    {
      type: 'called',
      ...about,
      leadId,
      attemptId,
      call: { ...ended, inviteAt: dialAt, ...end, endAt: dialAt + 5000 },
    },
    { type: 'disposed', ...about, leadId, attemptId, category: answered ? 'converted' : 'retry' },
  ];
}

async function sheetsOf(store: ReportStore): Promise<Readonly<Record<string, unknown>>> {
  const { items } = await store.sheets.query({ index: 'id', pageSize: 1000 });
  const filled = items.filter(({ doc }) => Object.keys(doc.rows).length > 0);
  return Object.fromEntries(filled.map(({ id, doc }) => [id, sorted(doc.rows)]));
}

function sorted(rows: Readonly<Record<string, number>>) {
  return Object.fromEntries(Object.entries(rows).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

async function countIn(store: ReportStore, inputs: readonly ReportInput[], batch: number): Promise<void> {
  for (let at = 0; at < inputs.length; at += batch)
    await commitFacts(store, inputs.slice(at, at + batch), at);
}

const twice = story.chain((inputs) => {
  const all = [...inputs, ...inputs];
  const other = fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length });
  return fc.record({ inputs: fc.constant(inputs), other, batch: fc.integer({ min: 1, max: 9 }) });
});

test('R-48 events that come again, in another order and in other batches come to the same figures', async () => {
  await fc.assert(
    fc.asyncProperty(twice, async ({ inputs, other, batch }) => {
      await using first = openMemoryStore();
      await using second = openMemoryStore();
      const [once, again] = [reportStoreOf(first), reportStoreOf(second)];
      await countIn(once, inputs, inputs.length);
      await countIn(again, other, batch);
      assert.deepEqual(await sheetsOf(again), await sheetsOf(once));
    }),
    { numRuns: 100 },
  );
});

test('wherever counting stops, what comes again after it comes to the same figures', async () => {
  const stops = fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(twice, stops, async ({ inputs, batch }, writes) => {
      await using first = openMemoryStore();
      await using second = openMemoryStore();
      const [once, stopped] = [reportStoreOf(first), reportStoreOf(second)];
      await countIn(once, inputs, inputs.length);
      for (const left of writes) await countIn(dying(stopped, left), inputs, batch).catch(isTheStop);
      await countIn(stopped, inputs, batch);
      await recover(stopped);
      assert.deepEqual(await sheetsOf(stopped), await sheetsOf(once));
    }),
    { numRuns: 100 },
  );
});

const STOP = new Error('the process is gone');

function isTheStop(error: unknown): void {
  assert.equal(error, STOP);
}

/** Each document is a write of its own: a batch may be cut anywhere. */
function dying(store: ReportStore, writesLeft: number): ReportStore {
  let left = writesLeft;
  const mortal = <T>(collection: Collection<T>): Collection<T> => ({
    get: (id) => collection.get(id),
    getMany: (ids) => collection.getMany(ids),
    getByKey: (index, values) => collection.getByKey(index, values),
    delete: (item) => collection.delete(item),
    query: (query) => collection.query(query),
    count: (selection) => collection.count(selection),
    async put(item) {
      left -= 1;
      if (left < 0) throw STOP;
      return collection.put(item);
    },
    async putMany(items) {
      const results = [];
      for (const item of items) results.push(await this.put(item));
      return results;
    },
  });
  return { leads: mortal(store.leads), sheets: mortal(store.sheets), journal: mortal(store.journal) };
}
