import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Collection, Query } from '../port.ts';
import { type CreateMedium, PEOPLE, type Person, person, withStore } from './medium.ts';

/** All ids of a query, page by page. */
export async function idsOf(
  people: Collection<Person>,
  query: Query,
  between?: () => Promise<void>,
): Promise<string[]> {
  const ids: string[] = [];
  let pageToken: string | undefined;
  do {
    const page = await people.query({ ...query, pageToken });
    ids.push(...page.items.map(({ id }) => id));
    assert.ok(page.items.length > 0 || page.nextPageToken === undefined, 'a page with a token is not empty');
    pageToken = page.nextPageToken;
    await between?.();
  } while (pageToken !== undefined);
  return ids;
}

async function put(people: Collection<Person>, docs: Record<string, Partial<Person>>): Promise<void> {
  const items = Object.entries(docs).map(([id, fields]) => ({ id, doc: person(fields), expectedVersion: 0 }));
  for (const result of await people.putMany(items)) assert.equal(result.type, 'stored');
}

export function queriesContract(createMedium: CreateMedium): void {
  test('a query walks the index by its fields, then by id, either way', () =>
    withStore(createMedium, async (store) => {
      const people = store.collection<Person>(PEOPLE);
      await put(people, {
        d: { name: 'bob' },
        a: { name: 'bob' },
        c: { name: 'al' },
        b: { name: 'zoe' },
        x: { process: 'p2', name: 'al' },
      });
      for (const pageSize of [1, 2, 3, 100]) {
        const query = { index: 'name', equals: ['p1'], pageSize };
        assert.deepEqual(await idsOf(people, query), ['c', 'a', 'd', 'b']);
        assert.deepEqual(await idsOf(people, { ...query, order: 'desc' }), ['b', 'd', 'a', 'c']);
        assert.deepEqual(await idsOf(people, { index: 'id', pageSize }), ['a', 'b', 'c', 'd', 'x']);
        assert.deepEqual(await idsOf(people, { index: 'name', pageSize }), ['c', 'a', 'd', 'b', 'x']);
      }
    }));

  test('a range includes its start and not its end, on the field after equals', () =>
    withStore(createMedium, async (store) => {
      const people = store.collection<Person>(PEOPLE);
      await put(
        people,
        Object.fromEntries([-1.5, 0, 1, 2, 10, 100].map((rank) => [`r${rank}`, { rank, hot: true }])),
      );
      const query = { index: 'rank', equals: ['p1', true], pageSize: 2 };
      assert.deepEqual(await idsOf(people, { ...query, range: { from: 0, to: 10 } }), ['r0', 'r1', 'r2']);
      assert.deepEqual(await idsOf(people, { ...query, range: { from: 2 } }), ['r2', 'r10', 'r100']);
      assert.deepEqual(await idsOf(people, { ...query, range: { to: 1 }, order: 'desc' }), ['r0', 'r-1.5']);
      assert.deepEqual(await idsOf(people, { index: 'id', range: { from: 'r1', to: 'r2' }, pageSize: 2 }), [
        'r1',
        'r10',
        'r100',
      ]);
      assert.deepEqual(await idsOf(people, { ...query, equals: ['p1', false] }), []);
      assert.equal(await people.count({ index: 'rank', equals: ['p1', true], range: { from: 2 } }), 3);
      assert.equal(await people.count({ index: 'rank', equals: ['p1'], limit: 4 }), 4);
    }));

  test('a prefix finds the texts that begin with it, in code point order, in every script', () =>
    withStore(createMedium, async (store) => {
      const people = store.collection<Person>(PEOPLE);
      const names = ['a', 'ab', 'aé', 'a\ud7ff', 'a\ue000', 'a\uffff', 'a😀', 'a\u{10ffff}', 'b', '', 'A'];
      await put(people, Object.fromEntries(names.map((name, n) => [`n${n}`, { name }])));
      const query = { index: 'name', equals: ['p1'], pageSize: 3 };
      const under = async (prefix: string): Promise<(string | undefined)[]> =>
        (await idsOf(people, { ...query, prefix })).map((id) => names[Number(id.slice(1))]);
      assert.deepEqual(await under('a'), [
        'a',
        'ab',
        'aé',
        'a\ud7ff',
        'a\ue000',
        'a\uffff',
        'a😀',
        'a\u{10ffff}',
      ]);
      assert.deepEqual(await under('a\ud7ff'), ['a\ud7ff']);
      assert.deepEqual(await under('a\u{10ffff}'), ['a\u{10ffff}']);
      assert.deepEqual(await under('a😀'), ['a😀']);
      assert.deepEqual(await under('%'), []);
      assert.equal((await under('')).length, names.length);
      assert.equal(await people.count({ index: 'name', equals: ['p1'], prefix: 'a' }), 8);
    }));

  test('a document without one of the fields is not in the index, and does not clash in a unique one', () =>
    withStore(createMedium, async (store) => {
      const people = store.collection<Person>(PEOPLE);
      await put(people, { a: {}, b: { phone: null }, c: { phone: '1' }, d: {} });
      assert.deepEqual(await idsOf(people, { index: 'phone', equals: ['p1'], pageSize: 10 }), ['c']);
    }));

  test('a document is found by each element of an array, once', () =>
    withStore(createMedium, async (store) => {
      const people = store.collection<Person>(PEOPLE);
      await put(people, {
        a: { numbers: [{ e164: '1' }, { e164: '2' }, { e164: '1' }] },
        b: { numbers: [{ e164: '2' }] },
        c: { numbers: [] },
      });
      const byNumber = (number: string): Promise<string[]> =>
        idsOf(people, { index: 'number', equals: ['p1', number], pageSize: 1 });
      assert.deepEqual(
        [await byNumber('1'), await byNumber('2'), await byNumber('3')],
        [['a'], ['a', 'b'], []],
      );
      await people.put({ id: 'a', doc: person({ numbers: [{ e164: '3' }] }), expectedVersion: 1 });
      assert.deepEqual([await byNumber('1'), await byNumber('2'), await byNumber('3')], [[], ['b'], ['a']]);
      await assert.rejects(people.query({ index: 'number', equals: ['p1'], pageSize: 1 }), {
        reason: 'STORE_REQUEST_INVALID',
      });
    }));

  test('paging shows what stays in place exactly once while others come and go', () =>
    withStore(createMedium, async (store) => {
      const people = store.collection<Person>(PEOPLE);
      const stay = Array.from({ length: 40 }, (_, n) => `stay${String(n).padStart(2, '0')}`);
      await put(people, Object.fromEntries(stay.map((id) => [id, { name: id }])));
      await put(people, Object.fromEntries(stay.map((id) => [`go-${id}`, { name: `${id}-` }])));
      for (const order of ['asc', 'desc'] as const) {
        let turn = 0;
        const ids = await idsOf(people, { index: 'name', equals: ['p1'], order, pageSize: 7 }, async () => {
          turn += 1;
          await put(people, {
            [`new-${order}-low-${turn}`]: { name: `stay00${turn}` },
            [`new-${order}-high-${turn}`]: { name: `stay39${turn}` },
          });
          await people.delete({ id: `go-stay${String(turn * 3).padStart(2, '0')}`, expectedVersion: 1 });
        });
        assert.equal(new Set(ids).size, ids.length);
        const seen = ids.filter((id) => id.startsWith('stay'));
        assert.deepEqual(seen, order === 'asc' ? stay : stay.toReversed());
      }
    }));

  test('a query that the index cannot answer, and a foreign page token, are refused', () =>
    withStore(createMedium, async (store) => {
      const people = store.collection<Person>(PEOPLE);
      const refused = { reason: 'STORE_REQUEST_INVALID' };
      await assert.rejects(people.query({ index: 'nope', pageSize: 1 }), refused);
      await assert.rejects(people.query({ index: 'name', pageSize: 0 }), refused);
      await assert.rejects(people.query({ index: 'name', pageSize: 1001 }), refused);
      await assert.rejects(
        people.query({ index: 'name', equals: ['p1', 'a'], prefix: 'a', pageSize: 1 }),
        refused,
      );
      await assert.rejects(people.query({ index: 'name', equals: [Number.NaN], pageSize: 1 }), refused);
      await assert.rejects(people.getByKey('name', ['p1', 'a']), refused);
      await assert.rejects(people.getByKey('phone', ['p1']), refused);
      for (const pageToken of ['', 'x', 'WyIyIl0', 'bnVsbA']) {
        await assert.rejects(people.query({ index: 'name', equals: ['p1'], pageSize: 1, pageToken }), {
          reason: 'INVALID_ARGUMENT',
        });
      }
    }));
}
