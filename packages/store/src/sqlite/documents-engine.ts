import type { DatabaseSync } from 'node:sqlite';
import { AppError, unreachable } from '@firstring/kernel';
import { requestInvalid } from '../errors.ts';
import type { CollectionSpec } from '../port.ts';
import { compileSpec, specOutdated } from '../spec.ts';
import { DocumentTable } from './document-table.ts';
import type {
  DeleteAnswer,
  DocumentKeys,
  DocumentsRead,
  DocumentsWrite,
  Refusal,
} from './documents-protocol.ts';
import type { Engine } from './engine.ts';
import { migrateIndexes } from './migrate-indexes.ts';
import { OutboxTable } from './outbox-table.ts';
import { sift } from './pack.ts';

/** The engine of a service's store: a table a collection, a table an index, and the outbox. */
export function openEngine(db: DatabaseSync): Engine {
  db.exec(`
    CREATE TABLE IF NOT EXISTS collections (
      name TEXT PRIMARY KEY, version INTEGER NOT NULL, indexes TEXT NOT NULL
    ) WITHOUT ROWID
  `);
  return new DocumentsEngine(db);
}

class DocumentsEngine implements Engine {
  readonly #db: DatabaseSync;
  readonly #outbox: OutboxTable;
  readonly #tables = new Map<string, DocumentTable>();

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#outbox = new OutboxTable(db);
  }

  write(body: unknown): unknown {
    // Written by SqliteStore; the two are one module pair.
    const request = body as DocumentsWrite;
    switch (request.type) {
      case 'define':
        return this.#define(request.spec);
      case 'put':
        return this.#put(request);
      case 'delete':
        return this.#delete(request);
      case 'trim':
        return this.#outbox.trim(request.sequences);
      default:
        return unreachable(request);
    }
  }

  read(body: unknown): unknown {
    // Written by SqliteStore; the two are one module pair.
    const request = body as DocumentsRead;
    switch (request.type) {
      case 'get':
        return this.#table(request.collection).get(request.ids);
      case 'key':
        return this.#table(request.collection).findByKey(request.index, request.key);
      case 'query':
        return this.#table(request.collection).query(request.page);
      case 'count':
        return this.#table(request.collection).count(request.bounds, request.limit);
      case 'take':
        return this.#outbox.take(request.limit);
      case 'pending':
        return this.#outbox.count();
      default:
        return unreachable(request);
    }
  }

  undone(): void {
    for (const table of this.#tables.values()) table.undone();
  }

  #put({ collection, writes, events }: DocumentsWrite & { type: 'put' }): Refusal[] {
    const table = this.#table(collection);
    // Written by SqliteCollection.
    const keys = JSON.parse(writes.keys) as DocumentKeys[];
    const refusals = table.putAll(
      writes.ids.map((id, at) => ({
        id,
        expectedVersion: writes.expectedVersions[at] ?? 0,
        json: writes.jsons[at] ?? '',
        keys: keys[at] ?? [],
      })),
    );
    const refused = new Set(refusals.map(({ at }) => at));
    this.#outbox.add(
      collection,
      sift(events.pack, (at) => !refused.has(events.writeOf[at] ?? 0)),
    );
    return refusals;
  }

  #delete({ collection, id, expectedVersion, events }: DocumentsWrite & { type: 'delete' }): DeleteAnswer {
    const answer = this.#table(collection).delete(id, expectedVersion);
    if (answer.type === 'deleted') this.#outbox.add(collection, events);
    return answer;
  }

  #define(spec: CollectionSpec): void {
    const stored = this.#db.prepare('SELECT version, indexes FROM collections WHERE name = ?').get(spec.name);
    const outdated = specOutdated(spec, stored === undefined ? undefined : Number(stored['version']));
    if (outdated !== undefined) throw requestInvalid(outdated);
    const indexes = compileSpec(spec);
    migrateIndexes(this.#db, { spec, indexes, storedIndexes: String(stored?.['indexes'] ?? '[]') });
    this.#db
      .prepare('INSERT OR REPLACE INTO collections (name, version, indexes) VALUES (?, ?, ?)')
      .run(spec.name, spec.version, JSON.stringify(spec.indexes));
    this.#tables.set(spec.name, new DocumentTable(this.#db, { name: spec.name, indexes }));
  }

  #table(name: string): DocumentTable {
    const table = this.#tables.get(name);
    if (table === undefined) throw AppError.from(new Error(`collection ${name} was never opened`));
    return table;
  }
}
