import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppError } from '@firstring/kernel';
import { systemClock } from '@firstring/kernel/system';
import {
  type BatchHandler,
  BATCH_MESSAGES_MAX,
  type Bus,
  type BusMessage,
  deadLetterTopic,
  PAYLOAD_BYTES_MAX,
  PoisonMessage,
} from '../port.ts';
import {
  type CreateBusMedium,
  EVENTS,
  Inbox,
  message,
  messages,
  ONE,
  openBus,
  TOPICS,
  withBus,
} from './medium.ts';

interface Failing {
  readonly inbox: Inbox;
  /** Deliveries of the message that fails. */
  readonly attempts: number[];
  readonly letters: Inbox;
}

/** Publishes `before`, `bad`, `after` to one partition, where `bad` is met by `fail`, and reads the dead letters. */
async function withBadMessage(
  bus: Bus,
  fail: (...delivery: Parameters<BatchHandler>) => Promise<void>,
  check: (failing: Failing) => Promise<void>,
): Promise<void> {
  const failing = { inbox: new Inbox(), attempts: [] as number[], letters: new Inbox() };
  const handler: BatchHandler = async (batch, context) => {
    if (batch.some(({ id }) => id === 'bad')) {
      if (batch.length === 1) failing.attempts.push(context.attempt);
      await fail(batch, context);
    }
    failing.inbox.take(batch);
  };
  await using _ = await bus.subscribe({ group: 'g', topics: [ONE], handler, watchdogMs: 100 });
  const stop = new AbortController();
  const tail = bus.tail({
    topics: [deadLetterTopic(ONE, 'g')],
    from: 'beginning',
    handler: async (batch) => failing.letters.take(batch),
    signal: stop.signal,
  });
  await bus.publish(['before', 'bad', 'after'].map((id) => message(id, { topic: ONE })));
  await check(failing);
  stop.abort();
  await tail.closed;
}

