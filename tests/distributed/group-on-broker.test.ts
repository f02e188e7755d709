import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Bus, BusMessage, Subscription } from '@firstring/bus';
import * as kafkajs from '@firstring/bus/kafkajs';
import * as platformatic from '@firstring/bus/platformatic';
import { kafka, freshPrefix } from './_kafka.ts';
import { fact, FACTS, GROUPS, optionsFor, PARTITIONS, Received } from './_facts.ts';

type OpenBus = typeof kafkajs.openKafkaBus;

/** Several processes would each have a bus of their own. */
async function withBuses(open: OpenBus, count: number, use: (buses: readonly Bus[]) => Promise<void>) {
  const options = { ...optionsFor(kafka), prefix: freshPrefix() };
  await kafkajs.createTopics({ ...options, groups: GROUPS, replication: 1 });
  await using opened = new AsyncDisposableStack();
  const buses: Bus[] = [];
  for (let n = 0; n < count; n += 1) buses.push(opened.use(await open(options)));
  await use(buses);
}

function facts(name: string, count: number) {
  return Array.from({ length: count }, (_, n) => fact(`${name}${n}`));
}

for (const [name, { openKafkaBus }] of Object.entries({ kafkajs, platformatic })) {
  describe(`a group on a broker: ${name}`, { timeout: 120_000 }, () => {
    test('F22: members come and go while messages are handled: each message is handled, and nobody is left with a stale position', () =>
      withBuses(openKafkaBus, 3, async ([publisher, first, second]) => {
        assert.ok(publisher && first && second);
        const received = new Received();
        const options = { group: 'g', topics: [FACTS], handler: received.handler, maxBatch: 5 };
        await using _ = await first.subscribe(options);
        const ids: string[] = [];
        for (let round = 0; round < 3; round += 1) {
          const batch = facts(`round${round}/`, 100);
          ids.push(...batch.map(({ id }) => id));
          await publisher.publish(batch);
          const joined: Subscription = await second.subscribe(options);
          await publisher.publish(facts(`joined${round}/`, 100));
          ids.push(...facts(`joined${round}/`, 100).map(({ id }) => id));
          await joined[Symbol.asyncDispose]();
        }
        await received.all(ids);
        await _[Symbol.asyncDispose]();
        const lag = await publisher.lag('g');
        assert.equal(lag.length, PARTITIONS);
        assert.ok(lag.every(({ committed, end }) => committed === end));
      }));

    test('a member that joins while a batch is in hand gets no part of that partition twice once both are settled', () =>
      withBuses(openKafkaBus, 2, async ([first, second]) => {
        assert.ok(first && second);
        const [started, finish] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
        const done: string[] = [];
        const slow = async (batch: readonly BusMessage[]): Promise<void> => {
          started.resolve();
          await finish.promise;
          done.push(...batch.map(({ id }) => id));
        };
        const received = new Received();
        const group = { group: 'g', topics: [FACTS] };
        await using _ = await first.subscribe({ ...group, handler: slow, watchdogMs: 60_000 });
        await first.publish(facts('m', 40));
        await started.promise;
        await using __ = await second.subscribe({ ...group, handler: received.handler });
        finish.resolve();
        await first.publish(facts('later', 40));
        const all = [...facts('m', 40), ...facts('later', 40)].map(({ id }) => id);
        for (;;) {
          const lag = await first.lag('g');
          if (lag.length === PARTITIONS && lag.every(({ committed, end }) => committed === end)) break;
        }
        const seen = new Set([...done, ...received.ids]);
        assert.ok(all.every((id) => seen.has(id)));
        const later = [...done, ...received.messages.map(({ id }) => id)].filter((id) =>
          id.startsWith('later'),
        );
        assert.equal(new Set(later).size, later.length);
      }));

    test('F23: a consumer at a crawl holds a bounded number of messages, its lag can be seen, and others keep pace', () =>
      withBuses(openKafkaBus, 1, async ([bus]) => {
        assert.ok(bus);
        const crawl = Promise.withResolvers<void>();
        const [slow, quick] = [new Received(), new Received()];
        await using _ = await bus.subscribe({
          group: 'g',
          topics: [FACTS],
          watchdogMs: 60_000,
          handler: async (batch) => {
            await crawl.promise;
            await slow.handler(batch);
          },
        });
        await using __ = await bus.subscribe({ group: 'other', topics: [FACTS], handler: quick.handler });
        const payload = new Uint8Array(1000);
        const many = Array.from({ length: 20 }, (__, batch) =>
          facts(`b${batch}/`, 1000).map((message) => ({ ...message, payload })),
        );
        for (const batch of many) await bus.publish(batch);
        await quick.all(many.flat().map(({ id }) => id));
        assert.equal(slow.messages.length, 0);
        const behind = (await bus.lag('g')).reduce(
          (sum, { committed, end }) => sum + Number(end - committed),
          0,
        );
        assert.equal(behind, 20_000);
        crawl.resolve();
        await slow.all(many.flat().map(({ id }) => id));
      }));
  });
}
