import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppError, silentLog } from '@firstring/kernel';
import { seededRandom, SimulatedClock } from '@firstring/kernel/testing';
import { createMemoryDisk, openMemoryStore, type OutboxEvent, type Store } from '@firstring/store';
import { openMemoryBus } from './memory/memory-bus.ts';
import { type OutboxRelay, startOutboxRelay } from './outbox-relay.ts';
import type { Bus, BusMessage, OutboundMessage, TopicSpec } from './port.ts';

const TOPIC: TopicSpec = { name: 't.v1', partitions: 4, retention: { type: 'compacted' } };
const NOTES = { name: 'notes', version: 1, indexes: [] };

const clock = new SimulatedClock();
const openBus = (): Promise<Bus> => openMemoryBus({ topics: [TOPIC], clock, log: silentLog });

function start(store: Store, bus: Bus): OutboxRelay {
  return startOutboxRelay({ store, bus, clock, random: seededRandom('relay'), log: silentLog });
}

function event(id: string, key: string): OutboxEvent {
  return { id, topic: TOPIC.name, key, type: 'Noted', payload: new Uint8Array(1), occurredAt: 1 };
}

/** A bus that keeps what was published, and fails while told to. */
function recording(bus: Bus): {
  bus: Bus;
  published: OutboundMessage[];
  fail: (error: Error | undefined) => void;
} {
  const published: OutboundMessage[] = [];
  let failure: Error | undefined;
  const publish = async (batch: readonly OutboundMessage[]): Promise<void> => {
    if (failure !== undefined) throw failure;
    await bus.publish(batch);
    published.push(...batch);
  };
  const recorder: Bus = {
    publish,
    subscribe: (options) => bus.subscribe(options),
    tail: (options) => bus.tail(options),
    bounds: (topics) => bus.bounds(topics),
    lag: (group) => bus.lag(group),
    [Symbol.asyncDispose]: () => bus[Symbol.asyncDispose](),
  };
  return { bus: recorder, published, fail: (error) => void (failure = error) };
}

test('events reach the bus as soon as they are stored, whole, and leave the outbox', async () => {
  const store = openMemoryStore();
  await using bus = await openBus();
  await using relay = start(store, bus);
  const arrived = Promise.withResolvers<BusMessage>();
  await using _ = await bus.subscribe({
    group: 'g',
    topics: [TOPIC.name],
    handler: async ([message]) => message && arrived.resolve(message),
  });
  const noted = { ...event('e1', 'k'), partitionKey: 'p', headers: { traceparent: 'x' } };
  await store.collection(NOTES).put({ id: 'a', doc: {}, expectedVersion: 0, events: [noted] });
  const { id, key, type, headers } = await arrived.promise;
  assert.deepEqual(
    { id, key, type, headers },
    { id: 'e1', key: 'k', type: 'Noted', headers: { traceparent: 'x' } },
  );
  await relay.drained();
  assert.equal(await store.outbox.pending(), 0);
  assert.deepEqual(relay.stats(), { eventsPublished: 1, batchesPublished: 1, failures: 0 });
});

test("each document's events are published in sequence, also those that were there before the relay", async () => {
  const store = openMemoryStore();
  const notes = store.collection<{ n: number }>(NOTES);
  const put = async (id: string, n: number): Promise<void> => {
    const events = [event(`${id}/${n}x`, id), event(`${id}/${n}y`, id)];
    assert.equal((await notes.put({ id, doc: { n }, expectedVersion: n, events })).type, 'stored');
  };
  const ids = Array.from({ length: 30 }, (_, n) => `doc${n}`);
  for (let n = 0; n < 10; n += 1) await Promise.all(ids.map((id) => put(id, n)));
  const { bus, published } = recording(await openBus());
  await using relay = start(store, bus);
  for (let n = 10; n < 20; n += 1) await Promise.all(ids.map((id) => put(id, n)));
  await relay.drained();
  for (const id of ids) {
    assert.deepEqual(
      published.filter(({ key }) => key === id).map((message) => message.id),
      Array.from({ length: 20 }, (_, n) => [`${id}/${n}x`, `${id}/${n}y`]).flat(),
    );
  }
});

test('F16: while the bus is down events wait, attempts grow rarer, and nothing is lost or out of order', async () => {
  const store = openMemoryStore();
  const { bus, published, fail } = recording(await openBus());
  await using relay = start(store, bus);
  await relay.drained();
  fail(new AppError({ reason: 'BUS_UNAVAILABLE', code: 'unavailable', message: 'down', retry: 'later' }));
  const notes = store.collection(NOTES);
  for (let n = 0; n < 3; n += 1)
    await notes.put({ id: 'a', doc: {}, expectedVersion: n, events: [event(`e${n}`, 'a')] });
  const attemptsIn = async (ms: number): Promise<number> => {
    const before = relay.stats().failures;
    for (let passed = 0; passed < ms; passed += 25) {
      clock.advance(25);
      await new Promise(setImmediate);
    }
    return relay.stats().failures - before;
  };
  const early = await attemptsIn(5000);
  const late = await attemptsIn(5000);
  assert.ok(early > 2 * late && late > 0, `${early} then ${late}`);
  fail(undefined);
  const drained = relay.drained();
  await attemptsIn(10_000);
  await drained;
  assert.deepEqual(
    published.map(({ id }) => id),
    ['e0', 'e1', 'e2'],
  );
});

test('after a crash between publishing and trimming the events are published again', async () => {
  const disk = createMemoryDisk();
  const store = openMemoryStore({ disk });
  const { bus, published } = recording(await openBus());
  await store.collection(NOTES).put({ id: 'a', doc: {}, expectedVersion: 0, events: [event('e1', 'a')] });
  const trimmed = Promise.withResolvers<void>();
  const dying: Store = {
    collection: (spec) => store.collection(spec),
    ready: () => store.ready(),
    outbox: {
      ...store.outbox,
      trim: async () => {
        trimmed.resolve();
        throw new Error('the process dies here');
      },
    },
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
  {
    await using _ = start(dying, bus);
    await trimmed.promise;
  }
  await using again = start(openMemoryStore({ disk }), bus);
  await again.drained();
  assert.deepEqual(
    published.map(({ id }) => id),
    ['e1', 'e1'],
  );
});

test('a relay that was stopped publishes no more, and says so to who waits', async () => {
  const store = openMemoryStore();
  const { bus, published, fail } = recording(await openBus());
  fail(new Error('down'));
  const relay = start(store, bus);
  await store.collection(NOTES).put({ id: 'a', doc: {}, expectedVersion: 0, events: [event('e1', 'a')] });
  const drained = assert.rejects(relay.drained(), { reason: 'BUS_UNAVAILABLE' });
  await relay[Symbol.asyncDispose]();
  await drained;
  await assert.rejects(relay.drained(), { reason: 'BUS_UNAVAILABLE' });
  assert.deepEqual(published, []);
  assert.equal(await store.outbox.pending(), 1);
});
