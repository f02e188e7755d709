import { Worker } from 'node:worker_threads';
import { deferred, type Deferred } from '@firstring/kernel';
import type { BatchMessage, FromRowWorker, RowBatch, RowWorkerData, ToRowWorker } from './row-messages.ts';

/** Rows of a file, read in a thread of its own; the next batch is read while the last one is stored. */
export class RowReader implements AsyncDisposable {
  readonly #worker: Worker;
  readonly #bytes: AsyncIterator<Uint8Array, undefined>;
  #waiting: Deferred<BatchMessage> = deferred();
  #ended = false;

  constructor(data: RowWorkerData, bytes: AsyncIterable<Uint8Array, undefined>) {
    this.#bytes = bytes[Symbol.asyncIterator]();
    this.#worker = new Worker(new URL('./row-worker.ts', import.meta.url), {
      name: 'rows',
      workerData: data,
    });
    this.#worker.on('message', (message: FromRowWorker) => {
      if (message.type === 'batch') this.#waiting.resolve(message);
      else this.#feed().catch((error: unknown) => this.#waiting.reject(error));
    });
    this.#worker.on('error', (error) => this.#waiting.reject(error));
    this.#worker.on('exit', () => this.#waiting.reject(new Error('the thread that reads rows has ended')));
    this.#waiting.promise.catch((error: unknown) => error);
    this.#say({ type: 'pull' });
  }

  /** The next rows; undefined after the last ones. */
  async next(): Promise<RowBatch | undefined> {
    if (this.#ended) return undefined;
    const { rowsJson, ...batch } = await this.#waiting.promise;
    this.#ended = batch.last;
    this.#waiting = deferred();
    // Whoever never asks again does not want to hear of it either.
    this.#waiting.promise.catch((error: unknown) => error);
    if (!batch.last) this.#say({ type: 'pull' });
    // Written by the thread.
    return { ...batch, rows: JSON.parse(rowsJson) as RowBatch['rows'] };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended = true;
    await this.#worker.terminate();
  }

  async #feed(): Promise<void> {
    const { done, value } = await this.#bytes.next();
    this.#say({ type: 'bytes', bytes: value ?? new Uint8Array(), last: done === true });
  }

  #say(message: ToRowWorker): void {
    this.#worker.postMessage(message);
  }
}
