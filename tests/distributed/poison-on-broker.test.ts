import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type BusMessage, deadLetterTopic, PAYLOAD_BYTES_MAX } from '@firstring/bus';
import * as kafkajs from '@firstring/bus/kafkajs';
import * as platformatic from '@firstring/bus/platformatic';
import client, { type Message } from 'kafkajs';
import { freshPrefix, kafka } from './_kafka.ts';
import { fact, FACTS, GROUPS, optionsFor, Received } from './_facts.ts';

const OURS = { ce_id: 'x', ce_type: 'Fact', ce_time: '1' };
const KEY = 'k';

/** What others may write to a topic of ours, and why it is set aside. */
const POISON: Readonly<Record<string, { readonly message: Message; readonly error: RegExp }>> = {
  '1 no value': { message: { key: KEY, value: null, headers: OURS }, error: /no value/ },
  '2 no key': { message: { key: null, value: 'v', headers: OURS }, error: /no key/ },
  '41 none of our headers': { message: { key: KEY, value: 'v' }, error: /no ce_id or ce_type header/ },
  '10 a value over the limit': {
    message: { key: KEY, value: Buffer.alloc(PAYLOAD_BYTES_MAX + 1), headers: OURS },
    error: /bytes/,
  },
};

/** What is odd, and no reason to refuse a message. */
const TOLERATED: Readonly<Record<string, Message>> = {
  '13 10,000 headers': {
    key: KEY,
    value: 'v',
    headers: {
      ...OURS,
      ce_id: 'many headers',
      ...Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`h${n}`, 'x'])),
    },
  },
  '13 headers that are no text': {
    key: KEY,
    value: 'v',
    headers: { ...OURS, ce_id: 'no text', odd: Buffer.of(0xff, 0xfe), __proto__: 'x' },
  },
  '21 the year 1970': {
    key: KEY,
    value: 'v',
    timestamp: '1',
    headers: { ...OURS, ce_id: 'old', ce_time: 'yesterday' },
  },
};

for (const [name, { openKafkaBus }] of Object.entries({ kafkajs, platformatic })) {
  describe(`poison on a broker: ${name}`, { timeout: 60_000 }, () => {
    test('bad-inputs kafka/1 2 10 13 21 36 41: what is no message of ours is set aside, what is odd is handled, what was aborted is never seen', async () => {
      const options = { ...optionsFor(kafka), prefix: freshPrefix() };
      await kafkajs.createTopics({ ...options, groups: GROUPS, replication: 1 });
      await using bus = await openKafkaBus(options);
      const topic = options.prefix + FACTS;
      const raw = new client.Kafka({ brokers: [...kafka.brokers], logLevel: client.logLevel.NOTHING });
      const producer = raw.producer({
        createPartitioner: client.Partitioners.DefaultPartitioner,
        transactionalId: topic,
        maxInFlightRequests: 1,
        idempotent: true,
      });
      await producer.connect();
      const send = async (messages: Message[], end: 'commit' | 'abort' = 'commit'): Promise<void> => {
        const transaction = await producer.transaction();
        await transaction.send({ topic, messages: messages.map((each) => ({ ...each, partition: 0 })) });
        await transaction[end]();
      };
      for (const { message } of Object.values(POISON)) await send([message]);
      await send([{ key: KEY, value: 'v', headers: { ...OURS, ce_id: 'aborted' } }], 'abort');
      await send(Object.values(TOLERATED));
      await send([{ key: KEY, value: 'v', headers: { ...OURS, ce_id: 'last' } }]);
      await producer.disconnect();

      const [grouped, letters, tailed] = [new Received(), new Received(), new Received()];
      await using _ = await bus.subscribe({ group: 'g', topics: [FACTS], handler: grouped.handler });
      await grouped.all(['many headers', 'no text', 'old', 'last']);
      const stop = new AbortController();
      const read = (topics: string[], { handler }: Received) =>
        bus.tail({ topics, from: 'beginning', handler, signal: stop.signal });
      const tails = [read([deadLetterTopic(FACTS, 'g')], letters), read([FACTS], tailed)];
      await Promise.all(tails.map(({ caughtUp }) => caughtUp));
      await tailed.all(['last']);
      stop.abort();
      const expected = ['many headers', 'no text', 'old', 'last'];
      assert.deepEqual(idsOf(grouped.messages), expected);
      assert.deepEqual(idsOf(tailed.messages), expected);
      const errors = letters.messages.map(({ headers }) => headers['dlq-error'] ?? '');
      assert.equal(errors.length, Object.keys(POISON).length);
      for (const [at, { error }] of Object.values(POISON).entries()) assert.match(errors[at] ?? '', error);
      const old = grouped.messages.find(({ id }) => id === 'old');
      assert.ok((old?.occurredAt ?? 0) > 1_700_000_000_000, 'the broker’s time stands in');
      assert.equal(Object.keys(grouped.messages[0]?.headers ?? {}).length, 128 - Object.keys(OURS).length);
    });

    test('bad-inputs kafka/38: a topic whose partitions were added to is refused, for its keys lie elsewhere now', async () => {
      const options = { ...optionsFor(kafka), prefix: freshPrefix() };
      await kafkajs.createTopics({ ...options, groups: GROUPS, replication: 1 });
      const admin = new client.Kafka({
        brokers: [...kafka.brokers],
        logLevel: client.logLevel.NOTHING,
      }).admin();
      await admin.connect();
      const topic = options.prefix + FACTS;
      await admin.createPartitions({ topicPartitions: [{ topic, count: 9 }] });
      // The broker has agreed before its own metadata says so.
      for (let count = 0; count !== 9;) {
        const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
        count = topics[0]?.partitions.length ?? 0;
      }
      await admin.disconnect();
      await assert.rejects(openKafkaBus(options), /has 9 partitions, not 4/);
    });

    test('bad-inputs kafka/33, F21: a group whose offsets are set back to the earliest gets everything again, in order', async () => {
      const options = { ...optionsFor(kafka), prefix: freshPrefix() };
      await kafkajs.createTopics({ ...options, groups: GROUPS, replication: 1 });
      await using bus = await openKafkaBus(options);
      const ids = Array.from({ length: 50 }, (_, n) => `m${n}`);
      await bus.publish(ids.map((id) => fact(id, KEY)));
      for (let turn = 0; turn < 2; turn += 1) {
        const received = new Received();
        const subscription = await bus.subscribe({ group: 'g', topics: [FACTS], handler: received.handler });
        await received.all(ids);
        await subscription[Symbol.asyncDispose]();
        assert.deepEqual(idsOf(received.messages), ids);
        await resetToEarliest(options.prefix);
      }
    });
  });
}

function idsOf(messages: readonly BusMessage[]): readonly string[] {
  return messages.map(({ id }) => id);
}

/** As an operator does it. */
async function resetToEarliest(prefix: string): Promise<void> {
  const admin = new client.Kafka({ brokers: [...kafka.brokers], logLevel: client.logLevel.NOTHING }).admin();
  await admin.connect();
  await admin.resetOffsets({ groupId: `${prefix}g`, topic: prefix + FACTS, earliest: true });
  await admin.disconnect();
}
