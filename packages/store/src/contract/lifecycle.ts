import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CreateMedium, event, PEOPLE, type Person, person } from './medium.ts';
import { idsOf } from './queries.ts';

export function lifecycleContract(createMedium: CreateMedium): void {
  test('what was stored is there after closing and opening again, events included', async () => {
    await using medium = await createMedium();
    {
      await using store = await medium.open();
      const people = store.collection<Person>(PEOPLE);
      await people.put({ id: 'a', doc: person({ phone: '1' }), expectedVersion: 0, events: [event('e1')] });
      await people.put({ id: 'a', doc: person({ phone: '2' }), expectedVersion: 1, events: [event('e2')] });
    }
    await using store = await medium.open();
    const people = store.collection<Person>(PEOPLE);
    await store.ready();
    assert.deepEqual(await people.get('a'), { id: 'a', version: 2, doc: person({ phone: '2' }) });
    assert.equal((await people.getByKey('phone', ['p1', '2']))?.id, 'a');
    assert.equal(await store.outbox.pending(), 2);
    assert.deepEqual(
      (await store.outbox.take(10)).map((entry) => entry.event.id),
      ['e1', 'e2'],
    );
  });

  test('a closed store refuses; puts made before closing are answered first', async () => {
    await using medium = await createMedium();
    const store = await medium.open();
    const people = store.collection<Person>(PEOPLE);
    await store.ready();
    const puts = Array.from({ length: 20 }, (_, n) =>
      people.put({ id: `${n}`, doc: person(), expectedVersion: 0 }),
    );
    await Promise.resolve();
    await store[Symbol.asyncDispose]();
    for (const result of await Promise.all(puts)) assert.equal(result.type, 'stored');
    await assert.rejects(people.get('1'), { reason: 'STORE_UNAVAILABLE', retry: 'later' });
    await assert.rejects(people.put({ id: 'x', doc: person(), expectedVersion: 0 }), {
      reason: 'STORE_UNAVAILABLE',
    });
    await store[Symbol.asyncDispose]();
  });

  test('changed indexes are rebuilt from what is stored, in any order, and go on being kept', async () => {
    await using medium = await createMedium();
    {
      await using store = await medium.open();
      const people = store.collection<Person>(PEOPLE);
      await people.putMany(
        ['c', 'a', 'b'].map((id, rank) => ({
          id,
          doc: person({ name: id, rank, phone: id }),
          expectedVersion: 0,
        })),
      );
    }
    const [phone, name] = PEOPLE.indexes;
    const indexes = [
      { name: 'by_rank', fields: ['rank'], unique: true },
      { ...phone, fields: ['phone'] },
      name,
    ];
    await using store = await medium.open();
    const people = store.collection<Person>({ ...PEOPLE, version: 2, indexes });
    await store.ready();
    assert.deepEqual(await idsOf(people, { index: 'by_rank', pageSize: 2 }), ['c', 'a', 'b']);
    assert.equal((await people.getByKey('phone', ['b']))?.id, 'b');
    const moved = person({ name: 'z', rank: 9, phone: 'q' });
    assert.equal((await people.put({ id: 'c', doc: moved, expectedVersion: 1 })).type, 'stored');
    assert.deepEqual(await idsOf(people, { index: 'by_rank', pageSize: 2 }), ['a', 'b', 'c']);
    assert.deepEqual(await idsOf(people, { index: 'name', equals: ['p1'], pageSize: 2 }), ['a', 'b', 'c']);
    assert.equal(await people.getByKey('phone', ['c']), undefined);
    const clash = await people.put({ id: 'd', doc: person({ rank: 9 }), expectedVersion: 0 });
    assert.deepEqual(clash, {
      type: 'duplicate',
      index: 'by_rank',
      holder: { id: 'c', version: 2, doc: moved },
    });
  });

  test('code that knows only an older version of the documents may not open them', async () => {
    await using medium = await createMedium();
    {
      await using store = await medium.open();
      await store
        .collection<Person>({ ...PEOPLE, version: 2 })
        .put({ id: 'a', doc: person(), expectedVersion: 0 });
    }
    await using store = await medium.open();
    const people = store.collection<Person>(PEOPLE);
    await assert.rejects(store.ready(), { reason: 'STORE_REQUEST_INVALID' });
    await assert.rejects(people.get('a'), { reason: 'STORE_REQUEST_INVALID' });
  });

  test('a unique index that stored documents violate is not made, and the documents stay', async () => {
    await using medium = await createMedium();
    {
      await using store = await medium.open();
      const people = store.collection<Person>(PEOPLE);
      await people.putMany(['a', 'b'].map((id) => ({ id, doc: person({ rank: 7 }), expectedVersion: 0 })));
    }
    {
      await using store = await medium.open();
      store.collection<Person>({ ...PEOPLE, indexes: [{ name: 'only', fields: ['rank'], unique: true }] });
      await assert.rejects(store.ready(), { reason: 'STORE_REQUEST_INVALID' });
    }
    await using store = await medium.open();
    const people = store.collection<Person>(PEOPLE);
    assert.deepEqual(await idsOf(people, { index: 'name', equals: ['p1'], pageSize: 10 }), ['a', 'b']);
  });

  test('one spec opens one collection; a name, path or index that cannot be is refused at once', async () => {
    await using medium = await createMedium();
    await using store = await medium.open();
    assert.equal(store.collection<Person>(PEOPLE), store.collection<Person>({ ...PEOPLE }));
    const refused = { reason: 'STORE_REQUEST_INVALID' };
    assert.throws(() => store.collection({ ...PEOPLE, indexes: [] }), refused);
    for (const name of ['', 'A', 'a-b', 'a"b', 'x'.repeat(64)]) {
      assert.throws(() => store.collection({ name, version: 1, indexes: [] }), refused);
    }
    for (const fields of [[], ['a', 'b', 'c', 'd'], ['a..b'], ['a b'], ['a[].b', 'c[]'], ['a[0]']]) {
      assert.throws(
        () => store.collection({ name: 'x', version: 1, indexes: [{ name: 'i', fields }] }),
        refused,
      );
    }
    assert.throws(
      () => store.collection({ name: 'x', version: 1, indexes: [{ name: 'id', fields: ['a'] }] }),
      refused,
    );
  });
}
