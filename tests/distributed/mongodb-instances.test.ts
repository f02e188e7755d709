import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SimulatedClock } from '@firstring/kernel/testing';
import { type CollectionSpec, type OutboxEntry } from '@firstring/store';
import { migrateStore, openMongoStore } from '@firstring/store/mongodb';
import { dropDatabase, freshDatabase } from './_mongodb.ts';
import { type Note, note, noted, NOTES } from './_notes.ts';

const idsOf = (entries: readonly OutboxEntry[]): string[] => entries.map((entry) => entry.event.id);

test('of two instances that race for a document, round after round, one wins each; no event of a loser is there', async () => {
  const place = freshDatabase();
  await migrateStore({ ...place, collections: [NOTES] });
  await using one = await openMongoStore(place);
  await using two = await openMongoStore(place);
  const stores = [one, two].map((store) => store.collection<Note>(NOTES));
  // Whoever opens takes over what waits there, also what the other has only just written.
  await Promise.all([one.ready(), two.ready()]);
  for (let round = 0; round < 30; round += 1) {
    const put = (who: number) =>
      stores[who]?.put({
        id: 'a',
        doc: note(`${who}`),
        expectedVersion: round,
        events: [noted(`${round}-${who}`)],
      });
    const results = await Promise.all([put(0), put(1)]);
    const winners = results.flatMap((result, who) => (result?.type === 'stored' ? [who] : []));
    assert.equal(winners.length, 1);
    assert.equal((await stores[0]?.get('a'))?.doc.text, `${winners[0]}`);
  }
  assert.equal((await one.outbox.pending()) + (await two.outbox.pending()), 30);
  const entries = new Map(
    [...(await one.outbox.take(100)), ...(await two.outbox.take(100))].map((e) => [e.sequence, e]),
  );
  const rounds = idsOf([...entries.values()].toSorted((l, r) => l.sequence - r.sequence)).map((id) =>
    Number(id.split('-')[0]),
  );
  assert.deepEqual(
    rounds,
    Array.from({ length: 30 }, (_, round) => round),
    "a document's events are in the order of its versions",
  );
  await dropDatabase(place);
});

test('an instance whose clock is an hour behind still puts its events after those that are there', async () => {
  const place = freshDatabase();
  await migrateStore({ ...place, collections: [NOTES] });
  const now = place.clock.now();
  await using ahead = await openMongoStore({ ...place, clock: new SimulatedClock(now) });
  await using behind = await openMongoStore({ ...place, clock: new SimulatedClock(now - 3_600_000) });
  const stores = [ahead, behind].map((store) => store.collection<Note>(NOTES));
  for (let version = 0; version < 6; version += 1) {
    const events = [noted(`e${version}`)];
    const result = await stores[version % 2]?.put({
      id: 'a',
      doc: note('a'),
      expectedVersion: version,
      events,
    });
    assert.equal(result?.type, 'stored');
  }
  await behind.collection<Note>(NOTES).delete({ id: 'a', expectedVersion: 6, events: [noted('e6')] });
  const entries = await behind.outbox.take(10);
  assert.deepEqual(idsOf(entries), ['e0', 'e1', 'e2', 'e3', 'e4', 'e5', 'e6']);
  await dropDatabase(place);
});

test('each instance publishes its own events; those of one that died are found by another within seconds, and once', async () => {
  const place = freshDatabase();
  await migrateStore({ ...place, collections: [NOTES] });
  const clock = new SimulatedClock(place.clock.now());
  await using living = await openMongoStore({ ...place, clock });
  await living
    .collection<Note>(NOTES)
    .put({ id: 'own', doc: note('own'), expectedVersion: 0, events: [noted('own')] });
  {
    await using dying = await openMongoStore({ ...place, clock });
    const notes = dying.collection<Note>(NOTES);
    await notes.put({ id: 'left', doc: note('left'), expectedVersion: 0, events: [noted('left')] });
    assert.ok(idsOf(await dying.outbox.take(10)).includes('left'));
  }
  assert.deepEqual(idsOf(await living.outbox.take(10)), ['own'], 'somebody else is at it');
  const woken = Promise.withResolvers<void>();
  living.outbox.onAppend(() => woken.resolve());
  const passing = setInterval(() => clock.advance(5_000), 20);
  await woken.promise;
  clearInterval(passing);
  const entries = await living.outbox.take(10);
  assert.deepEqual(idsOf(entries), ['own', 'left']);
  await living.outbox.trim(entries);
  assert.equal(await living.outbox.pending(), 0);
  await dropDatabase(place);
});

test('a deleted document leaves nothing behind once its events are out', async () => {
  const place = freshDatabase();
  await migrateStore({ ...place, collections: [NOTES] });
  await using store = await openMongoStore(place);
  const notes = store.collection<Note>(NOTES);
  for (const id of ['a', 'b', 'c']) {
    await notes.put({ id, doc: note(id), expectedVersion: 0, events: id === 'c' ? [] : [noted(id)] });
  }
  await notes.delete({ id: 'a', expectedVersion: 1, events: [noted('a-gone')] });
  await notes.delete({ id: 'b', expectedVersion: 1 });
  await notes.delete({ id: 'c', expectedVersion: 1 });
  assert.equal(await notes.count({ index: 'id' }), 0);
  const entries = await store.outbox.take(10);
  assert.deepEqual(idsOf(entries).toSorted(), ['a', 'a-gone', 'b']);
  await store.outbox.trim(entries);
  const again = await notes.put({ id: 'a', doc: note('a'), expectedVersion: 0 });
  assert.deepEqual(again, { type: 'stored', version: 1 });
  assert.equal(await countAll(place), 1);
  await dropDatabase(place);
});

test('while old code still runs beside a migration, a second run fills in what that has written', async () => {
  const place = freshDatabase();
  await migrateStore({ ...place, collections: [NOTES] });
  const next: CollectionSpec = {
    ...NOTES,
    indexes: [...NOTES.indexes, { name: 'any_time', fields: ['at'] }],
  };
  await using old = await openMongoStore(place);
  const before = old.collection<Note>(NOTES);
  await before.put({ id: 'a', doc: note('a', 1), expectedVersion: 0 });
  await migrateStore({ ...place, collections: [next] });
  await before.put({ id: 'b', doc: note('b', 2), expectedVersion: 0 });
  await before.put({ id: 'a', doc: note('a', 3), expectedVersion: 1 });
  assert.equal(
    (await before.getByKey('text', ['p1', 'b']))?.id,
    'b',
    'old code finds by the indexes it knows',
  );
  await migrateStore({ ...place, collections: [next] });
  await using store = await openMongoStore(place);
  const found = await store.collection<Note>(next).query({ index: 'any_time', pageSize: 10 });
  assert.deepEqual(
    found.items.map(({ id, version }) => [id, version]),
    [
      ['b', 1],
      ['a', 2],
    ],
  );
  await dropDatabase(place);
});

async function countAll({ url, database }: ReturnType<typeof freshDatabase>): Promise<number> {
  const { default: mongoose } = await import('mongoose');
  const connection = await mongoose.createConnection(url, { dbName: database }).asPromise();
  const count = await connection.collection('notes').countDocuments();
  await connection.destroy();
  return count;
}