export function failuresContract(createMedium: CreateBusMedium): void {
  test('a message whose handler throws is tried three times, dead-lettered within a second, and the partition goes on', () =>
    withBus(createMedium, async (bus) => {
      const startMs = systemClock.monotonicMs();
      await withBadMessage(
        bus,
        async () => {
          throw new TypeError('planted');
        },
        async ({ inbox, attempts, letters }) => {
          await Promise.all([inbox.has(2), letters.has(1)]);
          assert.ok(systemClock.monotonicMs() - startMs < 1000);
          assert.deepEqual(inbox.ids, ['before', 'after']);
          assert.deepEqual(attempts, [1, 2, 3]);
          const [letter] = letters.received;
          assert.equal(letter?.id, 'bad');
          assert.deepEqual([...letter.payload], [...message('bad').payload]);
          assert.deepEqual(letter.headers, {
            'dlq-reason': 'INTERNAL',
            'dlq-error': 'TypeError: planted',
            'dlq-partition': '0',
            'dlq-offset': '1',
            'dlq-attempts': '3',
          });
        },
      );
    }));

  test('a message that no retry can help is dead-lettered at once, with the reason its handler gave', async () => {
    const hopeless = [
      { error: new PoisonMessage('not a protobuf'), reason: 'POISON_MESSAGE' },
      {
        error: new AppError({ reason: 'LEAD_NOT_FOUND', code: 'not_found', message: 'none' }),
        reason: 'LEAD_NOT_FOUND',
      },
    ];
    for (const { error, reason } of hopeless) {
      await withBus(createMedium, (bus) =>
        withBadMessage(
          bus,
          async () => {
            throw error;
          },
          async ({ inbox, attempts, letters }) => {
            await Promise.all([inbox.has(2), letters.has(1)]);
            assert.deepEqual(attempts, [1]);
            assert.equal(letters.received[0]?.headers['dlq-reason'], reason);
          },
        ),
      );
    }
  });

  test('a message that succeeds on a later try is not dead-lettered and keeps its place', () =>
    withBus(createMedium, (bus) =>
      withBadMessage(
        bus,
        async (batch, { attempt }) => {
          if (batch.length > 1 || attempt < 3)
            throw new AppError({ reason: 'X', code: 'aborted', message: 'lost a race' });
        },
        async ({ inbox, attempts, letters }) => {
          await inbox.has(3);
          assert.deepEqual(inbox.ids, ['before', 'bad', 'after']);
          assert.deepEqual(attempts, [1, 2, 3]);
          assert.deepEqual(letters.ids, []);
        },
      ),
    ));

  test('F16: while something the handler needs is down the partition waits, and nothing is dead-lettered', () =>
    withBus(createMedium, async (bus) => {
      let failures = 0;
      await withBadMessage(
        bus,
        async () => {
          failures += 1;
          if (failures > 4) return;
          throw new AppError({
            reason: 'STORE_UNAVAILABLE',
            code: 'unavailable',
            message: 'down',
            retry: 'later',
          });
        },
        async ({ inbox, letters }) => {
          await inbox.has(3);
          assert.equal(failures, 5);
          assert.deepEqual(inbox.ids, ['before', 'bad', 'after']);
          assert.deepEqual(letters.ids, []);
        },
      );
    }));

  test('a handler that hangs is given up by the watchdog: signalled, dead-lettered, and the partition goes on', () =>
    withBus(createMedium, async (bus) => {
      const signals: AbortSignal[] = [];
      await withBadMessage(
        bus,
        (_, { signal }) => {
          signals.push(signal);
          return new Promise(() => {});
        },
        async ({ inbox, letters }) => {
          await Promise.all([inbox.has(2), letters.has(1)]);
          assert.deepEqual(inbox.ids, ['before', 'after']);
          assert.equal(letters.received[0]?.headers['dlq-reason'], 'HANDLER_TIMEOUT');
          assert.ok(signals.every((signal) => signal.aborted));
        },
      );
    }));

  test('one partition that fails does not hold up the others', () =>
    withBus(createMedium, async (bus) => {
      const inbox = new Inbox();
      const all = messages(100);
      const handler = async (batch: readonly BusMessage[]): Promise<void> => {
        if (batch[0]?.partition === 0) {
          throw new AppError({ reason: 'X', code: 'unavailable', message: 'down', retry: 'later' });
        }
        inbox.take(batch);
      };
      await using _ = await bus.subscribe({ group: 'g', topics: [EVENTS], handler });
      await bus.publish(all);
      const lagging = (await bus.lag('g')).find(({ partition }) => partition === 0)?.end ?? 0n;
      assert.ok(lagging > 0n);
      await inbox.has(all.length - Number(lagging));
    }));

  test('what the bus cannot take is refused: unknown topics, too much at once, a changed partition count, after closing', async () => {
    await using medium = await createMedium();
    const refused = { reason: 'BUS_REQUEST_INVALID' };
    {
      await using bus = await openBus(medium);
      const { handler } = new Inbox();
      const tailHandler = async (): Promise<void> => {};
      const { signal } = new AbortController();
      await assert.rejects(bus.publish([message('a', { topic: 'nope' })]), refused);
      await assert.rejects(
        bus.publish([message('a', { payload: new Uint8Array(PAYLOAD_BYTES_MAX + 1) })]),
        refused,
      );
      await assert.rejects(bus.publish(messages(BATCH_MESSAGES_MAX + 1)), refused);
      await assert.rejects(bus.subscribe({ group: 'g', topics: ['nope'], handler }), refused);
      await assert.rejects(bus.subscribe({ group: 'g', topics: [ONE], handler, maxBatch: 0 }), refused);
      assert.throws(() => bus.tail({ topics: ['nope'], from: 'end', handler: tailHandler, signal }), refused);
      await bus.publish([]);
      await bus[Symbol.asyncDispose]();
      await assert.rejects(bus.publish([message('a')]), { reason: 'BUS_UNAVAILABLE', retry: 'later' });
      await assert.rejects(bus.subscribe({ group: 'g', topics: [ONE], handler }), {
        reason: 'BUS_UNAVAILABLE',
      });
    }
    const topics = TOPICS.map((topic) => ({ ...topic, partitions: topic.partitions + 1 }));
    await assert.rejects(openBus(medium, { topics }), refused);
  });
}
