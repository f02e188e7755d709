import { after } from 'node:test';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import type { StoreMedium } from '@firstring/store/contract';
import { openMongoStore, type MongoStoreOptions } from '@firstring/store/mongodb';
import { mongodbForTests } from '@firstring/testkit/servers';
import mongoose from 'mongoose';

export const mongodb = await mongodbForTests(process.env);
after(() => mongodb[Symbol.asyncDispose]());

/** A database that nobody has had, with what every store needs. */
export function freshDatabase(): MongoStoreOptions {
  const database = `test-${systemRandom.uuid()}`;
  return { url: mongodb.url, database, clock: systemClock, random: systemRandom };
}

/** Whether it is the stand-in: that answers no `explain`, and can be told to misbehave. Asked of the server itself, for a suite hands on only a URL. */
export const isStandIn = await explainFails();

async function explainFails(): Promise<boolean> {
  const connection = await mongoose.createConnection(mongodb.url).asPromise();
  const answer = connection.collection('any').find().explain();
  const failed = await answer.then(
    () => false,
    () => true,
  );
  await connection.destroy();
  process.stderr.write(`MongoDB of this file: ${failed ? 'the stand-in' : 'a real one'}\n`);
  return failed;
}

/** The server is shared, and a stand-in has only its memory. */
export async function dropDatabase({ url, database }: MongoStoreOptions): Promise<void> {
  const connection = await mongoose.createConnection(url, { dbName: database }).asPromise();
  await connection.dropDatabase();
  await connection.destroy();
}

/** Collections are made when they are opened, as the migration does. */
export async function mongoMedium(): Promise<StoreMedium> {
  const place = freshDatabase();
  return {
    open: (options = {}) => openMongoStore({ ...place, migrate: true, ...options }),
    [Symbol.asyncDispose]: () => dropDatabase(place),
  };
}
