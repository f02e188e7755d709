import { hash } from 'node:crypto';
import { after } from 'node:test';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import type { Store } from '../port.ts';

/** What this process has made on the shared server, by URL; gone when its tests have ended. */
const made = new Map<string, Set<string>>();
after(dropMade);

/** Databases of what outlives a store in the test's process alone: a disk in memory. */
const databases = new WeakMap<object, string>();

/**
 * The store of a service under test: with TEST_STORE=mongodb a database of its own at TEST_MONGODB_URL, else the embedded one. The same
 * `place` again (the path of a file, or a disk in memory) is the same database again: a restart.
 */
export async function openStoreUnderTest(
  environment: Readonly<Record<string, string | undefined>>,
  place: string | object,
  embedded: () => Store | Promise<Store>,
): Promise<Store> {
  if (environment['TEST_STORE'] !== 'mongodb') return embedded();
  const url = environment['TEST_MONGODB_URL'];
  if (url === undefined) throw new Error('TEST_STORE=mongodb needs TEST_MONGODB_URL');
  const database =
    typeof place === 'string' ? `test-${hash('sha256', place).slice(0, 24)}` : databaseOf(place);
  made.set(url, (made.get(url) ?? new Set()).add(database));
  const { openMongoStore } = await import('../mongodb/index.ts');
  return openMongoStore({ url, database, clock: systemClock, random: systemRandom, migrate: true });
}

function databaseOf(place: object): string {
  const database = databases.get(place) ?? `test-${systemRandom.uuid()}`;
  databases.set(place, database);
  return database;
}

async function dropMade(): Promise<void> {
  if (made.size === 0) return;
  const { default: mongoose } = await import('mongoose');
  for (const [url, names] of made) {
    const connection = await mongoose.createConnection(url).asPromise();
    for (const name of names) await connection.useDb(name).dropDatabase();
    await connection.destroy();
  }
}
