import assert from 'node:assert/strict';
import { globSync, readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { ERROR_REASONS } from '@firstring/contracts';
import { missingShape, RULES } from './rules.ts';
import { sourceFiles } from './tree.ts';

const files = sourceFiles();

test('the tree is really read', () => {
  assert.ok(files.length > 100, `only ${files.length} files found`);
});

for (const [name, rule] of Object.entries(RULES)) {
  test(`every source file keeps the rule ${name}`, () => {
    assert.deepEqual(files.flatMap(rule), []);
  });
}

test('every service has the one shape', () => {
  const paths = new Set(globSync('services/**', { exclude: ['**/node_modules/**', '**/dist/**'] }));
  const services = readdirSync('services');
  assert.ok(services.length >= 8);
  assert.deepEqual(
    services.flatMap((service) => missingShape(paths, service)),
    [],
  );
});

test('every error reason has its heading on its page of docs/failure-modes, and no heading is without a reason', () => {
  const headings = new Map<string, string>();
  for (const page of globSync('docs/failure-modes/*.md')) {
    for (const [, reason = ''] of readFileSync(page, 'utf8').matchAll(/^## ([A-Z0-9_]+)$/gm))
      headings.set(reason, page);
  }
  const wrong = Object.entries(ERROR_REASONS)
    .filter(([reason, { page }]) => headings.get(reason) !== `docs/failure-modes/${page}.md`)
    .map(([reason, { page }]) => `${reason}: no heading in docs/failure-modes/${page}.md`);
  const orphans = [...headings.keys()].filter((reason) => !Object.hasOwn(ERROR_REASONS, reason));
  assert.deepEqual([...wrong, ...orphans], []);
});
