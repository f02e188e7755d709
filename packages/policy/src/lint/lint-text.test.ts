import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { lintText } from './lint-text.ts';

test('the example of docs/policy.md is a policy without an error or a warning', () => {
  const page = readFileSync(new URL('../../../../docs/policy.md', import.meta.url), 'utf8');
  const [, example = ''] = /```yaml\n(.*?)```/s.exec(page) ?? [];
  assert.match(example, /^policy: 1/);
  assert.deepEqual(lintText(example), []);
});

test('a text is judged by itself: what is wrong with its words and figures, not whether a name exists', () => {
  const told = (text: string) => lintText(text).map(({ severity, line }) => `${severity} ${line}`);
  assert.deepEqual(
    told('policy: 1\nretry: [{ disposition: never_heard_of }]\nleads: { filters: [mine] }'),
    [],
  );
  assert.deepEqual(told('policy: 1\ncaps: { attempts: 0 }'), ['error 2']);
  assert.deepEqual(told('policy: 1\nleads: { filters: [a], filter_group: b }'), ['error 2']);
  assert.deepEqual(told('policy: 1\ncaps: { attempts: 2 }'), ['warning 2']);
});
