import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { CountingWrite } from './counting-engine.ts';
import { openSqliteThread, type SqliteDatabase } from './sqlite-thread.ts';

const folder = await mkdtemp(join(tmpdir(), 'firstring-thread-'));
let files = 0;

after(() => rm(folder, { recursive: true }));

async function withDatabase(use: (database: SqliteDatabase) => Promise<void>): Promise<void> {
  await using thread = openSqliteThread();
  files += 1;
  const engine = new URL('./counting-engine.ts', import.meta.url);
  await using database = await thread.open({ file: join(folder, `${files}.db`), engine, reasons: 'BUS' });
  await use(database);
}

const add: CountingWrite = 'add';
const addThenThrow: CountingWrite = 'add-then-throw';

test('a write that fails half way is undone, and its neighbours in the same commit are kept', () =>
  withDatabase(async (database) => {
    const results = await Promise.allSettled(
      [add, addThenThrow, add, addThenThrow, add].map((request) => database.write(request, 1)),
    );
    assert.deepEqual(
      results.map((result) => result.status),
      ['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled'],
    );
    assert.equal(await database.read(undefined), 3);
  }));

test('requests beyond the bound are refused as busy, and taken again once others are answered', () =>
  withDatabase(async (database) => {
    const results = await Promise.allSettled(Array.from({ length: 10_010 }, () => database.write(add, 1)));
    const refused = results.filter((result) => result.status === 'rejected');
    assert.equal(refused.length, 10);
    const { reason, code, retry } = refused[0]?.reason ?? {};
    assert.deepEqual([reason, code, retry], ['BUS_BUSY', 'resource_exhausted', 'later']);
    await database.write(add, 1);
    assert.equal(await database.read(undefined), 10_001);
  }));

test('requests that hold too many bytes are refused as busy, but a large one alone is not', () =>
  withDatabase(async (database) => {
    const large = database.write(add, 100_000_000);
    await assert.rejects(database.write(add, 1), { reason: 'BUS_BUSY' });
    await large;
    await database.write(add, 1);
  }));

test('thousands of waiting reads do not hold up a write', () =>
  withDatabase(async (database) => {
    await database.write(add, 1);
    let readsDone = 0;
    const reads = Array.from({ length: 9000 }, () => database.read(undefined).then(() => (readsDone += 1)));
    await reads[0];
    await database.write(add, 1);
    assert.ok(readsDone < reads.length, 'the write waited for every read');
    await Promise.all(reads);
  }));

test('when the thread ends, what waits is refused and so is everything after', async () => {
  const thread = openSqliteThread();
  const engine = new URL('./counting-engine.ts', import.meta.url);
  const database = await thread.open({ file: join(folder, 'ends.db'), engine, reasons: 'STORE' });
  const waiting = database.write(add, 1);
  const refused = assert.rejects(waiting, { reason: 'STORE_UNAVAILABLE' });
  await thread[Symbol.asyncDispose]();
  await refused;
  await assert.rejects(database.read(undefined), { reason: 'STORE_UNAVAILABLE' });
  await assert.rejects(thread.open({ file: join(folder, 'x.db'), engine, reasons: 'STORE' }), {
    reason: 'STORE_UNAVAILABLE',
  });
});
