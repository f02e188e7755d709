import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { matchesFilter, type FilterNode, type LeadFacts } from '@firstring/domain/filters';
import { FRESH_PROGRESS } from '@firstring/domain/lead-lifecycle';
import fc from 'fast-check';
import { FilterColumns } from '../filter-columns/filter-columns.ts';
import { indexedLead } from '../filter-columns/lead-facts.ts';
import type { LiveLead } from '../lead.ts';
import {
  namesLevel,
  stepsOfFilters,
  stepsOfLayers,
  type Layer,
  type PlacementRules,
} from './criteria-steps.ts';
import { compilePlacement, placementsOf } from './placements-of.ts';

const LEVELS = ['P1', 'P2', 'P3', 'P4', 'waiting'];
const CAMPAIGN = 'spring';
const LIST = 'gold';

const city = fc.constantFrom('Ann', 'bea', 'Cy', '');
const node: fc.Arbitrary<FilterNode> = fc.oneof(
  fc
    .tuple(fc.constantFrom('first_name', 'custom.city', 'list'), city, fc.boolean())
    .map(([attribute, value, negated]): FilterNode => {
      return { type: 'condition', attribute, operator: '=', negated, values: [value] };
    }),
  fc
    .tuple(fc.constantFrom('attempts', 'custom.age'), fc.integer({ min: 0, max: 5 }), fc.boolean())
    .map(([attribute, value, negated]): FilterNode => {
      return { type: 'condition', attribute, operator: '<', negated, values: [value] };
    }),
  fc.tuple(fc.subarray(LEVELS, { minLength: 1 }), fc.boolean()).map(([values, negated]): FilterNode => {
    return { type: 'condition', attribute: 'priority_level', operator: 'in', negated, values };
  }),
);
const filter = fc
  .tuple(fc.constantFrom('all' as const, 'any' as const), fc.array(node, { minLength: 1, maxLength: 2 }))
  .map(([match, nodes]) => ({ name: 'f', root: { type: 'clause', match, nodes } as const }));

function layersOf(depth: number): fc.Arbitrary<readonly Layer[]> {
  const inside = depth === 0 ? fc.constant([]) : layersOf(depth - 1);
  return fc.array(fc.record({ filter, layers: inside }), { maxLength: 3 });
}

const segments = fc.array(
  filter.filter(({ root }) => !namesLevel(root)),
  { maxLength: 3 },
);

const lead = fc
  .record({
    firstName: city,
    custom: fc.record({ city, age: fc.constantFrom('0', '3', '9', 'x') }),
    totalAttempts: fc.integer({ min: 0, max: 6 }),
    listId: fc.constantFrom('', LIST, 'other'),
    row: fc.option(fc.nat(9), { nil: undefined }),
  })
  .map(({ firstName, custom, totalAttempts, listId, row }): LiveLead => {
    return {
      state: 'live',
      processId: 'process-1',
      campaignId: listId === '' ? CAMPAIGN : '',
      listId,
      vendorId: '',
      ingestLinkId: '',
      callerId: '+12125550001',
      callerIdRaw: '',
      ...(firstName === '' ? {} : { firstName }),
      ...(row === undefined ? {} : { file: { uploadId: 'file', row } }),
      custom: custom.city === '' ? { age: custom.age } : custom,
      timeZone: 'UTC',
      candidateZones: ['UTC'],
      createdAt: 1000,
      updatedAt: 1000,
      status: 'new',
      statusHistory: [],
      progress: { ...FRESH_PROGRESS, totalAttempts },
      fencingToken: '0',
      requests: [],
      endedAttempts: [],
    };
  });

/** The evaluator's view of a lead in one level; `custom.age` is compared by size. */
function factsIn(level: string, each: LiveLead): LeadFacts {
  const age = each.custom['age'] === 'x' ? undefined : Number(each.custom['age']);
  return (attribute) => {
    if (attribute === 'priority_level') return level;
    if (attribute === 'custom.age') return age;
    return indexedLead('id', 1, each).facts?.[attribute];
  };
}

/** The rule in so many words: the first layer that is met; inside it the inner layers first, then its rest. */
function walk(layers: readonly Layer[], facts: LeadFacts): readonly number[] | undefined {
  for (const [index, layer] of layers.entries()) {
    if (!matchesFilter(layer.filter.root, facts)) continue;
    return [index, ...(walk(layer.layers, facts) ?? [])];
  }
  return undefined;
}

