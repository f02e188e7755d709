import type { LogPart, LogStorage, PartitionEnd, ReadRequest } from '../embedded/log-storage.ts';
import { busRequestInvalid } from '../errors.ts';
import type { BusMessage, Position, TopicSpec } from '../port.ts';

interface MemoryPartition {
  readonly topic: TopicSpec;
  readonly partition: number;
  records: { readonly message: BusMessage; readonly appendedAt: number }[];
  end: bigint;
}

/** The log in memory. It outlives the bus that uses it: open another on the same one to play a restart. */
export class MemoryLog implements LogStorage {
  readonly #partitions = new Map<string, MemoryPartition>();
  readonly #groups = new Map<string, Map<string, Position>>();

  async declare(topics: readonly TopicSpec[]): Promise<readonly PartitionEnd[]> {
    for (const topic of topics) {
      const stored = [...this.#partitions.values()].filter(
        (partition) => partition.topic.name === topic.name,
      ).length;
      if (stored !== 0 && stored !== topic.partitions) {
        throw busRequestInvalid(`${topic.name} has ${stored} partitions, not ${topic.partitions}`);
      }
      for (let partition = stored; partition < topic.partitions; partition += 1) {
        this.#partitions.set(`${topic.name}/${partition}`, { topic, partition, records: [], end: 0n });
      }
    }
    return [...this.#partitions.values()].map(({ topic, partition, end }) => ({
      topic: topic.name,
      partition,
      end,
    }));
  }

  async append(parts: readonly LogPart[], nowAt: number): Promise<readonly bigint[]> {
    return parts.map((part) => this.#append(part, nowAt));
  }

  async read({ topic, partition, from, limit }: ReadRequest): Promise<readonly BusMessage[]> {
    const records = this.#find(topic, partition).records;
    let [low, high] = [0, records.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((records[middle]?.message.offset ?? from) < from) low = middle + 1;
      else high = middle;
    }
    return records.slice(low, low + limit).map(({ message }) => message);
  }

  async committed(group: string): Promise<readonly Position[]> {
    return [...(this.#groups.get(group)?.values() ?? [])];
  }

  async commit(group: string, positions: readonly Position[]): Promise<void> {
    const committed = this.#groups.get(group) ?? new Map<string, Position>();
    for (const position of positions) committed.set(`${position.topic}/${position.partition}`, position);
    this.#groups.set(group, committed);
  }

  async sweep(nowAt: number): Promise<boolean> {
    for (const log of this.#partitions.values()) {
      const { retention } = log.topic;
      if (retention.type === 'compacted') continue;
      log.records = log.records.filter(({ appendedAt }) => appendedAt >= nowAt - retention.ms);
    }
    return false;
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  #append({ topic, partition, messages }: LogPart, nowAt: number): bigint {
    const log = this.#find(topic, partition);
    const first = log.end;
    for (const { id, key, type, occurredAt, headers = {}, payload } of messages) {
      if (log.topic.retention.type === 'compacted') {
        log.records = log.records.filter((record) => record.message.key !== key);
      }
      const kept = { id, key, type, occurredAt, headers, payload: payload.slice() };
      log.records.push({ message: { topic, partition, offset: log.end, ...kept }, appendedAt: nowAt });
      log.end += 1n;
    }
    return first;
  }

  #find(topic: string, partition: number): MemoryPartition {
    const log = this.#partitions.get(`${topic}/${partition}`);
    if (log === undefined) throw busRequestInvalid(`no partition ${topic}/${partition}`);
    return log;
  }
}
