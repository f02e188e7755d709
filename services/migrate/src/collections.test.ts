import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { COLLECTIONS } from './collections.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

test('every collection that a service names is made by the migration: none is forgotten', () => {
  for (const [service, specs] of COLLECTIONS) {
    const files = globSync(`services/${service}/src/**/*.ts`, { cwd: ROOT }).filter(
      (file) => !file.endsWith('.test.ts') && !file.endsWith('/collections.ts'),
    );
    const source = files.map((file) => readFileSync(`${ROOT}${file}`, 'utf8')).join('\n');
    const named = [...source.matchAll(/: CollectionSpec =/g)].length;
    assert.equal(specs.length, named, service);
    assert.equal(new Set(specs.map(({ name }) => name)).size, specs.length, `${service}: one name twice`);
  }
});

test('every service that has a store is there', () => {
  const withStore = globSync('services/*/src/store/collections.ts', { cwd: ROOT }).map(
    (file) => file.split('/')[1] ?? '',
  );
  assert.deepEqual(new Set(COLLECTIONS.keys()), new Set(withStore));
});
