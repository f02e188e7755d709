import { AppError } from '@firstring/kernel';
import { openSqliteStore } from './sqlite-store.ts';
import { openSqliteThread } from './sqlite-thread.ts';

/** The program of the full-disk test: puts until one fails, then says what happened and what is still there. */
const [, , file = ''] = process.argv;
await using thread = openSqliteThread();
await using store = await openSqliteStore(thread, { file });
const notes = store.collection<{ text: string }>({ name: 'notes', version: 1, indexes: [] });
const doc = { text: 'x'.repeat(2000) };
let stored = 0;
let failure: unknown;
while (failure === undefined && stored < 5000) {
  const items = Array.from({ length: 20 }, (_, n) => ({ id: `${stored + n}`, doc, expectedVersion: 0 }));
  const results = await Promise.allSettled(items.map((item) => notes.put(item)));
  stored += results.filter((result) => result.status === 'fulfilled').length;
  failure = results.find((result) => result.status === 'rejected')?.reason;
}
const { reason, code, retry } = AppError.from(failure);
process.stdout.write(
  JSON.stringify({ reason, code, retry, stored, found: await notes.count({ index: 'id' }) }),
);
