import type { SqliteDatabase } from '@firstring/store/sqlite';
import type { LogRecord, LogStorage, PartitionEnd, ReadRequest } from '../embedded/log-storage.ts';
import type { BusMessage, Position, TopicSpec } from '../port.ts';
import type { LogRead, LogWrite, NumberedPosition, RecordToAppend, StoredRecord } from './log-protocol.ts';

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

  async append(records: readonly LogRecord[], nowAt: number): Promise<readonly bigint[]> {
    const request: LogWrite = { type: 'append', records: records.map(toAppend), nowAt };
    const bytes = records.reduce((sum, { message }) => sum + message.payload.byteLength + 256, 0);
    const offsets = await this.#database.write<number[]>(request, bytes);
    return offsets.map(BigInt);
  }

  async read({ topic, partition, from, limit }: ReadRequest): Promise<readonly BusMessage[]> {
    const request: LogRead = { type: 'read', partition: { topic, partition }, from: Number(from), limit };
    const records = await this.#database.read<StoredRecord[]>(request);
    return records.map(({ offset, headers, ...record }) => ({
      ...record,
      topic,
      partition,
      offset: BigInt(offset),
      headers: headers === null ? {} : (JSON.parse(headers) as Record<string, string>),
    }));
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

function toAppend({ partition, message }: LogRecord): RecordToAppend {
  const { topic, id, key, type, occurredAt, headers, payload } = message;
  return {
    topic,
    partition,
    id,
    key,
    type,
    occurredAt,
    headers: headers === undefined ? null : JSON.stringify(headers),
    // A view into a larger buffer would be cloned with all of it.
    payload: payload.byteLength === payload.buffer.byteLength ? payload : payload.slice(),
  };
}
