import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OutboxEntry, Store } from '../port.ts';
import { type CreateMedium, event, PEOPLE, type Person, person, withStore } from './medium.ts';

const idsOf = (entries: readonly OutboxEntry[]): string[] => entries.map((entry) => entry.event.id);

export function outboxContract(createMedium: CreateMedium): void {
  test('events are stored with the change that caused them, whole, and only then', () =>
    withStore(createMedium, async (store) => {
      const people = store.collection<Person>(PEOPLE);
      const full = event('e1', { key: 'lead-1', partitionKey: 'p1', headers: { traceparent: '00-1-2-01' } });
      await people.put({ id: 'a', doc: person({ phone: '1' }), expectedVersion: 0, events: [full] });
      await people.put({ id: 'a', doc: person(), expectedVersion: 0, events: [event('conflict')] });
      await people.put({
        id: 'b',
        doc: person({ phone: '1' }),
        expectedVersion: 0,
        events: [event('duplicate')],
      });
      const [entry, ...rest] = await store.outbox.take(10);
      assert.deepEqual(rest, []);
      assert.equal(entry?.collection, 'people');
      assert.equal(entry?.documentId, 'a');
      assert.deepEqual(
        { ...entry.event, payload: [...entry.event.payload] },
        { ...full, payload: [...full.payload] },
      );
    }));

  test('a stored event is a copy: a buffer that is used again does not reach it', () =>
    withStore(createMedium, async (store) => {
      const people = store.collection<Person>(PEOPLE);
      const buffer = new Uint8Array(100).fill(1);
      const events = [event('e1', { payload: buffer.subarray(10, 13) })];
      await people.put({ id: 'a', doc: person(), expectedVersion: 0, events });
      buffer.fill(2);
      assert.deepEqual([...((await store.outbox.take(1))[0]?.event.payload ?? [])], [1, 1, 1]);
    }));

  test("each document's events are taken in the order they were put, and its deletion's last", () =>
    withStore(createMedium, async (store) => {
      const people = store.collection<Person>(PEOPLE);
      for (const version of [0, 1, 2]) {
        for (const id of ['a', 'b']) {
          const events = [event(`${id}${version}x`), event(`${id}${version}y`)];
          await people.put({ id, doc: person(), expectedVersion: version, events });
        }
      }
      await people.delete({ id: 'a', expectedVersion: 3, events: [event('a-gone')] });
      await people.put({ id: 'a', doc: person(), expectedVersion: 0, events: [event('a-again')] });
      const entries = await store.outbox.take(100);
      const of = (id: string): OutboxEntry[] => entries.filter((entry) => entry.documentId === id);
      assert.deepEqual(idsOf(of('a')), ['a0x', 'a0y', 'a1x', 'a1y', 'a2x', 'a2y', 'a-gone', 'a-again']);
      assert.deepEqual(idsOf(of('b')), ['b0x', 'b0y', 'b1x', 'b1y', 'b2x', 'b2y']);
      const sequences = of('a').map((entry) => entry.sequence);
      assert.deepEqual(
        sequences,
        sequences.toSorted((left, right) => left - right),
      );
      assert.equal(new Set(sequences).size, sequences.length);
    }));

  test('taking and trimming change no version and conflict with no writer', () =>
    withStore(createMedium, async (store) => {
      const people = store.collection<Person>(PEOPLE);
      const published: string[] = [];
      const writing = new AbortController();
      const relay = (async () => {
        while (!writing.signal.aborted || (await store.outbox.pending()) > 0) {
          const entries = await store.outbox.take(5);
          published.push(...idsOf(entries));
          await store.outbox.trim(entries);
        }
      })();
      for (let version = 0; version < 50; version += 1) {
        const events = [event(`e${version}`)];
        const result = await people.put({
          id: 'a',
          doc: person({ rank: version }),
          expectedVersion: version,
          events,
        });
        assert.deepEqual(result, { type: 'stored', version: version + 1 });
      }
      writing.abort();
      await relay;
      assert.deepEqual(
        published,
        Array.from({ length: 50 }, (_, n) => `e${n}`),
      );
    }));

  test('trims and puts that cross are counted once each', () =>
    withStore(createMedium, async (store) => {
      const people = store.collection<Person>(PEOPLE);
      await people.put({ id: 'a', doc: person(), expectedVersion: 0, events: [event('e1')] });
      const entries = await store.outbox.take(10);
      const put = people.put({ id: 'a', doc: person(), expectedVersion: 1, events: [event('e2')] });
      await Promise.all([put, store.outbox.trim(entries), store.outbox.trim(entries)]);
      assert.equal(await store.outbox.pending(), 1);
    }));

  test('a trim that comes late, or twice, forgets nothing that was added since', () =>
    withStore(createMedium, async (store) => {
      const people = store.collection<Person>(PEOPLE);
      await people.put({ id: 'a', doc: person(), expectedVersion: 0, events: [event('e1'), event('e2')] });
      const entries = await store.outbox.take(10);
      await store.outbox.trim(entries);
      await people.put({ id: 'a', doc: person(), expectedVersion: 1, events: [event('e3')] });
      await store.outbox.trim(entries);
      assert.deepEqual(idsOf(await store.outbox.take(10)), ['e3']);
      assert.equal(await store.outbox.pending(), 1);
    }));

  test('of events that were stored together some can be forgotten; the others stay, in their order', () =>
    withStore(createMedium, async (store) => {
      const people = store.collection<Person>(PEOPLE);
      await people.put({ id: 'b', doc: person(), expectedVersion: 0 });
      const put = (id: string, ...events: string[]) => ({
        id,
        doc: person(),
        expectedVersion: 0,
        events: events.map((name) => event(name, { payload: Buffer.from(name) })),
      });
      await people.putMany([put('a', 'a1', 'a2'), put('b', 'conflict'), put('c', 'c1', 'c2', 'c3')]);
      await people.put(put('d', 'd1'));
      assert.equal(await store.outbox.pending(), 6);
      const [first, second, ...rest] = await store.outbox.take(3);
      assert.ok(first !== undefined && second !== undefined && rest.length === 1);
      await store.outbox.trim([second]);
      assert.equal(await store.outbox.pending(), 5);
      const left = await store.outbox.take(10);
      assert.deepEqual(idsOf(left), ['a1', 'c1', 'c2', 'c3', 'd1']);
      assert.deepEqual(
        left.map(({ event: { payload } }) => Buffer.from(payload).toString()),
        idsOf(left),
      );
      assert.equal(left[0]?.sequence, first.sequence);
      await store.outbox.trim(left);
      assert.equal(await store.outbox.pending(), 0);
    }));

  test('whoever waits is woken after a commit with events, and not by one without', () =>
    withStore(createMedium, async (store) => {
      const people = store.collection<Person>(PEOPLE);
      let wakes = 0;
      const woken = Promise.withResolvers<void>();
      const forget = store.outbox.onAppend(() => {
        wakes += 1;
        woken.resolve();
      });
      await people.put({ id: 'a', doc: person(), expectedVersion: 0 });
      assert.equal(wakes, 0);
      await people.put({ id: 'a', doc: person(), expectedVersion: 1, events: [event('e1')] });
      await woken.promise;
      forget();
      await people.put({ id: 'a', doc: person(), expectedVersion: 2, events: [event('e2')] });
      assert.equal(wakes, 1);
    }));

  test('F16: at its bound the outbox refuses puts with events, takes others, and accepts again once trimmed', async () => {
    await using medium = await createMedium();
    await using store: Store = await medium.open({ outboxEntriesMax: 3 });
    const people = store.collection<Person>(PEOPLE);
    const put = (id: string): Promise<unknown> =>
      people.put({ id, doc: person(), expectedVersion: 0, events: [event(id)] });
    for (const id of ['a', 'b', 'c']) await put(id);
    await assert.rejects(put('d'), { reason: 'OUTBOX_FULL', code: 'resource_exhausted', retry: 'later' });
    assert.equal(await people.get('d'), undefined);
    assert.equal((await people.put({ id: 'e', doc: person(), expectedVersion: 0 })).type, 'stored');
    await store.outbox.trim(await store.outbox.take(1));
    await put('d');
  });
}
