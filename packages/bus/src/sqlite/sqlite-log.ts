import { pack, unpack, type SqliteDatabase } from '@firstring/store/sqlite';
import type { LogPart, LogStorage, PartitionEnd, ReadRequest } from '../embedded/log-storage.ts';
import type { BusMessage, Position, TopicSpec } from '../port.ts';
import type {
  AppendPart,
  LogRead,
  LogWrite,
  NumberedPosition,
  PartitionName,
  RecordHead,
  StoredBatch,
} from './log-protocol.ts';

/** The log in one SQLite file. Appends share commits with whatever else arrives while the disk is busy. */
export class SqliteLog implements LogStorage {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  async declare(topics: readonly TopicSpec[]): Promise<readonly PartitionEnd[]> {
    const request: LogWrite = { type: 'declare', topics };
    const ends = await this.#database.write<NumberedPosition[]>(request, 0);
    return ends.map(({ topic, partition, offset }) => ({ topic, partition, end: BigInt(offset) }));
  }

  async append(parts: readonly LogPart[], nowAt: number): Promise<readonly bigint[]> {
    const request: LogWrite = { type: 'append', parts: parts.map(packPart), nowAt };
    const bytes = request.parts.reduce((sum, part) => sum + bytesOf(part), 0);
    const firsts = await this.#database.write<number[]>(request, bytes);
    return firsts.map(BigInt);
  }

  async read({ topic, partition, from, limit }: ReadRequest): Promise<readonly BusMessage[]> {
    const request: LogRead = { type: 'read', partition: { topic, partition }, from: Number(from), limit };
    const batches = await this.#database.read<StoredBatch[]>(request);
    return batches
      .flatMap((batch) => toMessages({ topic, partition }, batch))
      .filter(({ offset }) => offset >= from)
      .slice(0, limit);
  }

  async committed(group: string): Promise<readonly Position[]> {
    const request: LogRead = { type: 'committed', group };
    const positions = await this.#database.read<NumberedPosition[]>(request);
    return positions.map(({ topic, partition, offset }) => ({ topic, partition, offset: BigInt(offset) }));
  }

  async commit(group: string, positions: readonly Position[]): Promise<void> {
    const request: LogWrite = {
      type: 'commit',
      group,
      positions: positions.map((position) => ({ ...position, offset: Number(position.offset) })),
    };
    await this.#database.writeRelaxed(request);
  }

  sweep(nowAt: number): Promise<boolean> {
    const request: LogWrite = { type: 'sweep', nowAt };
    return this.#database.writeRelaxed<boolean>(request);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#database[Symbol.asyncDispose]();
  }
}

function packPart({ topic, partition, messages }: LogPart): AppendPart {
  const records = pack(
    messages.map(({ id, key, type, occurredAt, headers = null, payload }) => {
      const head: RecordHead = [id, key, type, occurredAt, headers];
      return { head, payload };
    }),
  );
  return { topic, partition, records };
}

function toMessages(
  { topic, partition }: PartitionName,
  { last, count, heads, payloads }: StoredBatch,
): BusMessage[] {
  return unpack<RecordHead>(heads, payloads).map(({ head, payload }, at) => {
    const [id, key, type, occurredAt, headers] = head;
    const offset = BigInt(last - count + 1 + at);
    return { topic, partition, offset, id, key, type, payload, occurredAt, headers: headers ?? {} };
  });
}

function bytesOf({ records: { heads, payloads } }: AppendPart): number {
  return payloads.byteLength + heads.reduce((sum, head) => sum + head.length, 0);
}
