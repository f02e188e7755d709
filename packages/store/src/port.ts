/**
 * The store seam (rules 1 and 2 of ARCHITECTURE.md): one aggregate is one JSON document, every durable change is one
 * compare-and-set of one document, and the events it causes ride in the same write. Nothing here needs a transaction
 * over two documents, so the same port is served by memory, SQLite and MongoDB, and `storeContract` runs on each.
 *
 * Failures are thrown as AppError: `STORE_BUSY` (too much in flight, retry later), `OUTBOX_FULL` (events wait
 * for the bus, retry later), `STORE_UNAVAILABLE` (disk full, I/O error, closed; retry later, outcome unknown),
 * `STORE_REQUEST_INVALID` (a limit or a name is wrong, never retry). A lost race is no failure: it is a PutResult.
 */

/** A value that can be indexed. Within one field all values are of one type; instants and counters are numbers. */
export type IndexValue = string | number | boolean;

/**
 * An index over one to three scalar fields. Order: field by field, then document id; strings by code point,
 * so a search that ignores case indexes a field that the service itself has folded.
 */
export interface IndexSpec {
  /** `[a-z][a-z0-9_]*`, unique within the collection. `id` is taken: it is the index every collection has. */
  readonly name: string;
  /**
   * Dotted paths such as `processId` or `home.number`. One field of an index may pass through an array,
   * `numbers[].e164`: the document is then found by each element, and queries name that field in `equals`.
   * A document where a field is absent or null is not in the index.
   */
  readonly fields: readonly string[];
  /** No two documents share the same values. */
  readonly unique?: boolean;
}

export interface CollectionSpec {
  /** `[a-z][a-z0-9_]*`, unique within the store. */
  readonly name: string;
  /** Shape of the documents. Raise it when older code must not touch newer documents: opening with a lower one is refused. */
  readonly version: number;
  /** Created, rebuilt and dropped to match when the collection is opened. */
  readonly indexes: readonly IndexSpec[];
}

/** A document as it is stored. `version` is 1 after the first put and rises by one with each. */
export interface Stored<T> {
  readonly id: string;
  readonly version: number;
  readonly doc: T;
}

/** An event written in the same step as the change that caused it. */
export interface OutboxEvent {
  /** Dedup key of the consumers (`ce_id`), a UUID. */
  readonly id: string;
  readonly topic: string;
  /** Order is kept per key. */
  readonly key: string;
  /** Chooses the partition where it differs from `key` (the scheduler's topics: the process's bucket). */
  readonly partitionKey?: string;
  /** Past tense, `LeadAccepted` (`ce_type`). */
  readonly type: string;
  /** Protobuf bytes, at most EVENT_BYTES_MAX. */
  readonly payload: Uint8Array;
  /** ms since the epoch. */
  readonly occurredAt: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface PutItem<T> {
  /** 1 to 256 characters, well-formed Unicode without NUL. */
  readonly id: string;
  /** Plain JSON: no bigint (use a string), no bytes, no undefined that matters. */
  readonly doc: T;
  /** The version the caller has read; 0 means that the document must not exist yet. */
  readonly expectedVersion: number;
  readonly events?: readonly OutboxEvent[];
}

export interface DeleteItem {
  readonly id: string;
  readonly expectedVersion: number;
  readonly events?: readonly OutboxEvent[];
}

export type Conflict<T> = {
  readonly type: 'conflict';
  /** What is there instead; undefined when nothing is. */
  readonly current: Stored<T> | undefined;
};

/** Another document holds the same values in this unique index. */
export type Duplicate<T> = { readonly type: 'duplicate'; readonly index: string; readonly holder: Stored<T> };

export type PutResult<T> = { readonly type: 'stored'; readonly version: number } | Conflict<T> | Duplicate<T>;

export type DeleteResult<T> = { readonly type: 'deleted' } | Conflict<T>;

/** Which part of an index: the first fields by `equals`, then at most one of `range` and `prefix` on the next field. */
export interface Selection {
  /** Name of a declared index, or `id`. */
  readonly index: string;
  readonly equals?: readonly IndexValue[];
  /** `from` is included, `to` is not. */
  readonly range?: { readonly from?: IndexValue; readonly to?: IndexValue };
  readonly prefix?: string;
}

export interface Query extends Selection {
  readonly order?: 'asc' | 'desc';
  /** 1 to PAGE_SIZE_MAX. */
  readonly pageSize: number;
  /** From the page before, with the same selection and order. */
  readonly pageToken?: string | undefined;
}

/**
 * One page. A document that is there all the while and keeps its place is seen exactly once, whatever is written meanwhile.
 * A page may hold fewer items than asked for (bytes are bounded too): only a missing token means the end.
 */
export interface Page<T> {
  readonly items: readonly Stored<T>[];
  readonly nextPageToken: string | undefined;
}

export interface Collection<T> {
  get(id: string): Promise<Stored<T> | undefined>;
  /** Those that exist, in the order asked for; at most BATCH_SIZE_MAX ids. */
  getMany(ids: readonly string[]): Promise<readonly Stored<T>[]>;
  /** The document that holds these values in a unique index. */
  getByKey(index: string, values: readonly IndexValue[]): Promise<Stored<T> | undefined>;
  /** Durable, with its events, when it resolves to `stored`; otherwise nothing has changed. */
  put(item: PutItem<T>): Promise<PutResult<T>>;
  /**
   * Each item its own compare-and-set, answered in order; they share commits but not fate. At most BATCH_SIZE_MAX items.
   * After an error some items may be stored.
   */
  putMany(items: readonly PutItem<T>[]): Promise<readonly PutResult<T>[]>;
  /** Removes the document; its events go out all the same. A later document of the same id starts at version 1 again. */
  delete(item: DeleteItem): Promise<DeleteResult<T>>;
  query(query: Query): Promise<Page<T>>;
  /** Number of matching documents, counted no further than `limit` (default and most COUNT_MAX). */
  count(selection: Selection & { readonly limit?: number }): Promise<number>;
}

/** An event waiting for the bus, and where it came from. */
export interface OutboxEntry {
  readonly collection: string;
  readonly documentId: string;
  /** Rises within a document. Opaque otherwise. */
  readonly sequence: number;
  readonly event: OutboxEvent;
}

/** Events not yet published. Taking and trimming never touch a document's version and never conflict with a writer. */
export interface Outbox {
  /** The oldest entries, each document's in sequence. The same ones come again until they are trimmed. */
  take(limit: number): Promise<readonly OutboxEntry[]>;
  /** Forgets published entries. May be lost in a crash: the entries then come again. */
  trim(entries: readonly OutboxEntry[]): Promise<void>;
  /** Calls `wake` after each commit that added entries, until the returned function is called. */
  onAppend(wake: () => void): () => void;
  pending(): Promise<number>;
}

export interface Store extends AsyncDisposable {
  /** Opens a collection; asking again with an equal spec gives the same one. T is what the service puts in. */
  collection<T extends object>(spec: CollectionSpec): Collection<T>;
  /** Resolves when every collection opened so far has its indexes; rejects if one could not be made. Await it at start. */
  ready(): Promise<void>;
  readonly outbox: Outbox;
}

/** A document's JSON, in UTF-16 units. */
export const DOCUMENT_CHARS_MAX = 1_048_576;
export const EVENTS_PER_PUT_MAX = 64;
export const EVENT_BYTES_MAX = 262_144;
export const PAGE_SIZE_MAX = 1000;
export const BATCH_SIZE_MAX = 10_000;
export const COUNT_MAX = 1_000_000;
