import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BATCH_SIZE_MAX, DOCUMENT_CHARS_MAX } from '../port.ts';
import { type CreateMedium, PEOPLE, type Person, person, withStore } from './medium.ts';

export function compareAndSetContract(createMedium: CreateMedium): void {
  test('a put with version 0 creates, with the read version replaces, and counts up', () =>
    withStore(createMedium, async (store) => {
      const people = store.collection<Person>(PEOPLE);
      assert.deepEqual(await people.put({ id: 'a', doc: person(), expectedVersion: 0 }), {
        type: 'stored',
        version: 1,
      });
      assert.deepEqual(await people.put({ id: 'a', doc: person({ rank: 2 }), expectedVersion: 1 }), {
        type: 'stored',
        version: 2,
      });
      assert.deepEqual(await people.get('a'), { id: 'a', version: 2, doc: person({ rank: 2 }) });
      assert.equal(await people.get('b'), undefined);
    }));

  test('a put with another version changes nothing and tells what is there', () =>
    withStore(createMedium, async (store) => {
      const people = store.collection<Person>(PEOPLE);
      await people.put({ id: 'a', doc: person(), expectedVersion: 0 });
      const current = { id: 'a', version: 1, doc: person() };
      for (const expectedVersion of [0, 2]) {
        const result = await people.put({ id: 'a', doc: person({ rank: 9 }), expectedVersion });
        assert.deepEqual(result, { type: 'conflict', current });
      }
      assert.deepEqual(await people.put({ id: 'b', doc: person(), expectedVersion: 1 }), {
        type: 'conflict',
        current: undefined,
      });
      assert.deepEqual(await people.get('a'), current);
    }));

  test('of 32 racing puts exactly one wins, for creation and for replacement', () =>
    withStore(createMedium, async (store) => {
      const people = store.collection<Person>(PEOPLE);
      for (const expectedVersion of [0, 1, 2]) {
        const racers = Array.from({ length: 32 }, (_, rank) =>
          people.put({ id: 'a', doc: person({ rank }), expectedVersion }),
        );
        const results = await Promise.all(racers);
        const winners = results.flatMap((result, rank) => (result.type === 'stored' ? [rank] : []));
        assert.equal(winners.length, 1);
        assert.equal((await people.get('a'))?.doc.rank, winners[0]);
      }
    }));

  test('of 32 racing puts of one unique key exactly one wins; the losers learn who, and leave no trace', () =>
    withStore(createMedium, async (store) => {
      const people = store.collection<Person>(PEOPLE);
      const racers = Array.from({ length: 32 }, (_, n) =>
        people.put({ id: `id${n}`, doc: person({ phone: '+15550100' }), expectedVersion: 0 }),
      );
      const results = await Promise.all(racers);
      const winners = results.flatMap((result, n) => (result.type === 'stored' ? [`id${n}`] : []));
      assert.equal(winners.length, 1);
      assert.equal(
        results.filter((result) => result.type === 'duplicate' && result.index === 'phone').length,
        31,
      );
      const winner = await people.get(winners[0] ?? '');
      for (const result of results) if (result.type === 'duplicate') assert.deepEqual(result.holder, winner);
      assert.equal((await people.getByKey('phone', ['p1', '+15550100']))?.id, winners[0]);
      assert.equal(await people.count({ index: 'id' }), 1);
    }));

  test('a document that is deleted with its version is gone, and may come again at version 1', () =>
    withStore(createMedium, async (store) => {
      const people = store.collection<Person>(PEOPLE);
      await people.put({ id: 'a', doc: person({ phone: '1' }), expectedVersion: 0 });
      assert.equal((await people.delete({ id: 'a', expectedVersion: 2 })).type, 'conflict');
      assert.deepEqual(await people.delete({ id: 'a', expectedVersion: 1 }), { type: 'deleted' });
      assert.deepEqual(await people.delete({ id: 'a', expectedVersion: 1 }), {
        type: 'conflict',
        current: undefined,
      });
      assert.equal(await people.getByKey('phone', ['p1', '1']), undefined);
      assert.equal(await people.count({ index: 'name', equals: ['p1'] }), 0);
      assert.deepEqual(await people.put({ id: 'a', doc: person(), expectedVersion: 0 }), {
        type: 'stored',
        version: 1,
      });
    }));

  test('putMany answers each item for itself, in order', () =>
    withStore(createMedium, async (store) => {
      const people = store.collection<Person>(PEOPLE);
      const results = await people.putMany([
        { id: 'a', doc: person({ phone: '1' }), expectedVersion: 0 },
        { id: 'b', doc: person({ phone: '1' }), expectedVersion: 0 },
        { id: 'a', doc: person({ phone: '2' }), expectedVersion: 1 },
        { id: 'a', doc: person({ phone: '3' }), expectedVersion: 1 },
        { id: 'c', doc: person({ phone: '1' }), expectedVersion: 0 },
      ]);
      assert.deepEqual(
        results.map((result) => result.type),
        ['stored', 'duplicate', 'stored', 'conflict', 'stored'],
      );
    }));

  test('putMany of new documents refuses those whose id or unique key is taken, by whomever, and stores all others', () =>
    withStore(createMedium, async (store) => {
      const people = store.collection<Person>(PEOPLE);
      await people.put({ id: 'before', doc: person({ phone: 'p60' }), expectedVersion: 0 });
      const items = Array.from({ length: 120 }, (_, n) => ({
        id: n === 80 ? 'id20' : `id${n}`,
        doc: person({ phone: n === 100 ? 'p10' : `p${n}` }),
        expectedVersion: 0,
      }));
      const results = await people.putMany(items);
      const refused = results.flatMap((result, n) => (result.type === 'stored' ? [] : [[n, result.type]]));
      assert.deepEqual(refused, [
        [60, 'duplicate'],
        [80, 'conflict'],
        [100, 'duplicate'],
      ]);
      assert.equal(await people.count({ index: 'id' }), 118);
      assert.equal(await people.count({ index: 'name', equals: ['p1'] }), 118);
      assert.equal((await people.getByKey('phone', ['p1', 'p60']))?.id, 'before');
      assert.equal((await people.getByKey('phone', ['p1', 'p10']))?.id, 'id10');
    }));

  test('putMany stores ten thousand documents and getMany returns those that exist in the order asked for', () =>
    withStore(createMedium, async (store) => {
      const people = store.collection<Person>(PEOPLE);
      const items = Array.from({ length: BATCH_SIZE_MAX }, (_, n) => ({
        id: `id${n}`,
        doc: person({ phone: `${n}`, rank: n }),
        expectedVersion: 0,
      }));
      const results = await people.putMany(items);
      assert.equal(results.filter((result) => result.type === 'stored').length, BATCH_SIZE_MAX);
      assert.equal(await people.count({ index: 'name', equals: ['p1'] }), BATCH_SIZE_MAX);
      const found = await people.getMany(['id9999', 'nobody', 'id0']);
      assert.deepEqual(
        found.map(({ id }) => id),
        ['id9999', 'id0'],
      );
      await assert.rejects(people.putMany([...items, ...items.slice(0, 1)]), {
        reason: 'STORE_REQUEST_INVALID',
      });
    }));

  test('a stored document is a copy: later changes to the object do not reach it', () =>
    withStore(createMedium, async (store) => {
      const people = store.collection<{ tags: string[] }>({ name: 'tagged', version: 1, indexes: [] });
      const doc = { tags: ['a'] };
      const stored = people.put({ id: 'a', doc, expectedVersion: 0 });
      doc.tags.push('b');
      await stored;
      (await people.get('a'))?.doc.tags.push('c');
      assert.deepEqual((await people.get('a'))?.doc, { tags: ['a'] });
    }));

  test('ids and texts of any script come back as they were; what cannot be stored is refused', () =>
    withStore(createMedium, async (store) => {
      const people = store.collection<Person>(PEOPLE);
      for (const id of ['Zoë', '林', '😀', 'a b/c"d\'e', '-- ;', 'x'.repeat(256)]) {
        const doc = person({ name: `${id}\u0000\ud800`, phone: id });
        assert.equal((await people.put({ id, doc, expectedVersion: 0 })).type, 'stored');
        assert.deepEqual((await people.get(id))?.doc, doc);
        assert.equal((await people.getByKey('phone', ['p1', id]))?.id, id);
      }
      for (const id of ['', 'x'.repeat(257), 'a\u0000b', '\ud800']) {
        await assert.rejects(people.put({ id, doc: person(), expectedVersion: 0 }), {
          reason: 'STORE_REQUEST_INVALID',
        });
      }
      const doc = person({ name: 'x'.repeat(DOCUMENT_CHARS_MAX) });
      await assert.rejects(people.put({ id: 'big', doc, expectedVersion: 0 }), {
        reason: 'STORE_REQUEST_INVALID',
      });
    }));
}
