import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import type { RecordToAppend, StoredRecord } from './log-protocol.ts';

/** Bytes of payload one read returns at most, beyond its first record. */
const READ_BYTES_MAX = 4_194_304;
/** Records one sweep looks at and drops at most. */
const SWEEP_RECORDS = 1000;

/** The records of all partitions. Compacted topics are compacted as they are written: the record before of a key goes at once. */
export class RecordTable {
  readonly #insert: StatementSync;
  readonly #read: StatementSync;
  readonly #latest: StatementSync;
  readonly #remember: StatementSync;
  readonly #remove: StatementSync;
  readonly #timed: StatementSync;
  readonly #expire: StatementSync;

  constructor(db: DatabaseSync) {
    db.exec(`
      CREATE TABLE IF NOT EXISTS records (
        partition INTEGER NOT NULL, offset INTEGER NOT NULL, appended_at INTEGER NOT NULL,
        id TEXT NOT NULL, key TEXT NOT NULL, type TEXT NOT NULL, occurred_at INTEGER NOT NULL, headers TEXT,
        payload BLOB NOT NULL, PRIMARY KEY (partition, offset)
      ) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS latest (
        partition INTEGER NOT NULL, key TEXT NOT NULL, offset INTEGER NOT NULL, PRIMARY KEY (partition, key)
      ) WITHOUT ROWID;
    `);
    this.#insert = db.prepare('INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
    this.#read = db.prepare(
      'SELECT * FROM records WHERE partition = ? AND offset >= ? ORDER BY offset LIMIT ?',
    );
    this.#latest = db.prepare('SELECT offset FROM latest WHERE partition = ? AND key = ?');
    this.#remember = db.prepare('INSERT OR REPLACE INTO latest (partition, key, offset) VALUES (?, ?, ?)');
    this.#remove = db.prepare('DELETE FROM records WHERE partition = ? AND offset = ?');
    this.#timed = db.prepare(`
      SELECT p.id, t.retention_ms FROM partitions p JOIN topics t ON t.name = p.topic WHERE t.retention_ms IS NOT NULL
    `);
    // The oldest first, and no further than the limit: a sweep costs the same however long the log is.
    this.#expire = db.prepare(`
      DELETE FROM records WHERE partition = ?1 AND offset IN (
        SELECT offset FROM (SELECT offset, appended_at FROM records WHERE partition = ?1 ORDER BY offset LIMIT ?2)
        WHERE appended_at < ?3
      )
    `);
  }

  append(
    partition: { id: number; compacted: boolean; end: number },
    record: RecordToAppend,
    nowAt: number,
  ): void {
    const { id, end, compacted } = partition;
    if (compacted) {
      const before = this.#latest.get(id, record.key);
      if (before !== undefined) this.#remove.run(id, Number(before['offset']));
      this.#remember.run(id, record.key, end);
    }
    const { key, type, occurredAt, headers, payload } = record;
    this.#insert.run(id, end, nowAt, record.id, key, type, occurredAt, headers, payload);
  }

  read(partition: number, from: number, limit: number): StoredRecord[] {
    const records: StoredRecord[] = [];
    let bytes = 0;
    for (const row of this.#read.iterate(partition, from, limit)) {
      const record = toRecord(row);
      bytes += record.payload.byteLength;
      if (records.length > 0 && bytes > READ_BYTES_MAX) break;
      records.push(record);
    }
    return records;
  }

  /** True when there may be more to drop. */
  sweep(nowAt: number): boolean {
    let budget = SWEEP_RECORDS;
    for (const row of this.#timed.all()) {
      const { changes } = this.#expire.run(Number(row['id']), budget, nowAt - Number(row['retention_ms']));
      budget -= Number(changes);
      if (budget === 0) return true;
    }
    return false;
  }
}

function toRecord(row: Record<string, SQLOutputValue>): StoredRecord {
  const { headers, payload } = row;
  return {
    offset: Number(row['offset']),
    id: String(row['id']),
    key: String(row['key']),
    type: String(row['type']),
    occurredAt: Number(row['occurred_at']),
    headers: typeof headers === 'string' ? headers : null,
    payload: payload instanceof Uint8Array ? payload : new Uint8Array(),
  };
}
