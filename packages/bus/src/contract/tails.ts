import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SimulatedClock } from '@firstring/kernel/testing';
import {
  type CreateBusMedium,
  EVENTS,
  Inbox,
  message,
  messages,
  ONE,
  openBus,
  readAll,
  STATE,
  withBus,
} from './medium.ts';

const HOUR_MS = 3_600_000;

export function tailsContract(createMedium: CreateBusMedium): void {
  test('F21: a tail replays everything from the beginning, says when it has caught up, and then follows', () =>
    withBus(createMedium, async (bus) => {
      await bus.publish(messages(1000));
      await bus.publish(messages(1000).map((more) => ({ ...more, id: `${more.id}-2` })));
      const inbox = new Inbox();
      const stop = new AbortController();
      const handler = async (batch: readonly (typeof inbox.received)[number][]): Promise<void> =>
        inbox.take(batch);
      const tail = bus.tail({
        topics: [EVENTS],
        from: 'beginning',
        handler,
        signal: stop.signal,
        maxBatch: 50,
      });
      await tail.caughtUp;
      assert.equal(inbox.received.length, 2000);
      assert.equal(new Set(inbox.ids).size, 2000);
      await bus.publish([message('live')]);
      await inbox.has(2001);
      assert.equal(inbox.ids.at(-1), 'live');
      stop.abort();
      await tail.closed;
      await bus.publish([message('unheard')]);
      assert.equal(inbox.received.length, 2001);
      assert.deepEqual(await bus.lag('g'), []);
    }));

  test('a tail starts at the positions it is given, and at the end if told so', () =>
    withBus(createMedium, async (bus) => {
      await bus.publish(messages(10, { topic: ONE }));
      const from = [{ topic: ONE, partition: 0, offset: 7n }];
      assert.deepEqual(
        (await readAll(bus, [ONE], from)).map(({ id }) => id),
        ['m7', 'm8', 'm9'],
      );
      assert.deepEqual(await readAll(bus, [ONE], 'end'), []);
      assert.deepEqual(await readAll(bus, [ONE], [{ topic: ONE, partition: 0, offset: 10n }]), []);
    }));

  test('the bounds of every partition are told, of empty ones too', () =>
    withBus(createMedium, async (bus) => {
      const empty = await bus.bounds([ONE, STATE]);
      assert.deepEqual(
        empty.map(({ topic, first, end }) => [topic, first, end]),
        [ONE, STATE, STATE].map((topic) => [topic, 0n, 0n]),
      );
      await bus.publish(messages(10, { topic: ONE }));
      assert.deepEqual(await bus.bounds([ONE]), [{ topic: ONE, partition: 0, first: 0n, end: 10n }]);
    }));

  test('a tail over nothing has caught up at once', () =>
    withBus(createMedium, async (bus) => assert.deepEqual(await readAll(bus, [EVENTS, STATE]), [])));

  test('a tail whose handler throws ends with what it threw', () =>
    withBus(createMedium, async (bus) => {
      await bus.publish([message('m')]);
      const handler = async (): Promise<void> => {
        throw new Error('planted');
      };
      const { signal } = new AbortController();
      const tail = bus.tail({ topics: [EVENTS], from: 'beginning', handler, signal });
      await assert.rejects(tail.caughtUp, /planted/);
      await assert.rejects(tail.closed, /planted/);
    }));

  test('closing the bus ends its tails', async () => {
    await using medium = await createMedium();
    const bus = await openBus(medium);
    const handler = async (): Promise<void> => {};
    const { signal } = new AbortController();
    const tail = bus.tail({ topics: [EVENTS], from: 'end', handler, signal });
    await bus[Symbol.asyncDispose]();
    await tail.closed;
  });

  test('a compacted topic keeps the last message of each key for ever, over restarts', async () => {
    await using medium = await createMedium();
    const clock = new SimulatedClock();
    for (const turn of [1, 2, 3]) {
      await using bus = await openBus(medium, { clock });
      await bus.publish(['a', 'b', 'c'].map((key) => message(`${key}${turn}`, { topic: STATE, key })));
      clock.advance(1000 * HOUR_MS);
    }
    await using bus = await openBus(medium, { clock });
    const last = new Map((await readAll(bus, [STATE])).map(({ key, id }) => [key, id]));
    assert.deepEqual(
      [...last].toSorted(([a], [b]) => a.localeCompare(b)),
      [
        ['a', 'a3'],
        ['b', 'b3'],
        ['c', 'c3'],
      ],
    );
  });
}
