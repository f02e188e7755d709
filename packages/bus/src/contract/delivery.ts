import assert from 'node:assert/strict';
import { test } from 'node:test';
import { partitionOfKey } from '../partition-of-key.ts';
import type { BusMessage } from '../port.ts';
import {
  type CreateBusMedium,
  EVENTS,
  Inbox,
  message,
  messages,
  ONE,
  openBus,
  readAll,
  withBus,
} from './medium.ts';

export function deliveryContract(createMedium: CreateBusMedium): void {
  test('a message arrives whole, in the partition that Kafka would choose', () =>
    withBus(createMedium, async (bus) => {
      const inbox = new Inbox();
      await using _ = await bus.subscribe({ group: 'g', topics: [EVENTS], handler: inbox.handler });
      const full = message('é-1', {
        key: 'lead-1',
        headers: { traceparent: '00-1-2-01' },
        type: 'LeadAccepted',
      });
      await bus.publish([full, message('2', { key: 'lead-2', partitionKey: 'p1' })]);
      await inbox.has(2);
      const [first, second] = inbox.received
        .toSorted((left, right) => right.key.localeCompare(left.key))
        .reverse();
      assert.deepEqual(
        { ...first, payload: [...(first?.payload ?? [])] },
        {
          ...full,
          payload: [...full.payload],
          partition: partitionOfKey('lead-1', 8),
          offset: 0n,
        },
      );
      assert.equal(second?.partition, partitionOfKey('p1', 8));
      assert.deepEqual(second?.headers, {});
    }));

  test('messages of one key are delivered in the order they were published, whoever publishes meanwhile', () =>
    withBus(createMedium, async (bus) => {
      const inbox = new Inbox();
      await using _ = await bus.subscribe({
        group: 'g',
        topics: [EVENTS],
        handler: inbox.handler,
        maxBatch: 7,
      });
      const keys = Array.from({ length: 20 }, (_, n) => `key${n}`);
      await Promise.all(
        keys.map(async (key) => {
          for (let n = 0; n < 30; n += 3) {
            await bus.publish([0, 1, 2].map((more) => message(`${key}/${n + more}`, { key })));
          }
        }),
      );
      await inbox.has(600);
      for (const key of keys) {
        const ids = inbox.received.filter((received) => received.key === key).map(({ id }) => id);
        assert.deepEqual(
          ids,
          Array.from({ length: 30 }, (_, n) => `${key}/${n}`),
        );
      }
    }));

  test('batches are of one partition and no larger than asked for; partitions do not wait for each other', () =>
    withBus(createMedium, async (bus) => {
      const slow = Promise.withResolvers<void>();
      const inbox = new Inbox();
      const slowPartition = partitionOfKey('m0', 8);
      const handler = async (batch: readonly BusMessage[]): Promise<void> => {
        assert.equal(new Set(batch.map(({ partition }) => partition)).size, 1);
        assert.ok(batch.length <= 5);
        if (batch[0]?.partition === slowPartition) await slow.promise;
        inbox.take(batch);
      };
      const all = messages(100);
      await using _ = await bus.subscribe({ group: 'g', topics: [EVENTS], handler, maxBatch: 5 });
      await bus.publish(all);
      const elsewhere = all.filter(({ key }) => partitionOfKey(key, 8) !== slowPartition).length;
      await inbox.has(elsewhere);
      assert.equal(inbox.received.length, elsewhere);
      slow.resolve();
      await inbox.has(100);
    }));

  test('each group gets every message, a new one from the beginning or from the end as it asks', () =>
    withBus(createMedium, async (bus) => {
      const [all, again, fresh] = [new Inbox(), new Inbox(), new Inbox()];
      await bus.publish(messages(10));
      await using _a = await bus.subscribe({ group: 'a', topics: [EVENTS], handler: all.handler });
      await using _b = await bus.subscribe({ group: 'b', topics: [EVENTS], handler: again.handler });
      await using _c = await bus.subscribe({
        group: 'c',
        topics: [EVENTS],
        handler: fresh.handler,
        from: 'end',
      });
      await bus.publish([message('later')]);
      await Promise.all([all.has(11), again.has(11), fresh.has(1)]);
      assert.deepEqual(fresh.ids, ['later']);
    }));

  test('after a restart a group goes on where it was, also one that had begun at the end and seen nothing', async () => {
    await using medium = await createMedium();
    {
      await using bus = await openBus(medium);
      const inbox = new Inbox();
      await bus.publish(messages(10));
      await using _a = await bus.subscribe({ group: 'a', topics: [EVENTS], handler: inbox.handler });
      await using _b = await bus.subscribe({
        group: 'b',
        topics: [EVENTS],
        handler: inbox.handler,
        from: 'end',
      });
      await inbox.has(10);
    }
    await using bus = await openBus(medium);
    await bus.publish([message('later')]);
    for (const group of ['a', 'b']) {
      const inbox = new Inbox();
      await using _ = await bus.subscribe({ group, topics: [EVENTS], handler: inbox.handler, from: 'end' });
      await inbox.has(1);
      assert.deepEqual(inbox.ids, ['later']);
    }
  });

  test('what was delivered but not done comes again after a restart', async () => {
    await using medium = await createMedium();
    const before = new Inbox();
    {
      await using bus = await openBus(medium);
      await bus.publish(messages(4, { key: 'k' }));
      const handler = async (batch: readonly BusMessage[]): Promise<void> => {
        before.take(batch);
        if (before.received.length > 2) throw new Error('the process dies here');
      };
      await using _ = await bus.subscribe({ group: 'g', topics: [EVENTS], handler, maxBatch: 2 });
      await before.has(4);
    }
    await using bus = await openBus(medium);
    const inbox = new Inbox();
    await using _ = await bus.subscribe({ group: 'g', topics: [EVENTS], handler: inbox.handler });
    await inbox.has(2);
    assert.deepEqual(inbox.ids, ['m2', 'm3']);
  });

  test('disposing a subscription lets the batch in hand finish, and counts it as done', () =>
    withBus(createMedium, async (bus) => {
      const [started, finish] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      let finished = false;
      const subscription = await bus.subscribe({
        group: 'g',
        topics: [ONE],
        handler: async (_, { signal }) => {
          started.resolve();
          await finish.promise;
          assert.equal(signal.aborted, false);
          finished = true;
        },
      });
      await bus.publish([message('m', { topic: ONE })]);
      await started.promise;
      const disposed = subscription[Symbol.asyncDispose]();
      finish.resolve();
      await disposed;
      assert.equal(finished, true);
      assert.deepEqual(await bus.lag('g'), [{ topic: ONE, partition: 0, committed: 1n, end: 1n }]);
    }));

  test('members of a group share the partitions, and take over from one that leaves', () =>
    withBus(createMedium, async (bus) => {
      const [first, second] = [new Inbox(), new Inbox()];
      await using _ = await bus.subscribe({ group: 'g', topics: [EVENTS], handler: first.handler });
      const leaving = await bus.subscribe({ group: 'g', topics: [EVENTS], handler: second.handler });
      await bus.publish(messages(100));
      await Promise.all([first.has(1), second.has(1)]);
      await leaving[Symbol.asyncDispose]();
      await bus.publish(messages(100).map((more) => ({ ...more, id: `${more.id}-again` })));
      await first.has(200 - second.received.length);
      const ids = [...first.ids, ...second.ids];
      assert.equal(ids.length, 200);
      assert.equal(new Set(ids).size, 200);
    }));

  test('lag is what the group has not done yet', () =>
    withBus(createMedium, async (bus) => {
      assert.deepEqual(await bus.lag('g'), []);
      const inbox = new Inbox();
      const subscription = await bus.subscribe({ group: 'g', topics: [ONE], handler: inbox.handler });
      await bus.publish(messages(3, { topic: ONE }));
      await inbox.has(3);
      await subscription[Symbol.asyncDispose]();
      await bus.publish(messages(2, { topic: ONE }));
      assert.deepEqual(await bus.lag('g'), [{ topic: ONE, partition: 0, committed: 3n, end: 5n }]);
      assert.equal((await readAll(bus, [ONE])).length, 5);
    }));
}
