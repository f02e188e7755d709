import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FilterClause } from '@firstring/domain/filters';
import type { FilterAttributeView } from '../../../src/app/views/filters.ts';
import {
  changeNode,
  comparisonsOf,
  newCondition,
  newDraft,
  readDraft,
  toDraft,
  type DraftClause,
} from './filter-draft.ts';

const ALL = ['=', '<', '<=', '>', '>=', 'in', 'between', 'is_null'] as const;
const attributes = new Map<string, FilterAttributeView>(
  [
    { name: 'attempts', label: 'Attempts', type: 'number' as const, choices: [], operators: ALL },
    { name: 'opt_in_time', label: 'Opt-in time', type: 'time' as const, choices: [], operators: ALL },
    {
      name: 'email',
      label: 'E-mail',
      type: 'text' as const,
      choices: [],
      operators: [...ALL, 'like' as const],
    },
  ].map((attribute) => [attribute.name, attribute]),
);

test('R-109 R-110 a stored tree becomes a draft and the same tree again', () => {
  const condition = { type: 'condition', negated: false } as const;
  const root: FilterClause = {
    type: 'clause',
    match: 'any',
    nodes: [
      {
        type: 'clause',
        match: 'all',
        nodes: [
          { ...condition, attribute: 'attempts', operator: 'between', values: [1, 2.5] },
          { ...condition, attribute: 'email', operator: 'like', negated: true, values: ['%@x.example'] },
        ],
      },
      { ...condition, attribute: 'opt_in_time', operator: '<', values: [Date.UTC(2026, 5, 1, 12)] },
      { ...condition, attribute: 'email', operator: 'is_null', negated: true, values: [] },
      { ...condition, attribute: 'attempts', operator: '<', negated: true, values: [3] },
    ],
  };
  const { root: read, problems } = readDraft(toDraft(root, attributes), attributes);
  assert.deepEqual([read, problems.size], [root, 0]);
});

test('R-107 what is missing or cannot be read is said where it is', () => {
  const wrong = (change: object): string | undefined => {
    const condition = { ...newCondition(), ...change };
    const draft: DraftClause = { ...newDraft(), nodes: [condition] };
    return readDraft(draft, attributes).problems.get(condition.key);
  };
  assert.match(wrong({}) ?? '', /Write a value/);
  assert.match(wrong({ text: 'three' }) ?? '', /number/);
  assert.match(wrong({ comparison: 'between', text: '3' }) ?? '', /two values/);
  assert.match(wrong({ comparison: 'one_of', text: ' , ' }) ?? '', /one value or more/);
  assert.match(wrong({ attribute: 'opt_in_time', text: 'yesterday' }) ?? '', /time/);
  assert.equal(wrong({ comparison: 'empty' }), undefined);
});

test('a node is changed or taken out by its key, the root stays', () => {
  const draft = newDraft();
  const [clause] = draft.nodes;
  assert.ok(clause?.type === 'clause');
  assert.equal(changeNode(draft, clause.key, () => undefined).nodes.length, 0);
  assert.equal(
    changeNode(draft, draft.key, () => undefined),
    draft,
  );
});

test('an attribute offers the comparisons it knows, and the one that was chosen', () => {
  assert.ok(!comparisonsOf(attributes.get('attempts'), 'is').includes('like'));
  assert.ok(comparisonsOf(attributes.get('attempts'), 'not_less').includes('not_less'));
});
