import type { BusMessage } from '../port.ts';
import type { LogStorage } from './log-storage.ts';

/** Several batches of a relay: what readers at the end have not taken yet must still be here, or each of them reads it from the disk. */
const RECENT_MESSAGES_MAX = 2048;
const RECENT_BYTES_MAX = 1_048_576;

export interface FeedRead {
  readonly messages: readonly BusMessage[];
  /** Where to read on. */
  readonly next: bigint;
}

/** One partition as its readers see it: its end, who waits there, and the newest messages so that readers at the end touch no disk. */
export class PartitionFeed {
  readonly topic: string;
  readonly partition: number;
  readonly #storage: LogStorage;
  readonly #wakes = new Set<() => void>();
  #recent: BusMessage[] = [];
  #recentBytes = 0;
  #end: bigint;

  constructor(storage: LogStorage, position: { topic: string; partition: number; end: bigint }) {
    this.topic = position.topic;
    this.partition = position.partition;
    this.#storage = storage;
    this.#end = position.end;
  }

  get end(): bigint {
    return this.#end;
  }

  /** Takes in messages that have just become durable, in offset order. */
  append(messages: readonly BusMessage[]): void {
    for (const message of messages) {
      // A publish whose answer was lost may be in the log all the same: then these do not follow each other.
      if (message.offset !== this.#end) this.#forget(this.#recent.length);
      this.#recent.push(message);
      this.#recentBytes += message.payload.byteLength;
      this.#end = message.offset + 1n;
    }
    let surplus = Math.max(0, this.#recent.length - RECENT_MESSAGES_MAX);
    let bytes = this.#recentBytes;
    for (let at = 0; bytes > RECENT_BYTES_MAX && at < this.#recent.length; at += 1) {
      bytes -= this.#recent[at]?.payload.byteLength ?? 0;
      surplus = Math.max(surplus, at + 1);
    }
    this.#forget(surplus);
    for (const wake of this.#wakes) wake();
  }

  async read(from: bigint, limit: number): Promise<FeedRead> {
    const end = this.#end;
    if (from >= end) return { messages: [], next: from };
    const oldest = this.#recent[0];
    const messages =
      oldest !== undefined && from >= oldest.offset
        ? this.#recent.slice(Number(from - oldest.offset), Number(from - oldest.offset) + limit)
        : await this.#storage.read({ topic: this.topic, partition: this.partition, from, limit });
    const last = messages.at(-1);
    return { messages, next: last === undefined ? end : last.offset + 1n };
  }

  /** Calls `wake` after each append, until the returned function is called. */
  onAppend(wake: () => void): () => void {
    this.#wakes.add(wake);
    return () => void this.#wakes.delete(wake);
  }

  /** Resolves when there is something from `from` on, or when stopped. */
  async changed(from: bigint, stop: AbortSignal): Promise<void> {
    if (this.#end > from || stop.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = (): void => resolve();
    const forget = this.onAppend(wake);
    stop.addEventListener('abort', wake, { once: true });
    await promise;
    forget();
    stop.removeEventListener('abort', wake);
  }

  #forget(count: number): void {
    for (const message of this.#recent.splice(0, count)) this.#recentBytes -= message.payload.byteLength;
  }
}
