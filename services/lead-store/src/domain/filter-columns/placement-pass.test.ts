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
  for (let isLast = false; !isLast; pieces += 1) {
    const piece = columns.placements({ processId: PROCESS, rules, pass: 1 });
    for (let at = 0; at < piece.count; at += 1) {
      const id = Buffer.from(piece.leadIds.subarray(16 * at, 16 * at + 16)).toString('hex');
      assert.ok(!seen.has(id));
      seen.set(id, piece.stepByLevel[5 * at] ?? -1);
    }
    ({ isLast } = piece);
  }
  assert.ok(pieces > 2);
  const inTurn = [...seen.values()];
  assert.deepEqual(
    inTurn,
    inTurn.toSorted((a, b) => b - a),
    'those of the first step come first',
  );
  const expected = Array.from({ length: 3500 }, (_, number) => number)
    .filter((number) => number % 7 !== 0 && (number < 1000 || number >= 1200))
    .map((number) => [idOf(number).replaceAll('-', ''), number % 3 === 0 ? 1 : 0] as const);
  assert.deepEqual(seen, new Map(expected));
});

test('R-115 a lead that changes while the leads are placed is placed once, as it is by then', () => {
  const columns = new FilterColumns();
  const lead = (number: number, version: number, plan: string) => ({
    leadId: idOf(number),
    processId: PROCESS,
    version,
    facts: { '#campaign': 'spring', 'custom.plan': plan },
  });
  const take = (number: number, version: number, plan: string): void =>
    columns.take([lead(number, version, plan)]);
  for (let number = 0; number < 1500; number += 1) take(number, 1, number % 2 === 0 ? 'gold' : 'silver');
  const steps = ['gold', 'silver'].map((plan) => ({
    name: plan,
    roots: [
      { type: 'condition', attribute: 'custom.plan', operator: '=', negated: false, values: [plan] } as const,
    ],
  }));
  const rules = { campaignId: 'spring', listIds: [], zone: 'UTC', steps, sortKeys: [], segments: [] };
  const ask = (pass: number) => columns.placements({ processId: PROCESS, rules, pass });
  assert.equal(ask(1).count, 0, 'they are sorted first');
  take(0, 2, 'silver');
  take(1, 2, 'gold');
  const first = ask(1);
  const stepOf = (at: number) => first.stepByLevel[5 * at];
  assert.deepEqual([first.count, first.versions[0], stepOf(0), stepOf(1), stepOf(999)], [1000, 2, 2, 1, 2]);
  const second = ask(1);
  assert.deepEqual([second.count, second.isLast], [500, true]);
  columns.endPlacements(1);
  assert.equal(ask(1).count, 0, 'a pass that was ended begins anew');
});
