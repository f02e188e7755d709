import { outboxFull, requestInvalid } from '../errors.ts';
import type { Collection, CollectionSpec, Outbox, OutboxEvent, Store } from '../port.ts';
import { compileSpec } from '../spec.ts';
import type { DocumentsRead, DocumentsWrite, TakeAnswer } from './documents-protocol.ts';
import { unpackEntries } from './outbox-pack.ts';
import { SqliteCollection } from './sqlite-collection.ts';
import type { SqliteDatabase, SqliteThread } from './sqlite-thread.ts';

export interface SqliteStoreOptions {
  /** Made when missing; its folder must exist. One process at a time. */
  readonly file: string;
  /** Puts with events are refused with OUTBOX_FULL from here on. */
  readonly outboxEntriesMax?: number;
}

/** The store port on one SQLite file: every `stored` is on the disk, and so are its events. */
export async function openSqliteStore(thread: SqliteThread, options: SqliteStoreOptions): Promise<Store> {
  const engine = new URL('./documents-engine.ts', import.meta.url);
  const database = await thread.open({ file: options.file, engine, reasons: 'STORE' });
  const request: DocumentsRead = { type: 'pending' };
  const pending = await database.read<number>(request);
  return new SqliteStore(database, { pending, outboxEntriesMax: options.outboxEntriesMax ?? 100_000 });
}

interface OpenCollection {
  readonly spec: string;
  readonly collection: unknown;
  readonly defined: Promise<void>;
  forget(): void;
}

class SqliteStore implements Store {
  readonly #database: SqliteDatabase;
  readonly #outboxEntriesMax: number;
  readonly #opened = new Map<string, OpenCollection>();
  readonly #wakes = new Set<() => void>();
  #pending: number;

  readonly outbox: Outbox = {
    take: async (limit) => {
      const rows = await this.#read<TakeAnswer>({ type: 'take', limit });
      return rows.flatMap(unpackEntries).slice(0, limit);
    },
    trim: async (entries) => {
      const request: DocumentsWrite = { type: 'trim', sequences: entries.map((entry) => entry.sequence) };
      const trimmed = await this.#database.writeRelaxed<number>(request);
      // Only now: `#pending -= await …` would forget what was appended meanwhile.
      this.#pending -= trimmed;
    },
    onAppend: (wake) => {
      this.#wakes.add(wake);
      return () => void this.#wakes.delete(wake);
    },
    pending: async () => this.#pending,
  };

  constructor(database: SqliteDatabase, options: { pending: number; outboxEntriesMax: number }) {
    this.#database = database;
    this.#pending = options.pending;
    this.#outboxEntriesMax = options.outboxEntriesMax;
  }

  collection<T extends object>(spec: CollectionSpec): Collection<T> {
    const opened = this.#opened.get(spec.name);
    const text = JSON.stringify(spec);
    // The caller names T for a spec; the same spec always stands for the same T.
    if (opened?.spec === text) return opened.collection as Collection<T>;
    if (opened !== undefined) throw requestInvalid(`collection ${spec.name} is open with another spec`);
    const indexes = compileSpec(spec);
    const request: DocumentsWrite = { type: 'define', spec: JSON.parse(text) as typeof spec };
    const defined = this.#database.write<void>(request, text.length);
    // A failure reaches whoever uses the collection or awaits ready(); here it only must not count as unhandled.
    defined.catch((failure: unknown) => failure);
    const collection = new SqliteCollection<T>({
      name: spec.name,
      indexes,
      defined,
      database: this.#database,
      admit: (events) => this.#admit(events),
      appended: (count) => this.#appended(count),
    });
    this.#opened.set(spec.name, { spec: text, collection, defined, forget: () => collection.forget() });
    return collection;
  }

  async ready(): Promise<void> {
    await Promise.all([...this.#opened.values()].map(({ defined }) => defined));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#wakes.clear();
    await this.#database[Symbol.asyncDispose]();
    for (const { forget } of this.#opened.values()) forget();
  }

  #admit(events: readonly OutboxEvent[]): void {
    if (events.length > 0 && this.#pending >= this.#outboxEntriesMax) throw outboxFull();
  }

  #appended(count: number): void {
    if (count === 0) return;
    this.#pending += count;
    for (const wake of this.#wakes) wake();
  }

  #read<T>(request: DocumentsRead): Promise<T> {
    return this.#database.read<T>(request);
  }
}
