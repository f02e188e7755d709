import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openMongoStore } from '@firstring/store/mongodb';
import { MongodbProcess } from '@firstring/testkit/servers';
import mongoose from 'mongoose';
import { openCuttingProxy } from './_cutting-proxy.ts';
import { freshDatabase } from './_mongodb.ts';
import { type Note, note, noted, NOTES } from './_notes.ts';

/** One of its own: these tests kill and stop it. */
const server = await MongodbProcess.start();
after(() => server[Symbol.asyncDispose]());

const place = () => ({ ...freshDatabase(), url: server.url, migrate: true });
const unavailable = { reason: 'STORE_UNAVAILABLE', code: 'unavailable', retry: 'later' };

/** MongoDB's own command for tests. */
async function failCommands(
  data: { failCommands: string[]; errorCode: number },
  times: number,
): Promise<void> {
  const connection = await mongoose.createConnection(server.url).asPromise();
  const admin = connection.getClient().db('admin');
  await admin.command({ configureFailPoint: 'failCommand', mode: times === 0 ? 'off' : { times }, data });
  await connection.destroy();
}

async function eventually<T>(ask: () => Promise<T>): Promise<T> {
  for (let left = 100; ; left -= 1) {
    try {
      return await ask();
    } catch (failure) {
      if (left === 0) throw failure;
    }
  }
}

test('F24 the store is killed and comes back: calls are refused in bounded time, never answered from memory, then work again', async () => {
  const options = place();
  await using store = await openMongoStore(options);
  const notes = store.collection<Note>(NOTES);
  await notes.put({ id: 'a', doc: note('a'), expectedVersion: 0 });
  await server.signal('SIGKILL');
  await assert.rejects(notes.put({ id: 'a', doc: note('b'), expectedVersion: 1 }), unavailable);
  await assert.rejects(notes.get('a'), unavailable);
  await assert.rejects(openMongoStore(options), unavailable);
  await server.restart();
  // The stand-in has nothing on disk: as if it were another, empty database.
  const put = { id: 'b', doc: note('b'), expectedVersion: 0, events: [noted('b')] };
  const result = await eventually(() => notes.put(put));
  assert.notEqual(result.type, 'duplicate');
  assert.equal((await notes.get('b'))?.version, 1);
  assert.deepEqual(
    (await store.outbox.take(5)).map(({ event }) => event.id),
    ['b'],
  );
});

test('F25 a store that stands still for a second and a half delays what was asked, and does it once', async () => {
  await using store = await openMongoStore(place());
  const notes = store.collection<Note>(NOTES);
  await store.ready();
  await server.signal('SIGSTOP');
  const puts = Array.from({ length: 50 }, (_, n) =>
    notes.put({ id: `${n}`, doc: note(`${n}`), expectedVersion: 0, events: [noted(`${n}`)] }),
  );
  setTimeout(() => void server.signal('SIGCONT'), 1_500);
  for (const result of await Promise.all(puts)) assert.deepEqual(result, { type: 'stored', version: 1 });
  assert.equal(await store.outbox.pending(), 50);
  assert.equal(await notes.count({ index: 'id' }), 50);
});

test('F25 a store that does not answer within ten seconds is unavailable; a caller never waits longer', async () => {
  await using store = await openMongoStore(place());
  const notes = store.collection<Note>(NOTES);
  await store.ready();
  await server.signal('SIGSTOP');
  const began = performance.now();
  await assert.rejects(notes.put({ id: 'a', doc: note('a'), expectedVersion: 0 }), unavailable);
  const waitedMs = performance.now() - began;
  await server.signal('SIGCONT');
  assert.ok(waitedMs < 25_000, `${waitedMs} ms`);
  assert.ok((await eventually(() => notes.query({ index: 'id', pageSize: 5 }))).items.length <= 1);
});

test('F26 a write that took place though its answer was lost is told as unknown; its events go out, and a retry finds it', async () => {
  await using proxy = await openCuttingProxy(server.port);
  await using store = await openMongoStore({ ...place(), url: proxy.url });
  const notes = store.collection<Note>(NOTES);
  await notes.put({ id: 'other', doc: note('other'), expectedVersion: 0 });
  const put = { id: 'a', doc: note('a'), expectedVersion: 0, events: [noted('e')] };
  proxy.loseAnswers(true);
  await assert.rejects(notes.put(put), unavailable);
  proxy.loseAnswers(false);
  const again = await eventually(() => notes.put(put));
  assert.deepEqual(again, { type: 'conflict', current: { id: 'a', version: 1, doc: note('a') } });
  const entries = await eventually(() => store.outbox.take(5));
  assert.deepEqual(
    entries.map(({ event }) => event.id),
    ['e'],
    'once',
  );
});

test('F27 while a new primary is elected writes and reads are repeated for some seconds, each done once; then they are refused', async () => {
  await using store = await openMongoStore(place());
  const notes = store.collection<Note>(NOTES);
  await store.ready();
  const notPrimary = { failCommands: ['update', 'find'], errorCode: 10_107 };
  await failCommands(notPrimary, 4);
  const put = { id: 'a', doc: note('a'), expectedVersion: 0, events: [noted('e')] };
  assert.deepEqual(await notes.put(put), { type: 'stored', version: 1 });
  assert.equal((await notes.get('a'))?.version, 1);
  await failCommands({ failCommands: ['update'], errorCode: 112 }, 3);
  assert.equal((await notes.put({ ...put, expectedVersion: 1 })).type, 'stored');
  assert.equal(await store.outbox.pending(), 2);
  await failCommands(notPrimary, 1_000);
  const began = performance.now();
  await assert.rejects(notes.put({ ...put, expectedVersion: 2 }), unavailable);
  assert.ok(performance.now() - began < 15_000);
  await failCommands(notPrimary, 0);
  assert.equal((await notes.get('a'))?.version, 2);
});
