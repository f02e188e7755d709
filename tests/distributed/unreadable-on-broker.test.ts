import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { deadLetterTopic } from '@firstring/bus';
import * as kafkajs from '@firstring/bus/kafkajs';
import * as platformatic from '@firstring/bus/platformatic';
import { type Log, silentLog } from '@firstring/kernel';
import { KafkaProcess } from '@firstring/testkit/servers';
import { Producer } from '@platformatic/kafka';
import { freshPrefix } from './_kafka.ts';
import { FACTS, GROUPS, optionsFor, Received } from './_facts.ts';

/** Its disk is tampered with: one of its own. */
const kafka = await KafkaProcess.start();
after(() => kafka[Symbol.asyncDispose]());

const ZEROS = Buffer.alloc(32 * 1_048_576);

/** As another program writes to a topic of ours. */
async function write(
  topic: string,
  partition: number,
  ids: readonly string[],
  packed: { compression?: 'gzip' | 'zstd' | 'snappy'; value?: Buffer } = {},
): Promise<void> {
  const { compression = 'none', value } = packed;
  const producer = new Producer({ clientId: 'other', bootstrapBrokers: [...kafka.brokers], compression });
  const messages = ids.map((id) => ({
    topic,
    partition,
    key: Buffer.from('k'),
    value: value ?? Buffer.from(id),
    headers: new Map(
      Object.entries({ ce_id: id, ce_type: 'Fact' }).map(
        (of) => of.map((it) => Buffer.from(it)) as [Buffer, Buffer],
      ),
    ), // pairs stay pairs
  }));
  await producer.send({ messages });
  await producer.close();
}

/** Keeps what stands still, and where. */
function complaints(): { log: Log; heard: (partition: number) => Promise<string> } {
  const heard = new Map<unknown, PromiseWithResolvers<string>>();
  const of = (partition: unknown): PromiseWithResolvers<string> => {
    const found = heard.get(partition) ?? Promise.withResolvers<string>();
    heard.set(partition, found);
    return found;
  };
  const error = (fields: object, text: string): void => {
    if (text === 'partition stands still') of(Object(fields).partition).resolve(Object(fields).why);
  };
  return { log: { ...silentLog, error }, heard: (partition) => of(partition).promise };
}

for (const [name, { openKafkaBus }] of Object.entries({ kafkajs, platformatic })) {
  describe(`what cannot be read on a broker: ${name}`, { timeout: 60_000 }, () => {
    test('bad-inputs kafka/11 12 43: a bomb is set aside, what cannot be read or is damaged stops its partition aloud, the others go on', async () => {
      const { log, heard } = complaints();
      const tailHeard = complaints();
      const options = { ...optionsFor(kafka), prefix: freshPrefix() };
      await kafkajs.createTopics({ ...options, groups: GROUPS, replication: 1 });
      const topic = options.prefix + FACTS;
      await write(topic, 0, ['before bombs'], { compression: 'gzip' });
      for (const compression of ['gzip', 'zstd'] as const)
        await write(topic, 0, ['bomb'], { compression, value: ZEROS });
      await write(topic, 0, ['after bombs'], { compression: 'zstd' });
      await write(topic, 1, ['before snappy']);
      await write(topic, 1, ['snappy 1', 'snappy 2'], { compression: 'snappy' });
      await write(topic, 1, ['after snappy']);
      await write(topic, 2, ['before damage']);
      await write(topic, 2, ['damaged']);
      await write(topic, 2, ['after damage']);
      await write(topic, 3, ['elsewhere']);
      await kafka.flipBit({ topic, partition: 2, text: 'damaged' });

      const readable = ['before bombs', 'after bombs', 'before snappy', 'before damage', 'elsewhere'];
      const [grouped, tailed, letters] = [new Received(), new Received(), new Received()];
      await using bus = await openKafkaBus({ ...options, log });
      await using _ = await bus.subscribe({ group: 'g', topics: [FACTS], handler: grouped.handler });
      await Promise.all([grouped.all(readable), heard(1), heard(2)]);
      assert.match(await heard(1), /offsets 1 to 2 is packed with snappy/);
      assert.match(await heard(2), /offsets 1 to 1 has a wrong checksum/);
      await using tailBus = await openKafkaBus({ ...options, log: tailHeard.log });
      const stop = new AbortController();
      const { signal } = stop;
      const tail = tailBus.tail({ topics: [FACTS], from: 'beginning', handler: tailed.handler, signal });
      await Promise.all([tailed.all(readable), tailHeard.heard(1), tailHeard.heard(2)]);
      const dead = bus.tail({
        topics: [deadLetterTopic(FACTS, 'g')],
        from: 'beginning',
        handler: letters.handler,
        signal,
      });
      await dead.caughtUp;
      stop.abort();
      await Promise.all([tail.closed, dead.closed]);

      for (const { messages } of [grouped, tailed])
        assert.deepEqual(messages.map(({ id }) => id).toSorted(), readable.toSorted());
      assert.equal(letters.messages.length, 2);
      for (const { headers } of letters.messages)
        assert.match(headers['dlq-error'] ?? '', /packed with (gzip|zstd) cannot be unpacked/);
    });
  });
}
