import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RouteTable } from './route-table.ts';

test('registrations take turns, and one that registered twice gets two', () => {
  const table = new RouteTable<string>();
  for (const app of ['a', 'b', 'b']) table.add('invite', app);
  assert.deepEqual(
    [1, 2, 3, 4].map(() => table.next('invite')),
    ['a', 'b', 'b', 'a'],
  );
  assert.equal(table.next('options'), undefined);
});

test('only the named verb of the named app is removed', () => {
  const table = new RouteTable<string>();
  for (const verb of ['invite', 'options']) for (const app of ['a', 'b']) table.add(verb, app);
  assert.equal(table.remove('invite', 'a'), true);
  assert.equal(table.remove('invite', 'a'), false);
  assert.equal(table.next('invite'), 'b');
  assert.equal(table.next('options'), 'a');
  table.removeApp('b');
  assert.equal(table.next('invite'), undefined);
});
