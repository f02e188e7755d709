import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FilterColumns } from './filter-columns.ts';

const PROCESS = 'process-1';
const idOf = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

test('R-111 a campaign of any size is placed in pieces, each lead once, those that are gone left out', () => {
  const columns = new FilterColumns();
  const lead = (number: number, version: number) => ({ leadId: idOf(number), processId: PROCESS, version });
  for (let number = 0; number < 3500; number += 1) {
    const campaign = number % 7 === 0 ? 'autumn' : 'spring';
    columns.take([{ ...lead(number, 1), facts: { '#campaign': campaign, attempts: number % 3 } }]);
  }
  for (let number = 1000; number < 1200; number += 1)
    columns.take([{ ...lead(number, 2), facts: undefined }]);
  const root = {
    type: 'condition',
    attribute: 'attempts',
    operator: '=',
    negated: false,
    values: [0],
  } as const;
  const steps = [{ name: 'fresh', roots: [root] }];
  const rules = { campaignId: 'spring', listIds: [], zone: 'UTC', steps, sortKeys: [], segments: [] };
  const seen = new Map<string, number>();
  let pieces = 0;
  let fromSlot: number | undefined = 0;
  while (fromSlot !== undefined) {
    const piece = columns.placements({ processId: PROCESS, rules, fromSlot });
    for (let at = 0; at < piece.count; at += 1) {
      const id = Buffer.from(piece.leadIds.subarray(16 * at, 16 * at + 16)).toString('hex');
      assert.ok(!seen.has(id));
      seen.set(id, piece.stepByLevel[5 * at] ?? -1);
    }
    pieces += 1;
    fromSlot = piece.nextSlot;
  }
  assert.ok(pieces > 1);
  const expected = Array.from({ length: 3500 }, (_, number) => number)
    .filter((number) => number % 7 !== 0 && (number < 1000 || number >= 1200))
    .map((number) => [idOf(number).replaceAll('-', ''), number % 3 === 0 ? 1 : 0] as const);
  assert.deepEqual(seen, new Map(expected));
});
