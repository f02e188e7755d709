import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { crashContract, storeContract, type StoreMedium } from '../contract/index.ts';
import { PEOPLE, type Person, person } from '../contract/medium.ts';
import { openSqliteStore } from './sqlite-store.ts';
import { openSqliteThread } from './sqlite-thread.ts';

const folder = await mkdtemp(join(tmpdir(), 'firstring-store-'));
const thread = openSqliteThread();
let files = 0;

after(async () => {
  await thread[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

function freshFile(): string {
  files += 1;
  return join(folder, `store-${files}.db`);
}

storeContract('sqlite', async (): Promise<StoreMedium> => {
  const file = freshFile();
  return {
    open: (options = {}) => openSqliteStore(thread, { file, ...options }),
    [Symbol.asyncDispose]: async () => {},
  };
});

crashContract('sqlite', async () => {
  const file = freshFile();
  return {
    writer: new URL('./write-until-killed.ts', import.meta.url),
    argument: file,
    open: () => openSqliteStore(thread, { file }),
  };
});

test('a file that cannot be opened, or is open already, is said to be unavailable', async () => {
  const unavailable = { reason: 'STORE_UNAVAILABLE', code: 'unavailable' };
  await assert.rejects(openSqliteStore(thread, { file: join(folder, 'nowhere', 'x.db') }), unavailable);
  const file = freshFile();
  await using store = await openSqliteStore(thread, { file });
  await store.ready();
  await assert.rejects(openSqliteStore(thread, { file }), unavailable);
});

test('what is asked for in one turn takes effect in the order it was asked for', async () => {
  await using store = await openSqliteStore(thread, { file: freshFile() });
  const people = store.collection<Person>(PEOPLE);
  const put = (rank: number, expectedVersion: number) =>
    people.put({ id: 'a', doc: person({ rank, phone: `${rank}` }), expectedVersion });
  const first = await Promise.all([
    put(1, 0),
    put(2, 1),
    people.delete({ id: 'a', expectedVersion: 2 }),
    put(3, 0),
  ]);
  assert.deepEqual(
    first.map(({ type }) => type),
    ['stored', 'stored', 'deleted', 'stored'],
  );
  assert.equal((await people.get('a'))?.doc.rank, 3);
  const again = await Promise.all([people.putMany([]), put(4, 1), put(5, 1), put(5, 2)]);
  assert.deepEqual(
    again.slice(1).map((result) => ('type' in result ? result.type : '')),
    ['stored', 'conflict', 'stored'],
  );
  assert.deepEqual(await people.get('a'), { id: 'a', version: 3, doc: person({ rank: 5, phone: '5' }) });
  assert.equal(await people.getByKey('phone', ['p1', '4']), undefined);
  assert.equal((await people.getByKey('phone', ['p1', '5']))?.id, 'a');
  await Promise.all([put(6, 3), people.delete({ id: 'a', expectedVersion: 4 })]);
  assert.equal(await people.get('a'), undefined);
  const many = { id: 'a', doc: person({ rank: 8 }), expectedVersion: 1 };
  await Promise.all([put(7, 0), people.putMany([many])]);
  assert.equal((await people.get('a'))?.doc.rank, 8);
});

test('events that an older release left in the outbox go out', async () => {
  const file = freshFile();
  const db = new DatabaseSync(file);
  db.exec(`
    CREATE TABLE outbox (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT, collection TEXT, document_id TEXT, event_id TEXT, topic TEXT, key TEXT,
      partition_key TEXT, type TEXT, occurred_at INTEGER, headers TEXT, payload BLOB
    );
    INSERT INTO outbox VALUES (7, 'leads', 'l1', 'e1', 't', 'k', NULL, 'Made', 5, '{"a":"b"}', x'0102');
    INSERT INTO outbox VALUES (9, 'leads', 'l1', 'e2', 't', 'k', 'p', 'Made', 6, NULL, x'');
  `);
  db.close();
  await using store = await openSqliteStore(thread, { file });
  const common = { topic: 't', key: 'k', type: 'Made' };
  assert.deepEqual(await store.outbox.take(10), [
    {
      collection: 'leads',
      documentId: 'l1',
      sequence: 7,
      event: { ...common, id: 'e1', occurredAt: 5, headers: { a: 'b' }, payload: new Uint8Array([1, 2]) },
    },
    {
      collection: 'leads',
      documentId: 'l1',
      sequence: 9,
      event: { ...common, id: 'e2', occurredAt: 6, partitionKey: 'p', payload: new Uint8Array() },
    },
  ]);
});

test('a disk that takes no more refuses puts as STORE_UNAVAILABLE; what was stored can be read', async () => {
  // A limit on file size (in blocks of 512 or 1024 bytes) stands in for the full disk.
  const program = fileURLToPath(new URL('./write-until-full.ts', import.meta.url));
  const script = 'ulimit -f 2000; exec "$0" "$@"';
  const { stdout } = await promisify(execFile)('sh', ['-c', script, process.execPath, program, freshFile()]);
  const { stored, found, ...failure } = JSON.parse(stdout);
  assert.deepEqual(failure, { reason: 'STORE_UNAVAILABLE', code: 'unavailable', retry: 'later' });
  assert.ok(stored > 0);
  assert.equal(found, stored);
});
