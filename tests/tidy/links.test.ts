import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { deadLinks } from './links.ts';

const pages = globSync('**/*.md', { exclude: (path) => /(^|\/)(node_modules|dist|data)$/.test(path) }).map(
  (path) => ({ path, text: readFileSync(path, 'utf8') }),
);

test('the pages are really read', () => {
  assert.ok(pages.some(({ path }) => path === 'README.md'));
  assert.ok(pages.some(({ path }) => path.startsWith('docs/flows/')));
});

test('every relative link of every page leads somewhere, and finds the name it shows', () => {
  assert.deepEqual(pages.flatMap(deadLinks), []);
});

test('planted dead links are found, and good ones are not', () => {
  const text = [
    '[gone](nowhere.md) [gone](packages/kernel/src/nowhere.ts)',
    '[no heading](README.md#there-is-no-such-heading)',
    '[`noSuchFunction`](packages/kernel/src/failpoint.ts)',
    '[good](README.md) [`failpoint`](packages/kernel/src/failpoint.ts) [folder](docs/) [web](https://example.org/x)',
    '```\n[in a fence](nowhere.md)\n```',
  ].join('\n');
  const faults = deadLinks({ path: 'planted.md', text });
  assert.equal(faults.length, 4, faults.join('\n'));
  assert.match(
    faults.join('\n'),
    /leads nowhere[\s\S]*leads nowhere[\s\S]*no heading[\s\S]*not in that file/,
  );
});
