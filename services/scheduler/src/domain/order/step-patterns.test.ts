import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LeadColumns } from './lead-columns.ts';
import { Placements } from './placements.ts';
import { StepPatterns } from './step-patterns.ts';

test('numbers of steps are given back with the last lead that has them: a long day of revisions does not fill the table', () => {
  const patterns = new StepPatterns();
  let held = [0, 0, 0];
  for (let revision = 1; revision <= 30_000; revision += 1) {
    const taken = held.map((_, at) => patterns.take({ revision, steps: at % 2, segments: '' }));
    for (const number of held) patterns.release(number);
    held = taken;
  }
  assert.equal(patterns.size, 2);
  assert.deepEqual(
    held.map((number) => patterns.of(number).revision),
    [30_000, 30_000, 30_000],
  );
  assert.deepEqual(
    held.map((number) => patterns.of(number).steps),
    [0, 1, 0],
  );
});

test('placements of a lead go with it from slot to slot, texts included, and leave nothing behind', () => {
  const columns = new LeadColumns(16);
  for (let slot = 0; slot < 4; slot += 1) columns.allocate();
  const placements = new Placements(columns);
  const placement = { revision: 3, steps: 5, values: ['ash', 7], segments: 's1 s2' };
  placements.set(1, placement);
  columns.campaign[1] = 9;
  const lifted = placements.lift([0, 1]);
  assert.deepEqual([...lifted], [[9, placement]]);
  assert.deepEqual([placements.get(1), placements.revision(1), placements.steps(1)], [undefined, 0, 0]);
  columns.campaign[2] = 9;
  placements.lay([2, 3], lifted);
  assert.deepEqual(placements.get(2), placement);
  assert.equal(placements.get(3), undefined);
});
