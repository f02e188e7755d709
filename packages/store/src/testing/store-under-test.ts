import { hash } from 'node:crypto';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import type { Store } from '../port.ts';

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
  const { openMongoStore } = await import('../mongodb/index.ts');
  return openMongoStore({ url, database, clock: systemClock, random: systemRandom, migrate: true });
}

function databaseOf(place: object): string {
  const database = databases.get(place) ?? `test-${systemRandom.uuid()}`;
  databases.set(place, database);
  return database;
}
