import assert from 'node:assert/strict';
import { test } from 'node:test';
import { migrateStore, openMongoStore } from '@firstring/store/mongodb';
import mongoose from 'mongoose';
import { dropDatabase, freshDatabase, isStandIn, mongodb } from './_mongodb.ts';
import { type Note, note, noted, NOTES } from './_notes.ts';

const refused = (reason: string, message: RegExp) => ({ reason, code: 'failed_precondition', message });

test('every write asks for a majority with its journal, and every read for what a majority has', async () => {
  const sent: { name: string; command: Record<string, unknown> }[] = [];
  const place = {
    ...freshDatabase(),
    migrate: true,
    onCommand: (each: (typeof sent)[number]) => sent.push(each),
  };
  {
    await using store = await openMongoStore(place);
    const notes = store.collection<Note>(NOTES);
    const put = { id: 'a', doc: note('a'), events: [noted('e')] };
    await notes.put({ ...put, expectedVersion: 0 });
    await notes.put({ ...put, expectedVersion: 0 });
    await notes.putMany([{ id: 'b', doc: note('b'), expectedVersion: 0 }]);
    await notes.getByKey('text', ['p1', 'a']);
    await notes.query({ index: 'time', equals: ['p1'], pageSize: 1 });
    await notes.delete({ id: 'b', expectedVersion: 1 });
    await store.outbox.trim(await store.outbox.take(10));
  }
  const writes = sent.filter(({ name }) =>
    ['insert', 'update', 'delete', 'create', 'createIndexes'].includes(name),
  );
  const reads = sent.filter(({ name }) => name === 'find');
  assert.ok(writes.length > 8 && reads.length > 4, `${writes.length} writes, ${reads.length} reads`);
  for (const { name, command } of writes) {
    const { wtimeout: _, ...concern } = Object(command['writeConcern']);
    assert.deepEqual({ name, concern }, { name, concern: { w: 'majority', j: true } });
  }
  for (const { command } of reads) {
    assert.match(Object(command['readConcern']).level ?? 'none', /^(majority|linearizable)$/);
  }
  assert.ok(
    reads.some(({ command }) => Object(command['readConcern']).level === 'linearizable'),
    'what a conflict tells is certain',
  );
  await dropDatabase(place);
});

test('a URL that asks for less is refused with the setting that is at fault, before anything is sent', async () => {
  for (const setting of [
    'w=1',
    'w=0',
    'journal=false',
    'readConcernLevel=local',
    'readPreference=secondary',
  ]) {
    const options = { ...freshDatabase(), url: `mongodb://user:secret@127.0.0.1:1/?${setting}` };
    await assert.rejects(openMongoStore(options), refused('STORE_WRITE_CONCERN_WEAK', new RegExp(setting)));
  }
  const url = `${mongodb.url}/?w=majority&journal=true`;
  await using _ = await openMongoStore({ ...freshDatabase(), url });
});

test('what is no URL, and a server that is not there, are said in one sentence without the password', async () => {
  const at = (url: string) => openMongoStore({ ...freshDatabase(), url });
  await assert.rejects(at('postgres://x'), { reason: 'STORE_REQUEST_INVALID' });
  await assert.rejects(at('mongodb://user:secret@127.0.0.1:1'), (failure: Error & { reason?: string }) => {
    assert.equal(failure.reason, 'STORE_UNAVAILABLE');
    assert.match(failure.message, /^no MongoDB answers at 127\.0\.0\.1:1$/);
    return true;
  });
});

test('a wrong password stops the start, in one sentence', async () => {
  const url = mongodb.url.replace('mongodb://', 'mongodb://firstring:wrong@');
  await assert.rejects(
    openMongoStore({ ...freshDatabase(), url }),
    refused('STORE_ACCESS_DENIED', /^MongoDB at [^@]+ refuses the user or password of MONGODB_URL$/),
  );
});

test(
  'a server that lets several win one compare-and-set is refused',
  { skip: !isStandIn && 'MongoDB itself is never so' },
  async () => {
    const options = { ...freshDatabase(), database: 'careless' };
    await assert.rejects(openMongoStore(options), refused('STORE_NOT_ATOMIC', /^\d+ writers won/));
  },
);

test('a service never makes what is missing: no collection, an index that is gone, one more than was made, or newer documents', async () => {
  const place = freshDatabase();
  const starting = async (spec = NOTES): Promise<void> => {
    await using store = await openMongoStore(place);
    const notes = store.collection<Note>(spec);
    await store.ready();
    await notes.get('a');
  };
  const missing = (message: RegExp) => refused('STORE_NOT_MIGRATED', message);
  await assert.rejects(starting(), missing(/collection notes is missing/));
  await migrateStore({ ...place, collections: [NOTES] });
  await starting();
  await assert.rejects(starting({ ...NOTES, version: 2 }), missing(/notes is at version 1, not 2/));
  const more = { ...NOTES, indexes: [...NOTES.indexes, { name: 'more', fields: ['at'] }] };
  await assert.rejects(starting(more), missing(/notes has no index more_/));
  await starting({ ...NOTES, indexes: [] });
  const connection = await mongoose.createConnection(place.url, { dbName: place.database }).asPromise();
  const [, index] = (await connection.collection('notes').indexes()).filter(({ name }) => name !== '_id_');
  await connection.collection('notes').dropIndex(index?.name ?? '');
  await connection.destroy();
  await assert.rejects(starting(), missing(new RegExp(`no index ${index?.name}`)));
  await migrateStore({ ...place, collections: [NOTES] });
  await starting();
  await dropDatabase(place);
});

test('an index that is no longer wanted stays until the migration has run twice, and old code that needs it is refused at once', async () => {
  const place = freshDatabase();
  await migrateStore({ ...place, collections: [NOTES] });
  const fewer = { ...NOTES, indexes: NOTES.indexes.slice(0, 1) };
  const names = async (): Promise<string[]> => {
    const connection = await mongoose.createConnection(place.url, { dbName: place.database }).asPromise();
    const indexes = await connection.collection('notes').indexes();
    await connection.destroy();
    return indexes.map(({ name = '' }) => name.replace(/_[0-9a-f]{8}$/, ''));
  };
  await migrateStore({ ...place, collections: [fewer] });
  assert.deepEqual((await names()).toSorted(), ['_id_', 'outbox', 'text', 'time']);
  await using store = await openMongoStore(place);
  store.collection<Note>(NOTES);
  await assert.rejects(store.ready(), refused('STORE_NOT_MIGRATED', /notes has no index time_/));
  await migrateStore({ ...place, collections: [fewer] });
  assert.deepEqual((await names()).toSorted(), ['_id_', 'outbox', 'text']);
  await dropDatabase(place);
});
