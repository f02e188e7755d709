import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type CompiledIndex, indexKeysOf, type IndexKey } from '../index-key.ts';
import type { Bounds, PageRequest } from '../selection.ts';
import type {
  DeleteAnswer,
  DocumentKeys,
  IndexedWrite,
  QueryAnswer,
  Row,
  WriteAnswer,
} from './documents-protocol.ts';
import { QueryStatements } from './query-statements.ts';
import { columnsOf, documentsTable, indexTable, insertSql, toRow } from './table-layout.ts';

interface IndexStatements {
  readonly index: CompiledIndex;
  readonly insert: StatementSync;
  readonly remove: StatementSync;
  readonly holder: StatementSync;
}

/** One collection. Every check of a put comes before its first change, so a refused put has changed nothing. */
export class DocumentTable {
  readonly #indexes: readonly IndexStatements[];
  readonly #queries: QueryStatements;
  readonly #get: StatementSync;
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  readonly #delete: StatementSync;

  constructor(db: DatabaseSync, { name, indexes }: { name: string; indexes: readonly CompiledIndex[] }) {
    const table = documentsTable(name);
    this.#queries = new QueryStatements(db, name, indexes);
    this.#get = db.prepare(`SELECT id, version, doc FROM ${table} WHERE id = ?`);
    this.#insert = db.prepare(`INSERT INTO ${table} (version, doc, id) VALUES (?, ?, ?)`);
    this.#update = db.prepare(`UPDATE ${table} SET version = ?, doc = ? WHERE id = ?`);
    this.#delete = db.prepare(`DELETE FROM ${table} WHERE id = ?`);
    this.#indexes = indexes.map((index) => {
      const entries = indexTable(name, index.name);
      const where = columnsOf(index)
        .map((column) => `${column} = ?`)
        .join(' AND ');
      return {
        index,
        insert: db.prepare(insertSql(name, index)),
        remove: db.prepare(`DELETE FROM ${entries} WHERE ${where} AND id = ?`),
        holder: db.prepare(`SELECT id FROM ${entries} WHERE ${where}`),
      };
    });
  }

  get(ids: readonly string[]): Row[] {
    return ids.map((id) => this.#row(id)).filter((row) => row !== undefined);
  }

  findByKey(index: string, key: IndexKey): Row | undefined {
    const statements = this.#indexes.find((candidate) => candidate.index.name === index);
    const id = statements?.holder.get(...key)?.['id'];
    return id === undefined ? undefined : this.#row(String(id));
  }

  put(write: IndexedWrite): WriteAnswer {
    const { id, expectedVersion, json, keys } = write;
    const head = this.#get.get(id);
    if (Number(head?.['version'] ?? 0) !== expectedVersion)
      return { type: 'conflict', current: head && toRow(head) };
    const taken = this.#taken(id, keys);
    if (taken !== undefined) return taken;
    this.#reindex(id, head && toRow(head), keys);
    const version = expectedVersion + 1;
    (head === undefined ? this.#insert : this.#update).run(version, json, id);
    return { type: 'stored', version };
  }

  delete(id: string, expectedVersion: number): DeleteAnswer {
    const row = this.#row(id);
    if (row === undefined || row.version !== expectedVersion) return { type: 'conflict', current: row };
    this.#reindex(id, row, []);
    this.#delete.run(id);
    return { type: 'deleted' };
  }

  query(page: PageRequest): QueryAnswer {
    return this.#queries.page(page);
  }

  count(bounds: Bounds, limit: number): number {
    return this.#queries.count(bounds, limit);
  }

  /** The first other document that holds one of these keys in a unique index. */
  #taken(id: string, keys: DocumentKeys): WriteAnswer | undefined {
    for (const [at, { index, holder }] of this.#indexes.entries()) {
      if (!index.unique) continue;
      for (const key of keys[at] ?? []) {
        const other = holder.get(...key)?.['id'];
        const row = other === undefined || other === id ? undefined : this.#row(String(other));
        if (row !== undefined) return { type: 'duplicate', index: index.name, holder: row };
      }
    }
    return undefined;
  }

  /** Every entry of a document, in the order of the indexes. */
  #keysOf(json: string): DocumentKeys {
    // Half a megabyte of a file's chunk is not parsed for nothing.
    if (this.#indexes.length === 0) return [];
    // A document is JSON of an object: the port takes nothing else.
    const doc = JSON.parse(json) as object;
    return this.#indexes.map(({ index }) => indexKeysOf(doc, index));
  }

  #reindex(id: string, before: Row | undefined, after: DocumentKeys): void {
    const keysBefore = before === undefined ? [] : this.#keysOf(before.json);
    this.#indexes.forEach(({ insert, remove }, at) => {
      const old = new Map((keysBefore[at] ?? []).map((key) => [JSON.stringify(key), key]));
      for (const key of after[at] ?? []) {
        if (old.size === 0 || !old.delete(JSON.stringify(key))) insert.run(...key, id);
      }
      for (const key of old.values()) remove.run(...key, id);
    });
  }

  #row(id: string): Row | undefined {
    const row = this.#get.get(id);
    return row && toRow(row);
  }
}
