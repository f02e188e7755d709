import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FilterNode } from '@firstring/domain/filters';
import { mayAskOf } from './filter-rights.ts';
import type { Permission } from './permissions.ts';

const about = (attribute: string): FilterNode => ({
  type: 'condition',
  attribute,
  operator: 'is_null',
  negated: true,
  values: [],
});
const inside = (node: FilterNode): FilterNode => ({
  type: 'clause',
  match: 'any',
  nodes: [about('attempts'), node],
});

test('console/21 criteria on personal fields are for those who may read leads, however deep the field lies', () => {
  const counts = { permissions: new Set<Permission>(['filter:read']) };
  const reads = { permissions: new Set<Permission>(['filter:read', 'lead:read']) };
  for (const attribute of ['phone1', 'name', 'first_name', 'last_name', 'email']) {
    assert.equal(mayAskOf(counts, inside(inside(about(attribute)))), false, attribute);
    assert.equal(mayAskOf(reads, inside(inside(about(attribute)))), true, attribute);
  }
  assert.equal(mayAskOf(counts, inside(about('custom.city'))), true);
});
