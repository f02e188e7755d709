import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { CompiledIndex, IndexKey } from '../index-key.ts';
import type { DocumentKeys, IndexedWrite } from './documents-protocol.ts';
import { RowInserter } from './row-inserter.ts';
import { columnsOf, documentsTable, indexTable } from './table-layout.ts';

/** A document that is not there yet. */
interface NewDocument {
  readonly id: string;
  readonly json: string;
  readonly keys: DocumentKeys;
}

/** How documents come into a collection: the table of documents, then each index. */
export class Creation {
  readonly #documents: RowInserter;
  readonly #indexes: readonly RowInserter[];
  readonly #savepoint: StatementSync;
  readonly #release: StatementSync;
  readonly #undo: StatementSync;

  constructor(db: DatabaseSync, { name, indexes }: { name: string; indexes: readonly CompiledIndex[] }) {
    this.#documents = new RowInserter(db, documentsTable(name), ['version', 'doc', 'id']);
    this.#indexes = indexes.map(
      (index) => new RowInserter(db, indexTable(name, index.name), [...columnsOf(index), 'id']),
    );
    this.#savepoint = db.prepare('SAVEPOINT creation');
    this.#release = db.prepare('RELEASE creation');
    this.#undo = db.prepare('ROLLBACK TO creation');
  }

  /** False when an id or a unique key was taken; then only some of it is in. */
  add(documents: readonly NewDocument[]): boolean {
    if (!this.#documents.insert(documents.flatMap(({ id, json }) => [1, json, id]))) return false;
    return this.#indexes.every((index, at) =>
      index.insert(documents.flatMap(({ id, keys }) => entriesOf(id, keys[at] ?? []))),
    );
  }

  /** Further entries of a document in the index at this place of the spec. */
  enter(index: number, id: string, keys: readonly IndexKey[]): void {
    if (keys.length > 0) this.#indexes[index]?.insert(entriesOf(id, keys));
  }

  /** All at once where every write makes a document and no key is taken; otherwise false, and nothing has changed. */
  tryAll(writes: readonly IndexedWrite[]): boolean {
    if (writes.some(({ expectedVersion }) => expectedVersion !== 0)) return false;
    this.#savepoint.run();
    const isDone = this.add(writes);
    if (!isDone) this.#undo.run();
    this.#release.run();
    return isDone;
  }
}

function entriesOf(id: string, keys: readonly IndexKey[]): (string | number)[] {
  const [key] = keys;
  if (key !== undefined && keys.length === 1) return [...key, id];
  return keys.flatMap((each) => [...each, id]);
}
