import { indexKeysOf } from '../index-key.ts';
import type {
  Collection,
  DeleteItem,
  DeleteResult,
  IndexValue,
  Page,
  PutItem,
  PutResult,
  Query,
  Selection,
  Stored,
} from '../port.ts';
import {
  compileKey,
  compileLimit,
  compileQuery,
  compileSelection,
  type PageRequest,
  writePageToken,
} from '../selection.ts';
import { checkBatch } from '../write.ts';
import { type Envelope, native, toStored } from './envelope.ts';
import { type IndexSlot } from './index-slot.ts';
import { CREATIONS_AT_ONCE, MongoWrites, type MongoWritesOptions, type PreparedPut } from './mongo-writes.ts';
import { boundsFilter, hintOf, pageScan } from './query-filter.ts';

export interface MongoCollectionOptions extends MongoWritesOptions {
  /** Rejects when the collection could not be opened; then so does every call. */
  readonly defined: Promise<void>;
}

/** A page ends early at this many characters of documents. */
const PAGE_CHARS_MAX = 8_388_608;
/** What a read brings of a document. */
const SHOWN = { version: 1, doc: 1 };
/** Replacements of a batch that are under way at once. */
const REPLACEMENTS_AT_ONCE = 16;

export class MongoCollection<T extends object> implements Collection<T> {
  readonly #options: MongoCollectionOptions;
  readonly #writes: MongoWrites<T>;

  constructor(options: MongoCollectionOptions) {
    this.#options = options;
    this.#writes = new MongoWrites(options);
  }

  async get(id: string): Promise<Stored<T> | undefined> {
    return (await this.getMany([id]))[0];
  }

  getMany(ids: readonly string[]): Promise<readonly Stored<T>[]> {
    return this.#call(async () => {
      checkBatch(ids.length);
      // Another text would be asked for: BSON knows no half characters.
      const filter = { _id: { $in: ids.filter((id) => id.isWellFormed()) }, version: { $gt: 0 } };
      const rows = await this.#options.link.send('read', () =>
        native(this.#options.model).find(filter, { projection: SHOWN }).toArray(),
      );
      const byId = new Map(rows.map((row) => [row._id, row]));
      return ids.flatMap((id) => {
        const row = byId.get(id);
        return row === undefined ? [] : [toStored<T>(row)];
      });
    });
  }

  getByKey(index: string, values: readonly IndexValue[]): Promise<Stored<T> | undefined> {
    return this.#call(async () => {
      const slot = this.#find(index);
      const equals = compileKey(slot?.index, values);
      const filter = boundsFilter(slot, { index, equals, from: undefined, to: undefined });
      const row = await this.#options.link.send('read', () =>
        native(this.#options.model).findOne(filter, { projection: SHOWN, hint: hintOf(slot) }),
      );
      return row === null ? undefined : toStored<T>(row);
    });
  }

  put(item: PutItem<T>): Promise<PutResult<T>> {
    return this.#call(
      () => this.#writes.prepare(item),
      (put) => this.#writes.put(put),
    );
  }

  putMany(items: readonly PutItem<T>[]): Promise<readonly PutResult<T>[]> {
    return this.#call(
      () => {
        checkBatch(items.length);
        return items.map((item) => this.#writes.prepare(item));
      },
      async (puts) => {
        const results: PutResult<T>[] = [];
        for (const run of runsOf(puts)) {
          const creations = run[0]?.expectedVersion === 0;
          const answers = creations
            ? await this.#writes.createAll(run)
            : await Promise.all(run.map((put) => this.#writes.put(put)));
          results.push(...answers);
        }
        return results;
      },
    );
  }

  delete(item: DeleteItem): Promise<DeleteResult<T>> {
    return this.#call(() => this.#writes.delete(item));
  }

  query(query: Query): Promise<Page<T>> {
    return this.#call(async () => {
      const slot = this.#find(query.index);
      const page = compileQuery(slot?.index, query);
      const { filter, sort, hint } = pageScan(slot, page);
      const batch = page.pageSize + 1;
      const options = { projection: SHOWN, sort, hint, limit: batch, batchSize: batch };
      const cursor = native(this.#options.model).find(filter, options);
      const rows: Envelope[] = [];
      let chars = 0;
      for await (const row of cursor) {
        if (rows.length === page.pageSize || (rows.length > 0 && chars > PAGE_CHARS_MAX))
          return this.#page(slot, page, rows, true);
        chars += row.doc?.length ?? 0;
        rows.push(row);
      }
      return this.#page(slot, page, rows, false);
    });
  }

  count(selection: Selection & { readonly limit?: number }): Promise<number> {
    return this.#call(async () => {
      const slot = this.#find(selection.index);
      const filter = boundsFilter(slot, compileSelection(slot?.index, selection));
      const limit = compileLimit(selection.limit);
      return this.#options.link.send('read', () =>
        this.#options.model.countDocuments(filter, { limit, hint: hintOf(slot) }),
      );
    });
  }

  #page(
    slot: IndexSlot | undefined,
    { bounds }: PageRequest,
    rows: readonly Envelope[],
    more: boolean,
  ): Page<T> {
    const items = rows.map((row) => toStored<T>(row));
    const last = more ? items.at(-1) : undefined;
    if (last === undefined) return { items, nextPageToken: undefined };
    // A field that passes through an array is among `equals`: the others are the same in every entry.
    const [key = []] = slot === undefined ? [[last.id]] : indexKeysOf(last.doc, slot.index);
    return { items, nextPageToken: writePageToken({ key: key.slice(bounds.equals.length), id: last.id }) };
  }

  #find(name: string): IndexSlot | undefined {
    return this.#options.shape.slots.find(({ index }) => index.name === name);
  }

  /** What is read of the caller's objects is read at once, before the first wait. */
  #call<R>(run: () => Promise<R>): Promise<R>;
  #call<P, R>(prepare: () => P, run: (prepared: P) => Promise<R>): Promise<R>;
  #call<R>(prepare: () => unknown, run?: (prepared: unknown) => Promise<R>): Promise<R> {
    return this.#options.link.call(async () => {
      if (run === undefined) {
        await this.#options.defined;
        return prepare() as Promise<R>;
      }
      const prepared = prepare();
      await this.#options.defined;
      return run(prepared);
    });
  }
}

/** Stretches of a batch in its order: creations that go as one command, or replacements; no document twice in one. */
function* runsOf(puts: readonly PreparedPut[]): Generator<readonly PreparedPut[]> {
  let run: PreparedPut[] = [];
  let ids = new Set<string>();
  for (const put of puts) {
    const creation = put.expectedVersion === 0;
    const most = creation ? CREATIONS_AT_ONCE : REPLACEMENTS_AT_ONCE;
    const other = run[0] !== undefined && (run[0].expectedVersion === 0) !== creation;
    if (other || run.length === most || ids.has(put.id)) {
      yield run;
      run = [];
      ids = new Set();
    }
    run.push(put);
    ids.add(put.id);
  }
  if (run.length > 0) yield run;
}
