import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type CompiledIndex, indexKeysOf, type IndexKey } from '../index-key.ts';
import type { Bounds, PageRequest } from '../selection.ts';
import { Creation } from './creation.ts';
import type {
  DeleteAnswer,
  DocumentKeys,
  IndexedWrite,
  QueryAnswer,
  Refusal,
  Row,
  WriteAnswer,
} from './documents-protocol.ts';
import { QueryStatements } from './query-statements.ts';
import { Recently } from './recently.ts';
import { columnsOf, documentsTable, indexTable, toRow } from './table-layout.ts';

interface IndexStatements {
  readonly index: CompiledIndex;
  readonly remove: StatementSync;
  readonly holder: StatementSync;
}

/** What is known of a document that is there. */
interface Known {
  readonly version: number;
  readonly keys: DocumentKeys;
}

/** Documents written last whose entries are remembered: who is written again is not read and parsed for them. */
const KNOWN_MAX = 10_000;

/** One collection. Every check of a put comes before its first change, so a refused put has changed nothing. */
export class DocumentTable {
  readonly #indexes: readonly IndexStatements[];
  readonly #queries: QueryStatements;
  readonly #creation: Creation;
  readonly #known = new Recently<Known>(KNOWN_MAX);
  readonly #get: StatementSync;
  readonly #update: StatementSync;
  readonly #delete: StatementSync;

  constructor(db: DatabaseSync, { name, indexes }: { name: string; indexes: readonly CompiledIndex[] }) {
    const table = documentsTable(name);
    this.#queries = new QueryStatements(db, name, indexes);
    this.#get = db.prepare(`SELECT id, version, doc FROM ${table} WHERE id = ?`);
    this.#creation = new Creation(db, { name, indexes });
    this.#update = db.prepare(`UPDATE ${table} SET version = ?, doc = ? WHERE id = ?`);
    this.#delete = db.prepare(`DELETE FROM ${table} WHERE id = ?`);
    this.#indexes = indexes.map((index) => {
      const entries = indexTable(name, index.name);
      const where = columnsOf(index)
        .map((column) => `${column} = ?`)
        .join(' AND ');
      return {
        index,
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

  /** Each put for itself, in order. */
  putAll(writes: readonly IndexedWrite[]): Refusal[] {
    // Where the first is refused others mostly are, too: a file that is there already.
    if (writes.length > 1 && this.#isNew(writes[0]) && this.#creation.tryAll(writes)) return [];
    const answers = writes.map((write) => this.#put(write));
    return answers.flatMap((answer, at) => (answer.type === 'stored' ? [] : [{ at, answer }]));
  }

  /** What was written since the last commit may be undone. */
  undone(): void {
    this.#known.clear();
  }

  delete(id: string, expectedVersion: number): DeleteAnswer {
    const row = this.#row(id);
    if (row === undefined || row.version !== expectedVersion) return { type: 'conflict', current: row };
    this.#reindex(id, this.#keysOf(row.json), []);
    this.#delete.run(id);
    this.#known.forget(id);
    return { type: 'deleted' };
  }

  query(page: PageRequest): QueryAnswer {
    return this.#queries.page(page);
  }

  count(bounds: Bounds, limit: number): number {
    return this.#queries.count(bounds, limit);
  }

  #isNew(write: IndexedWrite | undefined): boolean {
    if (write === undefined || this.#known.get(write.id) !== undefined) return false;
    return this.#get.get(write.id) === undefined && this.#taken(write.id, write.keys) === undefined;
  }

  #put({ id, expectedVersion, json, keys }: IndexedWrite): WriteAnswer {
    const known = this.#known.get(id) ?? this.#read(id);
    if ((known?.version ?? 0) !== expectedVersion) return { type: 'conflict', current: this.#row(id) };
    const taken = this.#taken(id, keys);
    if (taken !== undefined) return taken;
    const version = expectedVersion + 1;
    if (known === undefined) this.#creation.add([{ id, json, keys }]);
    else {
      this.#reindex(id, known.keys, keys);
      this.#update.run(version, json, id);
    }
    this.#known.keep(id, { version, keys }, 1);
    return { type: 'stored', version };
  }

  #read(id: string): Known | undefined {
    const row = this.#row(id);
    return row && { version: row.version, keys: this.#keysOf(row.json) };
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

  #reindex(id: string, before: DocumentKeys, after: DocumentKeys): void {
    this.#indexes.forEach(({ remove }, at) => {
      const old = new Map((before[at] ?? []).map((key) => [JSON.stringify(key), key]));
      const added = (after[at] ?? []).filter((key) => old.size === 0 || !old.delete(JSON.stringify(key)));
      this.#creation.enter(at, id, added);
      for (const key of old.values()) remove.run(...key, id);
    });
  }

  #row(id: string): Row | undefined {
    const row = this.#get.get(id);
    return row && toRow(row);
  }
}
