import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LeadIds } from './lead-ids.ts';

/** Few ids, so that they come, go and come again, and collide in the places they want. */
const someId = fc.nat(400).map((number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`);

test('ids are found in the slot they got, whoever came and went meanwhile', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom('add', 'add', 'remove'), someId), { maxLength: 1500 }),
      (steps) => {
        const ids = new LeadIds();
        const model = new Map<string, number>();
        for (const [step, id] of steps) {
          if (step === 'remove') {
            ids.remove(id);
            model.delete(id);
          } else if (!model.has(id)) model.set(id, ids.add(id));
        }
        assert.equal(ids.count, model.size);
        assert.equal(new Set(model.values()).size, model.size);
        const bytes = Buffer.alloc(16);
        for (let number = 0; number <= 400; number += 1) {
          const id = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
          const slot = model.get(id);
          assert.equal(ids.find(id), slot);
          if (slot === undefined) continue;
          assert.equal(ids.get(slot), id);
          ids.write(slot, bytes, 0);
          assert.equal(bytes.toString('hex'), id.replaceAll('-', ''));
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('a table that has grown finds every id, in capitals, too', () => {
  const ids = new LeadIds();
  const idOf = (number: number) => `abcdef00-0000-4000-8000-${String(number).padStart(12, '0')}`;
  for (let number = 0; number < 20_000; number += 1) assert.equal(ids.add(idOf(number)), number);
  for (let number = 0; number < 20_000; number += 1)
    assert.equal(ids.find(idOf(number).toUpperCase()), number);
});
