import type { DatabaseSync } from 'node:sqlite';
import { requestInvalid } from '../errors.ts';
import { type CompiledIndex, indexKeysOf } from '../index-key.ts';
import type { CollectionSpec, IndexSpec } from '../port.ts';
import { columnsOf, documentsTable, indexTable, insertSql } from './table-layout.ts';

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
      id TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL, doc TEXT NOT NULL
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
  if (added.length > 0) fill(db, spec.name, added);
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

/** Reads every document once and enters it in the indexes that are new. */
function fill(db: DatabaseSync, collection: string, added: readonly CompiledIndex[]): void {
  const inserts = added.map((index) => ({ index, statement: db.prepare(insertSql(collection, index)) }));
  const page = db.prepare(
    `SELECT rowid, id, doc FROM ${documentsTable(collection)} WHERE rowid > ? ORDER BY rowid LIMIT 500`,
  );
  let last: unknown = -1;
  for (let rows = page.all(-1); rows.length > 0; rows = page.all(Number(last))) {
    for (const row of rows) {
      // Written by DocumentTable, as JSON of an object.
      const doc = JSON.parse(String(row['doc'])) as object;
      for (const { index, statement } of inserts) {
        for (const key of indexKeysOf(doc, index))
          insert(() => statement.run(...key, String(row['id'])), index);
      }
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
