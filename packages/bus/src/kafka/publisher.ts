import { AppError } from '@firstring/kernel';
import { busUnavailable } from '../errors.ts';
import { BATCH_MESSAGES_MAX } from '../port.ts';
import type { KafkaDriver, OutboundRecord } from './driver.ts';

/** What may wait for the broker before publishers are refused. */
const WAITING_RECORDS_MAX = 20_000;
const WAITING_BYTES_MAX = 32 * 1_048_576;
/** Of one request: a topic takes batches of one megabyte, PAYLOAD_BYTES_MAX and headers fit on top. */
const REQUEST_BYTES_MAX = 512 * 1024;

/** One call of a publisher. */
interface Call {
  readonly sent: PromiseWithResolvers<void>;
  unsent: number;
}

interface Waiting {
  readonly record: OutboundRecord;
  readonly call: Call;
}

/**
 * Sends one request at a time, which keeps the order; what is published meanwhile goes together in the next one. So a single message
 * waits for nothing, and a flood makes large requests.
 */
export class Publisher {
  readonly #driver: Pick<KafkaDriver, 'send'>;
  #waiting: Waiting[] = [];
  #bytes = 0;
  #sending: Promise<void> | undefined;

  constructor(driver: Pick<KafkaDriver, 'send'>) {
    this.#driver = driver;
  }

  /** Resolves when all are durable; `BUS_BUSY` when too much waits already. */
  publish(records: readonly OutboundRecord[]): Promise<void> {
    const bytes = records.reduce((sum, record) => sum + sizeOf(record), 0);
    if (
      this.#waiting.length + records.length > WAITING_RECORDS_MAX ||
      this.#bytes + bytes > WAITING_BYTES_MAX
    ) {
      return Promise.reject(busBusy());
    }
    const call: Call = { sent: Promise.withResolvers<void>(), unsent: records.length };
    for (const record of records) this.#waiting.push({ record, call });
    this.#bytes += bytes;
    this.#sending ??= this.#send();
    return call.sent.promise;
  }

  /** Resolves when nothing waits. */
  async drained(): Promise<void> {
    await this.#sending;
  }

  async #send(): Promise<void> {
    while (this.#waiting.length > 0) {
      const request = this.#nextRequest();
      try {
        await this.#driver.send(request.map(({ record }) => record));
        for (const { call } of request) {
          call.unsent -= 1;
          if (call.unsent === 0) call.sent.resolve();
        }
      } catch (err) {
        this.#fail(request, err);
      }
    }
    this.#sending = undefined;
  }

  /** What waits behind a request that failed has waited as long, and must not get ahead of what its publishers send again. */
  #fail(request: readonly Waiting[], err: unknown): void {
    const failure = err instanceof AppError ? err : busUnavailable('Kafka did not take the messages', err);
    for (const { call } of [...request, ...this.#waiting]) call.sent.reject(failure);
    this.#waiting = [];
    this.#bytes = 0;
  }

  #nextRequest(): readonly Waiting[] {
    let [bytes, count] = [0, 0];
    for (const { record } of this.#waiting) {
      bytes += sizeOf(record);
      if (count > 0 && (count === BATCH_MESSAGES_MAX || bytes > REQUEST_BYTES_MAX)) break;
      count += 1;
    }
    const request = this.#waiting.splice(0, count);
    for (const { record } of request) this.#bytes -= sizeOf(record);
    return request;
  }
}

function sizeOf({ key, value }: OutboundRecord): number {
  return key.length + value.byteLength;
}

function busBusy(): AppError {
  const message = 'too many messages wait for Kafka';
  return new AppError({ reason: 'BUS_BUSY', code: 'resource_exhausted', message, retry: 'later' });
}