/** Every place of the hierarchy in its rank, numbered from 1. */
function ranks(layers: readonly Layer[], around: readonly number[] = []): readonly string[] {
  return layers.flatMap((layer, index) => {
    const here = [...around, index];
    return [...ranks(layer.layers, here), here.join('.')];
  });
}

function rulesWith(
  steps: PlacementRules['steps'],
  segments: PlacementRules['segments'] = [],
): PlacementRules {
  const sortKeys = [
    { attribute: '#row', bySize: true },
    { attribute: 'first_name', bySize: false },
    { attribute: 'custom.age', bySize: true },
  ];
  return { campaignId: CAMPAIGN, listIds: [LIST], zone: 'UTC', steps, sortKeys, segments };
}

describe('placements', () => {
  it('R-115 the hierarchy flattened places a lead where a walk through it ends, in each level', () => {
    fc.assert(
      fc.property(layersOf(2), lead, (layers, each) => {
        const order = ranks(layers);
        const expected = LEVELS.map((level) => {
          const place = walk(layers, factsIn(level, each));
          return place === undefined ? 0 : 1 + order.indexOf(place.join('.'));
        });
        const steps = stepsOfLayers(layers);
        assert.equal(steps.length, order.length);
        const [placed] = placementsOf('id', each, [compilePlacement(rulesWith(steps))]);
        assert.deepEqual([...(placed?.stepByLevel ?? [])], expected);
      }),
      { numRuns: 200 },
    );
  });

  it('R-111 plain filters cut: a lead is in the one step when it meets all of them', () => {
    fc.assert(
      fc.property(fc.array(filter, { minLength: 1, maxLength: 3 }), lead, (filters, each) => {
        const [placed] = placementsOf('id', each, [compilePlacement(rulesWith(stepsOfFilters(filters)))]);
        const expected = LEVELS.map((level) =>
          filters.every(({ root }) => matchesFilter(root, factsIn(level, each))) ? 1 : 0,
        );
        assert.deepEqual([...(placed?.stepByLevel ?? [])], expected);
      }),
      { numRuns: 200 },
    );
  });

  it('R-83 a lead is in every segment whose filter it meets, whatever its step', () => {
    fc.assert(
      fc.property(layersOf(1), segments, lead, (layers, given, each) => {
        const assigned = given.map(({ root }, at) => ({ segmentId: `s${at}`, root, agentIds: ['ann'] }));
        const [placed] = placementsOf('id', each, [
          compilePlacement(rulesWith(stepsOfLayers(layers), assigned)),
        ]);
        const met = assigned.filter(({ root }) => matchesFilter(root, factsIn('P1', each)));
        assert.deepEqual(
          placed?.segmentIds,
          met.map(({ segmentId }) => segmentId),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('R-83 R-111 R-120 the columns place every lead of the campaign as its card does', () => {
    fc.assert(
      fc.property(layersOf(1), segments, fc.array(lead, { maxLength: 12 }), (layers, given, leads) => {
        const assigned = given.map(({ root }, at) => ({ segmentId: `s${at}`, root, agentIds: ['ann'] }));
        const rules = rulesWith(stepsOfLayers(layers), assigned);
        const columns = new FilterColumns();
        const ids = leads.map((_, index) => `0000000a-0000-4000-8000-${String(index).padStart(12, '0')}`);
        columns.take(leads.map((each, index) => indexedLead(ids[index] ?? '', index + 1, each)));
        const question = { processId: 'process-1', rules, pass: 1 };
        // The first answer only sorts them, where there are any.
        const sorted = columns.placements(question);
        const answer = sorted.isLast ? sorted : columns.placements(question);
        assert.ok(answer.isLast);
        const own = leads.flatMap((each, index) => (each.listId === 'other' ? [] : [{ each, index }]));
        assert.equal(answer.count, own.length);
        for (let at = 0; at < own.length; at += 1) {
          const index = (answer.versions[at] ?? 0) - 1;
          const id = ids[index] ?? '';
          const each = leads[index];
          assert.ok(each !== undefined);
          const [card] = placementsOf(id, each, [compilePlacement(rules)]);
          const bytes = (from: Uint8Array, size: number) =>
            Buffer.from(from.slice(at * size, (at + 1) * size));
          assert.equal(bytes(answer.leadIds, 16).toString('hex'), id.replaceAll('-', ''));
          assert.deepEqual(bytes(answer.stepByLevel, 5), card?.stepByLevel);
          assert.deepEqual(answer.sortValues.slice(at * 3, (at + 1) * 3), card?.sortValues);
          assert.deepEqual(answer.segmentIds[at] ?? [], card?.segmentIds);
        }
      }),
      { numRuns: 150 },
    );
  });
});
