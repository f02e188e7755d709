import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openMemoryStore, type Collection } from '@firstring/store';
import fc from 'fast-check';
import { updateDocument } from './update-document.ts';

interface Tally {
  readonly holder: string;
  readonly writes: number;
}

const SPEC = { name: 'tallies', version: 1, indexes: [] };

/** A collection that counts what is asked of it. */
function counted(real: Collection<Tally>): {
  tallies: Collection<Tally>;
  asked: { gets: number; puts: number };
} {
  const asked = { gets: 0, puts: 0 };
  const tallies: Collection<Tally> = Object.assign(Object.create(real) as Collection<Tally>, {
    get: (id: string) => {
      asked.gets += 1;
      return real.get(id);
    },
    put: (item: Parameters<typeof real.put>[0]) => {
      asked.puts += 1;
      return real.put(item);
    },
  });
  return { tallies, asked };
}

const take = (tallies: Collection<Tally>, id: string, who: string): Promise<string> =>
  updateDocument(tallies, id, (doc) =>
    doc === undefined || doc.holder === ''
      ? { answer: who, doc: { holder: who, writes: (doc?.writes ?? 0) + 1 } }
      : { answer: doc.holder },
  );

test('a herd on one document is one read and one write, and each is told who won', async () => {
  await using store = openMemoryStore();
  const { tallies, asked } = counted(store.collection<Tally>(SPEC));
  const answers = await Promise.all(Array.from({ length: 64 }, (_, at) => take(tallies, 'a', `agent-${at}`)));
  assert.deepEqual(new Set(answers), new Set(['agent-0']));
  // The first one's round is under way before the others come.
  assert.deepEqual(asked, { gets: 2, puts: 1 });
});

test('a step that throws fails alone', async () => {
  await using store = openMemoryStore();
  const tallies = store.collection<Tally>(SPEC);
  const failing = updateDocument(tallies, 'a', () => {
    throw new Error('not this one');
  });
  const [failed, taken] = await Promise.allSettled([failing, take(tallies, 'a', 'ann')]);
  assert.equal(failed.status, 'rejected');
  assert.deepEqual(taken, { status: 'fulfilled', value: 'ann' });
});

test('a store that fails is told to all who waited, and the next change goes on', async () => {
  await using store = openMemoryStore();
  const real = store.collection<Tally>(SPEC);
  let isDown = true;
  const tallies: Collection<Tally> = Object.assign(Object.create(real) as Collection<Tally>, {
    get: async (id: string) => (isDown ? Promise.reject(new Error('down')) : real.get(id)),
    put: (item: Parameters<typeof real.put>[0]) => real.put(item),
  });
  const both = await Promise.allSettled([take(tallies, 'a', 'ann'), take(tallies, 'a', 'bob')]);
  assert.deepEqual(
    both.map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  isDown = false;
  assert.equal(await take(tallies, 'a', 'cid'), 'cid');
});

test('no change is lost and each sees all before it, whoever writes beside', async () => {
  const change = fc.record({ id: fc.constantFrom('a', 'b'), writes: fc.boolean(), beside: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 40 }), async (changes) => {
      await using store = openMemoryStore();
      const tallies = store.collection<Tally>(SPEC);
      // As another process does: on the same documents, not in the same rounds.
      const beside: Collection<Tally> = Object.create(tallies) as Collection<Tally>;
      Object.assign(beside, {
        get: (id: string) => tallies.get(id),
        put: (item: Parameters<typeof tallies.put>[0]) => tallies.put(item),
      });
      const seen = await Promise.all(
        changes.map(({ id, writes, beside: isBeside }) =>
          updateDocument(isBeside ? beside : tallies, id, (doc, nextVersion) => {
            const count = doc?.writes ?? 0;
            if (!writes) return { answer: { id, count, wrote: 0 } };
            return {
              answer: { id, count: count + 1, wrote: nextVersion },
              doc: { holder: 'x', writes: count + 1 },
            };
          }),
        ),
      );
      for (const id of ['a', 'b']) {
        const wrote = seen.filter((each) => each.id === id && each.wrote > 0);
        const stored = await tallies.get(id);
        assert.equal(stored?.doc.writes ?? 0, wrote.length);
        assert.equal(stored?.version ?? 0, wrote.length);
        const versions = wrote.map((each) => each.wrote).toSorted((one, other) => one - other);
        assert.deepEqual(
          versions,
          versions.map((_, at) => at + 1),
        );
        assert.ok(wrote.every(({ count, wrote: version }) => count === version));
      }
    }),
    { numRuns: 100 },
  );
});
