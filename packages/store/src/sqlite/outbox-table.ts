import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { headsText, pack, type Pack, sift, split, unpack } from './pack.ts';

/** Events and bytes of one row at most; a single event may be larger. */
const PACK_EVENTS_MAX = 250;
const PACK_BYTES_MAX = 1_048_576;
/** Bytes of payload one `take` returns at most, beyond its first pack. */
const TAKE_BYTES_MAX = 4_194_304;

/** Events that were stored together, as they lie in the outbox. */
export interface OutboxRow {
  readonly collection: string;
  /** Sequence of the last event; those before count down from it. */
  readonly last: number;
  readonly count: number;
  readonly heads: string;
  readonly payloads: Uint8Array;
}

/** Events beside the documents, in the same transaction. A sequence is never used twice, so a late trim hits nothing new. */
export class OutboxTable {
  readonly #insert: StatementSync;
  readonly #take: StatementSync;
  readonly #holder: StatementSync;
  readonly #remove: StatementSync;
  readonly #count: StatementSync;
  #last: number;

  constructor(db: DatabaseSync) {
    db.exec(`
      CREATE TABLE IF NOT EXISTS outbox_packs (
        last INTEGER PRIMARY KEY AUTOINCREMENT, count INTEGER NOT NULL, collection TEXT NOT NULL,
        heads TEXT NOT NULL, payloads BLOB NOT NULL
      )
    `);
    takeOver(db);
    this.#insert = db.prepare(
      'INSERT INTO outbox_packs (last, count, collection, heads, payloads) VALUES (?, ?, ?, ?, ?)',
    );
    this.#take = db.prepare('SELECT * FROM outbox_packs ORDER BY last LIMIT ?');
    this.#holder = db.prepare('SELECT * FROM outbox_packs WHERE last >= ? ORDER BY last LIMIT 1');
    this.#remove = db.prepare('DELETE FROM outbox_packs WHERE last = ?');
    this.#count = db.prepare('SELECT coalesce(sum(count), 0) AS entries FROM outbox_packs');
    const used = db.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'outbox_packs'").get();
    this.#last = Number(used?.['seq'] ?? 0);
  }

  add(collection: string, events: Pack): void {
    for (const part of split(events, PACK_EVENTS_MAX, PACK_BYTES_MAX)) {
      this.#last += part.heads.length;
      this.#put({ collection, last: this.#last }, part);
    }
  }

  /** Whole packs; only the first may have more than `limit` events. */
  take(limit: number): OutboxRow[] {
    const rows: OutboxRow[] = [];
    let [events, bytes] = [0, 0];
    for (const found of this.#take.iterate(limit)) {
      const row = toRow(found);
      events += row.count;
      bytes += row.payloads.byteLength;
      if (rows.length > 0 && (events > limit || bytes > TAKE_BYTES_MAX)) break;
      rows.push(row);
    }
    return rows;
  }

  /** How many were there to forget. A pack of which some stay is taken apart. */
  trim(sequences: readonly number[]): number {
    const gone = new Set(sequences);
    let [done, trimmed] = [0, 0];
    for (const sequence of sequences.toSorted((left, right) => left - right)) {
      if (sequence <= done) continue;
      const found = this.#holder.get(sequence);
      if (found === undefined) break;
      const row = toRow(found);
      if (sequence <= row.last - row.count) continue;
      done = row.last;
      trimmed += this.#trimPack(row, gone);
    }
    return trimmed;
  }

  count(): number {
    return Number(this.#count.get()?.['entries']);
  }

  #trimPack({ collection, last, count, heads, payloads }: OutboxRow, gone: ReadonlySet<number>): number {
    const first = last - count + 1;
    const staying = Array.from({ length: count }, (_, at) => first + at).filter((each) => !gone.has(each));
    this.#remove.run(last);
    if (staying.length === 0) return count;
    const whole = pack(unpack(heads, payloads));
    for (const sequence of staying) {
      this.#put(
        { collection, last: sequence },
        sift(whole, (at) => first + at === sequence),
      );
    }
    return count - staying.length;
  }

  #put({ collection, last }: { collection: string; last: number }, events: Pack): void {
    this.#insert.run(last, events.heads.length, collection, headsText(events), events.payloads);
  }
}

/** Events of the form of before, one a row. */
function takeOver(db: DatabaseSync): void {
  const before = db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'outbox'").get();
  if (before === undefined) return;
  db.exec(`
    INSERT INTO outbox_packs (last, count, collection, heads, payloads)
      SELECT sequence, 1, collection, json_array(json_array(
        document_id, event_id, topic, key, partition_key, type, occurred_at, json(headers), length(payload)
      )), payload FROM outbox ORDER BY sequence;
    DROP TABLE outbox
  `);
}

function toRow(row: Record<string, unknown>): OutboxRow {
  const { payloads } = row;
  return {
    collection: String(row['collection']),
    last: Number(row['last']),
    count: Number(row['count']),
    heads: String(row['heads']),
    payloads: payloads instanceof Uint8Array ? payloads : new Uint8Array(),
  };
}
