import kafkajs, { type Kafka, type Producer } from 'kafkajs';
import type { OutboundRecord } from '../kafka/driver.ts';

const ALL_IN_SYNC = -1;
const BROKER_TIMEOUT_MS = 5000;

/**
 * Sends with an idempotent producer: what kafkajs sends again by itself is in the log once. After a failure that it gives up on, a
 * new producer takes over: the old one would give the sequence numbers of what may be in the log to other records, which the broker
 * would then acknowledge without writing them.
 */
export class IdempotentProducer implements AsyncDisposable {
  readonly #kafka: Kafka;
  #producer: Promise<Producer> | undefined;

  constructor(kafka: Kafka) {
    this.#kafka = kafka;
  }

  /** In order, one call at a time. */
  async send(records: readonly OutboundRecord[]): Promise<void> {
    try {
      this.#producer ??= this.#connect();
      const producer = await this.#producer;
      await producer.sendBatch({
        acks: ALL_IN_SYNC,
        timeout: BROKER_TIMEOUT_MS,
        topicMessages: [...Map.groupBy(records, ({ topic }) => topic)].map(([topic, ofTopic]) => ({
          topic,
          messages: ofTopic.map(({ partition, key, value, headers }) => ({
            partition,
            key,
            value: Buffer.from(value.buffer, value.byteOffset, value.byteLength),
            headers: { ...headers },
          })),
        })),
      });
    } catch (err) {
      await this.#forget();
      throw err;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#forget();
  }

  async #connect(): Promise<Producer> {
    const producer = this.#kafka.producer({
      // Each message names its partition; this one only says which rule that is.
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
      allowAutoTopicCreation: false,
      idempotent: true,
      maxInFlightRequests: 1,
      // Publishers try again themselves: a leader that changes is waited for, one that is lost is told.
      retry: { initialRetryTime: 100, maxRetryTime: 1000, retries: 3 },
    });
    await producer.connect();
    return producer;
  }

  async #forget(): Promise<void> {
    const old = this.#producer;
    this.#producer = undefined;
    if (old === undefined) return;
    const [connected] = await Promise.allSettled([old]);
    if (connected.status === 'fulfilled') await Promise.allSettled([connected.value.disconnect()]);
  }
}
