import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saysYes } from './consent.ts';
import { mapFields } from './map-fields.ts';
import { matchesRules } from './ping-rules.ts';

test('names are literal, and two names may change places', () => {
  const sent = new Map<string, unknown>([
    ['first.name', 'A'],
    ['first', 'B'],
    ['last', 'C'],
  ]);
  const map = new Map([
    ['first', 'last'],
    ['last', 'first'],
  ]);
  const { fields, shadowed } = mapFields(sent, map);
  assert.deepEqual(
    [...fields],
    [
      ['last', 'B'],
      ['first', 'C'],
      ['first.name', 'A'],
    ],
  );
  assert.deepEqual(shadowed, []);
});

test('consent is what boxes and programs say for yes', () => {
  for (const yes of [true, 'true', 'Yes', ' y ', '1', 1, 'on', 'TRUE']) assert.ok(saysYes(yes), String(yes));
  for (const no of [undefined, null, '', 'no', false, 0, '0', 'maybe', {}])
    assert.ok(!saysYes(no), JSON.stringify(no));
});

test('all rules must hold, without case; what is not sent matches nothing', () => {
  const rules = [
    { field: 'state', values: ['CA', 'NV'] },
    { field: 'age', values: ['40'] },
  ];
  assert.ok(
    matchesRules(
      new Map<string, unknown>([
        ['state', ' nv'],
        ['age', 40],
      ]),
      rules,
    ),
  );
  assert.ok(!matchesRules(new Map([['state', 'CA']]), rules));
  assert.ok(matchesRules(new Map(), []));
});
