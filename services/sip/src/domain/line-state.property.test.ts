import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { newLine, stepLine, type LineAction, type LineInput } from './line-state.ts';

const anyInput: fc.Arbitrary<LineInput> = fc
  .constantFrom<LineInput['type']>('prepared', 'unprepared', 'answered', 'gone', 'close', 'timer')
  .map((type) => ({ type }));

test('whatever happens, a phone that was rung is hung up or has gone, and the line is released once', () => {
  fc.assert(
    fc.property(fc.array(anyInput, { maxLength: 12 }), (inputs) => {
      let state = newLine(1000);
      let open = false;
      const done: LineAction['type'][] = [];
      for (const input of [...inputs, { type: 'close' } as const]) {
        const move = stepLine(state, input);
        state = move.state;
        if (input.type === 'gone') open = false;
        for (const { type } of move.actions) {
          if (type === 'ring') open = true;
          if (type === 'hangUp') open = false;
          done.push(type);
        }
      }
      assert.equal(state.phase, 'over');
      assert.equal(open, false);
      assert.equal(done.filter((type) => type === 'release').length, 1);
      assert.ok(done.filter((type) => type === 'ring').length <= 1);
      assert.deepEqual(stepLine(state, { type: 'answered' }).actions, [{ type: 'hangUp' }]);
    }),
    { numRuns: 200 },
  );
});
