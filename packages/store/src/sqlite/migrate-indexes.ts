import type { DatabaseSync } from 'node:sqlite';
import { requestInvalid } from '../errors.ts';
import { type CompiledIndex, indexKeysOf } from '../index-key.ts';
import type { CollectionSpec, IndexSpec } from '../port.ts';
import { columnsOf, documentsTable, indexTable, insertSql, keysText } from './table-layout.ts';

export interface IndexMigration {
  readonly spec: CollectionSpec;
  readonly indexes: readonly CompiledIndex[];
  /** JSON of the IndexSpec list the collection had before. */
  readonly storedIndexes: string;
}

/**
 * Makes the tables match the spec: indexes no longer declared are dropped, new and changed ones are filled from the documents.
 * One transaction; a unique index that the documents violate fails it as a whole.
 */
export function migrateIndexes(db: DatabaseSync, { spec, indexes, storedIndexes }: IndexMigration): void {
  db.exec(`
    CREATE TABLE IF NOT EXISTS ${documentsTable(spec.name)} (
      id TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL, keys TEXT NOT NULL, doc TEXT NOT NULL
    )
  `);
  if (JSON.stringify(spec.indexes) === storedIndexes) return;
  // Written by this module.
  const before = JSON.parse(storedIndexes) as IndexSpec[];
  const kept = new Set<string>();
  for (const old of before) {
    const same = spec.indexes.find((index) => JSON.stringify(index) === JSON.stringify(old));
    if (same === undefined) db.exec(`DROP TABLE IF EXISTS ${indexTable(spec.name, old.name)}`);
    else kept.add(old.name);
  }
  const added = indexes.filter((index) => !kept.has(index.name));
  for (const index of added) createIndex(db, spec.name, index);
  fill(db, { collection: spec.name, indexes, added: new Set(added) });
}

function createIndex(db: DatabaseSync, collection: string, index: CompiledIndex): void {
  const columns = columnsOf(index);
  const key = index.unique ? columns : [...columns, 'id'];
  db.exec(`
    CREATE TABLE ${indexTable(collection, index.name)} (
      ${columns.map((column) => `${column} NOT NULL`).join(', ')}, id TEXT NOT NULL, PRIMARY KEY (${key.join(', ')})
    ) WITHOUT ROWID
  `);
}

/** Reads every document once: `keys` lists its entries in the order of the new spec. */
function fill(
  db: DatabaseSync,
  {
    collection,
    indexes,
    added,
  }: { collection: string; indexes: readonly CompiledIndex[]; added: Set<CompiledIndex> },
): void {
  const inserts = indexes.map((index) => db.prepare(insertSql(collection, index)));
  const update = db.prepare(`UPDATE ${documentsTable(collection)} SET keys = ? WHERE rowid = ?`);
  const page = db.prepare(
    `SELECT rowid, id, doc FROM ${documentsTable(collection)} WHERE rowid > ? ORDER BY rowid LIMIT 500`,
  );
  let last: unknown = -1;
  for (let rows = page.all(-1); rows.length > 0; rows = page.all(Number(last))) {
    for (const row of rows) {
      const keys = indexes.map((index) => indexKeysOf(JSON.parse(String(row['doc'])), index));
      indexes.forEach((index, at) => {
        if (!added.has(index)) return;
        for (const key of keys[at] ?? []) insert(() => inserts[at]?.run(...key, String(row['id'])), index);
      });
      update.run(keysText(keys), Number(row['rowid']));
      last = row['rowid'];
    }
  }
}

function insert(run: () => unknown, index: CompiledIndex): void {
  try {
    run();
  } catch (thrown) {
    const isDuplicate =
      thrown instanceof Error && 'errcode' in thrown && thrown.errcode === SQLITE_CONSTRAINT_PRIMARYKEY;
    throw isDuplicate ? requestInvalid(`unique index ${index.name}: stored documents share a key`) : thrown;
  }
}

const SQLITE_CONSTRAINT_PRIMARYKEY = 1555;
