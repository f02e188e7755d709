import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as steps from './_steps.ts';

test('the lists name every failpoint that the code has', () => {
  const files = globSync('{services,packages}/*/src/**/*.ts', {
    exclude: ['**/*.test.ts', '**/gen/**', '**/kernel/**'],
  });
  const found = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/failpoint\(\s*['`]([^'`]+)['`]/g)].map(([, name = '']) => name),
  );
  // The call's own news go by a variable: p4, p6, p9.
  const named = new Set(found.filter((name) => !name.includes('${')));
  assert.ok(named.size > 35, `only ${named.size} failpoints found`);
  const listed = Object.values(steps).flat();
  assert.deepEqual(
    [...named].filter((name) => !listed.includes(name)),
    [],
  );
});
