import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import { openMongoStore } from '@firstring/store/mongodb';
import { MongodbProcess } from '@firstring/testkit/servers';
import mongoose from 'mongoose';

import { type Note, note, noted, NOTES } from './_notes.ts';
import { openTwoMembers } from './_two-members.ts';

const [first, second] = await Promise.all([MongodbProcess.start(), MongodbProcess.start()]);
after(() => Promise.all([first, second].map((each) => each[Symbol.asyncDispose]())));

const COUNT = 20;

test('F28 what the store has acknowledged is there when the primary is lost: each write, at its version, with its event', async () => {
  await using members = await openTwoMembers([first.port, second.port]);
  const place = { url: members.url, database: 'majority', clock: systemClock, random: systemRandom };
  await using store = await openMongoStore({ ...place, migrate: true });
  const notes = store.collection<Note>(NOTES);
  const ids = Array.from({ length: COUNT }, (_, n) => `n${n}`);
  for (const id of ids) {
    await notes.put({ id, doc: note(id), expectedVersion: 0, events: [noted(id)] });
    await notes.put({ id, doc: note(id, 2), expectedVersion: 1 });
  }
  members.failOver();
  for (const id of ids) assert.equal((await again(() => notes.get(id)))?.version, 2, id);
  assert.equal(await again(() => store.outbox.pending()), COUNT);
  // Who wins a compare-and-set before is not asked again after.
  const late = await again(() => notes.put({ id: 'n0', doc: note('n0', 3), expectedVersion: 1 }));
  assert.equal(late.type, 'conflict');
});

test('F28 the positive control: with w:1 a write that was acknowledged is gone', async () => {
  await using members = await openTwoMembers([first.port, second.port]);
  const database = 'control';
  const write = async (w: 1 | 'majority', _id: string): Promise<void> => {
    const connection = await mongoose.createConnection(members.url, { dbName: database }).asPromise();
    const { acknowledged } = await connection
      .collection<{ _id: string }>('c')
      .insertOne({ _id }, { writeConcern: { w } });
    assert.ok(acknowledged);
    await connection.destroy();
  };
  await write('majority', 'majority');
  await write(1, 'one');
  members.failOver();
  const connection = await mongoose.createConnection(members.url, { dbName: database }).asPromise();
  const left = await connection.collection<{ _id: string }>('c').find().toArray();
  await connection.destroy();
  assert.deepEqual(
    left.map(({ _id }) => _id),
    ['majority'],
  );
});

/** Connections are made anew meanwhile. */
async function again<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (let left = 20; ; left -= 1) {
    try {
      return await ask();
    } catch (failure) {
      if (left === 0) throw failure;
    }
  }
}
