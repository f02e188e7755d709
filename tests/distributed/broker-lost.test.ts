import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { type Bus, BATCH_MESSAGES_MAX } from '@firstring/bus';
import * as kafkajs from '@firstring/bus/kafkajs';
import * as platformatic from '@firstring/bus/platformatic';
import { systemClock } from '@firstring/kernel/system';
import { KafkaProcess } from '@firstring/testkit/servers';
import { fact, FACTS, GROUPS, optionsFor, Received } from './_facts.ts';

const kafka = await KafkaProcess.start();
after(() => kafka[Symbol.asyncDispose]());
await kafkajs.createTopics({ ...optionsFor(kafka), groups: GROUPS, replication: 1 });

/** As the outbox relay does: the same again until it is taken. */
async function publishUntilTaken(bus: Bus, id: string, key: string): Promise<void> {
  for (;;) {
    try {
      await bus.publish([fact(id, key)]);
      return;
    } catch {
      await pause(100);
    }
  }
}

for (const [name, { openKafkaBus }] of Object.entries({ kafkajs, platformatic })) {
  describe(`broker lost: ${name}`, { timeout: 120_000 }, () => {
    test('F17: killed while messages are published and handled, none is lost and the order of a key holds', async () => {
      await using bus = await openKafkaBus(optionsFor(kafka));
      const [grouped, tailed] = [new Received(), new Received()];
      const stop = new AbortController();
      await using _ = await bus.subscribe({ group: 'g', topics: [FACTS], handler: grouped.handler });
      const tail = bus.tail({ topics: [FACTS], from: 'end', handler: tailed.handler, signal: stop.signal });
      await tail.caughtUp;
      const keys = ['a', 'b', 'c', 'd', 'e'].map((key) => `${name}-${key}`);
      let published = 0;
      const halfway = Promise.withResolvers<void>();
      const publishing = keys.map(async (key) => {
        for (let n = 0; n < 100; n += 1) {
          await publishUntilTaken(bus, `${key}/${n}`, key);
          published += 1;
          if (published === 200) halfway.resolve();
        }
      });
      await halfway.promise;
      await kafka.signal('SIGKILL');
      await kafka.restart();
      await Promise.all(publishing);
      const ids = keys.flatMap((key) => Array.from({ length: 100 }, (_, n) => `${key}/${n}`));
      await Promise.all([grouped.all(ids), tailed.all(ids)]);
      for (const key of keys) {
        assert.deepEqual(
          grouped.firstOf(key),
          ids.filter((id) => id.startsWith(`${key}/`)),
        );
      }
      stop.abort();
      await tail.closed;
    });

    test('F16, F18: a broker that stands still makes publishing fail in bounded time and memory; then all goes on', async () => {
      await using bus = await openKafkaBus(optionsFor(kafka));
      const received = new Received();
      await using _ = await bus.subscribe({ group: 'g', topics: [FACTS], handler: received.handler });
      await bus.publish([fact(`${name}-before`)]);
      await received.all([`${name}-before`]);
      await kafka.signal('SIGSTOP');
      const startedMs = systemClock.monotonicMs();
      const flood = Array.from({ length: 30 }, (_, batch) =>
        bus.publish(
          Array.from({ length: BATCH_MESSAGES_MAX }, (__, n) => fact(`${name}-flood-${batch}/${n}`)),
        ),
      );
      const reasons = await Promise.all(
        flood.map((publish) =>
          publish.then(
            () => 'taken',
            (err: { reason: string }) => err.reason,
          ),
        ),
      );
      const waitedMs = systemClock.monotonicMs() - startedMs;
      await kafka.signal('SIGCONT');
      const busy = reasons.filter((reason) => reason === 'BUS_BUSY').length;
      assert.ok(busy >= 9, 'more than 20,000 may not wait');
      assert.equal(reasons.filter((reason) => reason === 'BUS_UNAVAILABLE').length, 30 - busy);
      assert.ok(waitedMs < 60_000, `${waitedMs} ms`);
      await publishUntilTaken(bus, `${name}-after`, 'k');
      await received.all([`${name}-after`]);
    });
  });
}

test('F20: a broker that comes back without its data is told apart: no service starts on it, no reader goes on in silence', async () => {
  const [topic] = optionsFor(kafka).topics;
  assert.ok(topic !== undefined);
  await kafka.signal('SIGKILL');
  await kafka.restart({ loseData: true });
  await assert.rejects(kafkajs.openKafkaBus(optionsFor(kafka)), { reason: 'BUS_TOPIC_MISSING' });
  await kafkajs.createTopics({ ...optionsFor(kafka), groups: GROUPS, replication: 1 });
  await using bus = await kafkajs.openKafkaBus(optionsFor(kafka));
  const { handler } = new Received();
  const from = [{ topic: FACTS, partition: 0, offset: 17n }];
  const tail = bus.tail({ topics: [FACTS], from, handler, signal: new AbortController().signal });
  await assert.rejects(tail.closed, { reason: 'BUS_LOG_REPLACED' });
  await assert.rejects(tail.caughtUp, { reason: 'BUS_LOG_REPLACED' });
});
