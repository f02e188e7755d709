import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openMemoryStore, type Collection } from '@firstring/store';
import { rememberingCollection } from './remembering-collection.ts';

interface Doc {
  readonly name: string;
}

/** A collection that counts how often it is read by id, and lets a test hold such a read up. */
function opened() {
  const inner = openMemoryStore().collection<Doc>({ name: 'docs', version: 1, indexes: [] });
  const seen = { reads: 0, hold: Promise.resolve() };
  const counted: Collection<Doc> = {
    get: (id) => inner.get(id),
    getMany: async (ids) => {
      seen.reads += 1;
      const found = await inner.getMany(ids);
      await seen.hold;
      return found;
    },
    getByKey: (index, values) => inner.getByKey(index, values),
    query: (query) => inner.query(query),
    count: (selection) => inner.count(selection),
    put: (item) => inner.put(item),
    putMany: (items) => inner.putMany(items),
    delete: (item) => inner.delete(item),
  };
  return { docs: rememberingCollection(counted), inner, seen };
}

test('a document and an absence are read once', async () => {
  const { docs, seen } = opened();
  await docs.put({ id: 'a', doc: { name: 'one' }, expectedVersion: 0 });
  for (let time = 0; time < 3; time += 1) {
    assert.deepEqual(await docs.getMany(['a', 'b']), [{ id: 'a', version: 1, doc: { name: 'one' } }]);
    assert.equal(await docs.get('b'), undefined);
  }
  assert.equal(seen.reads, 1);
});

test('what is written is read anew, and so is what lost a race', async () => {
  const { docs, inner } = opened();
  await docs.put({ id: 'a', doc: { name: 'one' }, expectedVersion: 0 });
  assert.equal((await docs.get('a'))?.version, 1);
  await docs.put({ id: 'a', doc: { name: 'two' }, expectedVersion: 1 });
  assert.equal((await docs.get('a'))?.doc.name, 'two');
  await inner.put({ id: 'a', doc: { name: 'three' }, expectedVersion: 2 });
  assert.equal((await docs.put({ id: 'a', doc: { name: 'four' }, expectedVersion: 2 })).type, 'conflict');
  assert.equal((await docs.get('a'))?.doc.name, 'three');
  await docs.delete({ id: 'a', expectedVersion: 3 });
  assert.equal(await docs.get('a'), undefined);
});

test('a read that a write has overtaken is not remembered', async () => {
  const { docs, seen } = opened();
  await docs.put({ id: 'a', doc: { name: 'one' }, expectedVersion: 0 });
  const held = Promise.withResolvers<void>();
  seen.hold = held.promise;
  const slow = docs.get('a');
  await docs.put({ id: 'a', doc: { name: 'two' }, expectedVersion: 1 });
  held.resolve();
  assert.equal((await slow)?.doc.name, 'one');
  assert.equal((await docs.get('a'))?.doc.name, 'two');
});
