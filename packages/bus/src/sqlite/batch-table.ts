import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { headsText, type Pack, split } from '@firstring/store/sqlite';
import type { StoredBatch } from './log-protocol.ts';

/** Records and bytes of one batch at most; a single record may be larger. */
const BATCH_RECORDS_MAX = 500;
const BATCH_BYTES_MAX = 1_048_576;
/** Bytes of payload one read returns at most, beyond its first batch. */
const READ_BYTES_MAX = 4_194_304;
/** Records one sweep drops at most; the last batch may go beyond. */
const SWEEP_RECORDS = 1000;

export interface OpenPartition {
  readonly id: number;
  readonly compacted: boolean;
  /** Offset of the next record. */
  end: number;
}

/**
 * The records of all partitions, those that were appended together in one row, as Kafka keeps record batches. Compacted topics are compacted as
 * they are written: each record is a batch, and the one before of its key goes at once.
 */
export class BatchTable {
  readonly #insert: StatementSync;
  readonly #read: StatementSync;
  readonly #latest: StatementSync;
  readonly #remember: StatementSync;
  readonly #remove: StatementSync;
  readonly #timed: StatementSync;
  readonly #oldest: StatementSync;

  constructor(db: DatabaseSync) {
    db.exec(`
      CREATE TABLE IF NOT EXISTS batches (
        partition INTEGER NOT NULL, last INTEGER NOT NULL, count INTEGER NOT NULL, appended_at INTEGER NOT NULL,
        heads TEXT NOT NULL, payloads BLOB NOT NULL, PRIMARY KEY (partition, last)
      ) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS latest (
        partition INTEGER NOT NULL, key TEXT NOT NULL, offset INTEGER NOT NULL, PRIMARY KEY (partition, key)
      ) WITHOUT ROWID;
    `);
    takeOver(db);
    this.#insert = db.prepare('INSERT INTO batches VALUES (?, ?, ?, ?, ?, ?)');
    this.#read = db.prepare(
      'SELECT last, count, heads, payloads FROM batches WHERE partition = ? AND last >= ? ORDER BY last LIMIT ?',
    );
    this.#latest = db.prepare('SELECT offset FROM latest WHERE partition = ? AND key = ?');
    this.#remember = db.prepare('INSERT OR REPLACE INTO latest (partition, key, offset) VALUES (?, ?, ?)');
    this.#remove = db.prepare('DELETE FROM batches WHERE partition = ? AND last = ?');
    this.#timed = db.prepare(`
      SELECT p.id, t.retention_ms FROM partitions p JOIN topics t ON t.name = p.topic WHERE t.retention_ms IS NOT NULL
    `);
    this.#oldest = db.prepare(
      'SELECT last, count, appended_at FROM batches WHERE partition = ? ORDER BY last',
    );
  }

  append(partition: OpenPartition, records: Pack, nowAt: number): void {
    const recordsMax = partition.compacted ? 1 : BATCH_RECORDS_MAX;
    for (const batch of split(records, recordsMax, BATCH_BYTES_MAX)) {
      partition.end += batch.heads.length;
      const last = partition.end - 1;
      if (partition.compacted) this.#replace(partition.id, keyOf(batch), last);
      this.#insert.run(partition.id, last, batch.heads.length, nowAt, headsText(batch), batch.payloads);
    }
  }

  /** Whole batches, from the one that holds `from` on, until they have `limit` records. */
  read(partition: number, from: number, limit: number): StoredBatch[] {
    const batches: StoredBatch[] = [];
    let [records, bytes] = [0, 0];
    for (const row of this.#read.iterate(partition, from, limit)) {
      const batch = toBatch(row);
      bytes += batch.payloads.byteLength;
      if (batches.length > 0 && bytes > READ_BYTES_MAX) break;
      batches.push(batch);
      records += Math.min(batch.count, batch.last - from + 1);
      if (records >= limit) break;
    }
    return batches;
  }

  /** True when there may be more to drop. */
  sweep(nowAt: number): boolean {
    let dropped = 0;
    for (const { id, retention_ms: retentionMs } of this.#timed.all()) {
      if (dropped >= SWEEP_RECORDS) return true;
      dropped += this.#sweepPartition(Number(id), nowAt - Number(retentionMs), SWEEP_RECORDS - dropped);
    }
    return dropped >= SWEEP_RECORDS;
  }

  /** The oldest first, and no further than the limit or the first that stays: a sweep costs the same however long the log is. */
  #sweepPartition(partition: number, beforeAt: number, recordsMax: number): number {
    const lasts: number[] = [];
    let records = 0;
    for (const batch of this.#oldest.iterate(partition)) {
      if (Number(batch['appended_at']) >= beforeAt || records >= recordsMax) break;
      lasts.push(Number(batch['last']));
      records += Number(batch['count']);
    }
    for (const last of lasts) this.#remove.run(partition, last);
    return records;
  }

  #replace(partition: number, key: string, offset: number): void {
    const before = this.#latest.get(partition, key);
    if (before !== undefined) this.#remove.run(partition, Number(before['offset']));
    this.#remember.run(partition, key, offset);
  }
}

/** Of a batch of one record. */
function keyOf({ heads }: Pack): string {
  // Written by SqliteLog: the key stands second.
  const [, key] = JSON.parse(heads[0] ?? '[]') as [string, string];
  return key;
}

/** Records of the form of before, one a row. */
function takeOver(db: DatabaseSync): void {
  const before = db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'records'").get();
  if (before === undefined) return;
  db.exec(`
    INSERT INTO batches
      SELECT partition, offset, 1, appended_at,
        json_array(json_array(id, key, type, occurred_at, json(headers), length(payload))), payload
      FROM records ORDER BY partition, offset;
    DROP TABLE records
  `);
}

function toBatch(row: Record<string, unknown>): StoredBatch {
  const { payloads } = row;
  return {
    last: Number(row['last']),
    count: Number(row['count']),
    heads: String(row['heads']),
    payloads: payloads instanceof Uint8Array ? payloads : new Uint8Array(),
  };
}
