import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import type { OutboxEntry, OutboxEvent } from '../port.ts';

/** Bytes of payload one `take` returns at most, beyond its first entry. */
const TAKE_BYTES_MAX = 4_194_304;

/** Events beside the documents, in the same transaction. The sequence is never used twice, so a late trim hits nothing new. */
export class OutboxTable {
  readonly #insert: StatementSync;
  readonly #take: StatementSync;
  readonly #trim: StatementSync;
  readonly #count: StatementSync;

  constructor(db: DatabaseSync) {
    db.exec(`
      CREATE TABLE IF NOT EXISTS outbox (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        collection TEXT NOT NULL, document_id TEXT NOT NULL,
        event_id TEXT NOT NULL, topic TEXT NOT NULL, key TEXT NOT NULL, partition_key TEXT,
        type TEXT NOT NULL, occurred_at INTEGER NOT NULL, headers TEXT, payload BLOB NOT NULL
      )
    `);
    this.#insert = db.prepare(`
      INSERT INTO outbox
        (collection, document_id, event_id, topic, key, partition_key, type, occurred_at, headers, payload)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    `);
    this.#take = db.prepare('SELECT * FROM outbox ORDER BY sequence LIMIT ?');
    this.#trim = db.prepare('DELETE FROM outbox WHERE sequence = ?');
    this.#count = db.prepare('SELECT count(*) AS entries FROM outbox');
  }

  add(collection: string, documentId: string, events: readonly OutboxEvent[]): void {
    for (const event of events) {
      this.#insert.run(
        collection,
        documentId,
        event.id,
        event.topic,
        event.key,
        event.partitionKey ?? null,
        event.type,
        event.occurredAt,
        event.headers === undefined ? null : JSON.stringify(event.headers),
        event.payload,
      );
    }
  }

  take(limit: number): OutboxEntry[] {
    const entries: OutboxEntry[] = [];
    let bytes = 0;
    for (const row of this.#take.iterate(limit)) {
      const entry = toEntry(row);
      bytes += entry.event.payload.byteLength;
      if (entries.length > 0 && bytes > TAKE_BYTES_MAX) break;
      entries.push(entry);
    }
    return entries;
  }

  /** How many were there to forget. */
  trim(sequences: readonly number[]): number {
    let trimmed = 0;
    for (const sequence of sequences) trimmed += Number(this.#trim.run(sequence).changes);
    return trimmed;
  }

  count(): number {
    return Number(this.#count.get()?.['entries']);
  }
}

function toEntry(row: Record<string, SQLOutputValue>): OutboxEntry {
  const { headers, payload, partition_key: partitionKey } = row;
  return {
    collection: String(row['collection']),
    documentId: String(row['document_id']),
    sequence: Number(row['sequence']),
    event: {
      id: String(row['event_id']),
      topic: String(row['topic']),
      key: String(row['key']),
      type: String(row['type']),
      occurredAt: Number(row['occurred_at']),
      payload: payload instanceof Uint8Array ? payload : new Uint8Array(),
      ...(typeof partitionKey === 'string' && { partitionKey }),
      ...(typeof headers === 'string' && { headers: JSON.parse(headers) as Record<string, string> }),
    },
  };
}
