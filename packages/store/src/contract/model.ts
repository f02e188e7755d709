import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Collection, Store } from '../port.ts';
import { type CreateMedium, event, PEOPLE, type Person, withStore } from './medium.ts';
import { idsOf } from './queries.ts';

/** A step of a random history; `behind` makes the expected version wrong by so many. */
type Step =
  | {
      readonly type: 'put';
      readonly id: string;
      readonly doc: Person;
      readonly behind: number;
      readonly events: number;
    }
  | { readonly type: 'delete'; readonly id: string; readonly behind: number }
  | {
      readonly type: 'query';
      readonly name: string;
      readonly order: 'asc' | 'desc';
      readonly pageSize: number;
    };

const id = fc.constantFrom('a', 'b', 'é', '😀');
const name = fc.constantFrom('', 'a', 'ab', 'b', '\uffff', '😀');
const doc: fc.Arbitrary<Person> = fc.record(
  {
    process: fc.constantFrom('p1', 'p2'),
    name,
    rank: fc.integer({ min: -2, max: 2 }),
    phone: fc.option(fc.constantFrom('1', '2')),
    hot: fc.boolean(),
    numbers: fc.array(fc.constantFrom({ e164: '1' }, { e164: '2' }), { maxLength: 3 }),
  },
  { requiredKeys: ['process', 'name', 'rank'], noNullPrototype: true },
);
const behind = fc.constantFrom(0, 0, 0, 1, -1);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ type: fc.constant('put' as const), id, doc, behind, events: fc.nat(2) }),
  fc.record({ type: fc.constant('delete' as const), id, behind }),
  fc.record({
    type: fc.constant('query' as const),
    name,
    order: fc.constantFrom('asc', 'desc'),
    pageSize: fc.integer({ min: 1, max: 3 }),
  }),
);

/** The store in its simplest form: every answer found by looking at everything. */
class Model {
  readonly docs = new Map<string, { readonly version: number; readonly doc: Person }>();
  readonly events: string[] = [];

  put(step: Step & { type: 'put' }, expectedVersion: number): string {
    if ((this.docs.get(step.id)?.version ?? 0) !== expectedVersion) return 'conflict';
    const { process, phone } = step.doc;
    const clash = [...this.docs].some(
      ([other, stored]) =>
        other !== step.id &&
        typeof phone === 'string' &&
        stored.doc.process === process &&
        stored.doc.phone === phone,
    );
    if (clash) return 'duplicate';
    this.docs.set(step.id, { version: expectedVersion + 1, doc: step.doc });
    return 'stored';
  }

  ids(process: string, prefix: string): string[] {
    return [...this.docs]
      .filter(([, { doc: found }]) => found.process === process && found.name.startsWith(prefix))
      .toSorted(([left, a], [right, b]) => bytewise(a.doc.name, b.doc.name) || bytewise(left, right))
      .map(([found]) => found);
  }
}

const bytewise = (left: string, right: string): number =>
  Buffer.compare(Buffer.from(left), Buffer.from(right));

async function play(store: Store, name: string, steps: readonly Step[]): Promise<void> {
  const people = store.collection<Person>({ ...PEOPLE, name });
  const model = new Model();
  for (const [at, next] of steps.entries()) {
    if (next.type === 'query') {
      const { name: prefix, order, pageSize } = next;
      const expected = model.ids('p1', prefix);
      const found = await idsOf(people, { index: 'name', equals: ['p1'], prefix, order, pageSize });
      assert.deepEqual(found, order === 'asc' ? expected : expected.toReversed());
      continue;
    }
    const expectedVersion = Math.max(0, (model.docs.get(next.id)?.version ?? 0) + next.behind);
    if (next.type === 'delete') {
      const hit = model.docs.get(next.id)?.version === expectedVersion && model.docs.delete(next.id);
      assert.equal(
        (await people.delete({ id: next.id, expectedVersion })).type,
        hit ? 'deleted' : 'conflict',
      );
      continue;
    }
    const events = Array.from({ length: next.events }, (_, n) => event(`${at}.${n}`));
    const expected = model.put(next, expectedVersion);
    if (expected === 'stored') model.events.push(...events.map((added) => added.id));
    assert.equal((await people.put({ id: next.id, doc: next.doc, expectedVersion, events })).type, expected);
  }
  await compare(people, model);
  await compareEvents(store, name, model.events);
}

async function compare(people: Collection<Person>, model: Model): Promise<void> {
  for (const [found, { version, doc: expected }] of model.docs) {
    assert.deepEqual(await people.get(found), { id: found, version, doc: expected });
    if (typeof expected.phone !== 'string') continue;
    assert.equal((await people.getByKey('phone', [expected.process, expected.phone]))?.id, found);
  }
  assert.equal(await people.count({ index: 'id' }), model.docs.size);
  for (const number of ['1', '2']) {
    const expected = [...model.docs].filter(
      ([, stored]) => stored.doc.process === 'p1' && stored.doc.numbers?.some(({ e164 }) => e164 === number),
    );
    const found = await idsOf(people, { index: 'number', equals: ['p1', number], pageSize: 2 });
    assert.deepEqual(found.toSorted(), expected.map(([id]) => id).toSorted());
  }
}

/** Trims first: a failing history must not show up in the next. */
async function compareEvents(store: Store, collection: string, expected: readonly string[]): Promise<void> {
  const entries = await store.outbox.take(10_000);
  await store.outbox.trim(entries);
  const found = entries.filter((entry) => entry.collection === collection).map((entry) => entry.event.id);
  assert.deepEqual(found, expected);
}

export function modelContract(createMedium: CreateMedium): void {
  test('any history of puts, deletes and queries answers as the simplest model does', () =>
    withStore(createMedium, async (store) => {
      let run = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
          run += 1;
          await play(store, `people_${run}`, steps);
        }),
        { numRuns: 40 },
      );
    }));
}
