import { requestInvalid } from '../errors.ts';
import { type CompiledIndex, ID_INDEX, indexKeysOf, type IndexKey } from '../index-key.ts';
import type {
  Collection,
  Conflict,
  DeleteItem,
  DeleteResult,
  Duplicate,
  IndexValue,
  OutboxEvent,
  Page,
  PutItem,
  PutResult,
  Query,
  Selection,
  Stored,
} from '../port.ts';
import { compileKey, compileLimit, compileQuery, compileSelection, writePageToken } from '../selection.ts';
import { checkBatch, prepareDelete, prepareWrite, type Write } from '../write.ts';
import { SortedIndex } from './sorted-index.ts';

export interface MemoryRecord {
  readonly version: number;
  readonly json: string;
}

/** What a collection needs of its store. `admit` throws when the store is closed or the outbox is full. */
export interface MemoryHost {
  admit(events: readonly OutboxEvent[]): void;
  append(documentId: string, events: readonly OutboxEvent[]): void;
}

/** Documents are kept as JSON, so that no caller shares an object with the store. Each call is one uninterrupted step. */
export class MemoryCollection<T extends object> implements Collection<T> {
  readonly #host: MemoryHost;
  readonly #records: Map<string, MemoryRecord>;
  readonly #compiled: readonly CompiledIndex[];
  readonly #indexes = new Map<string, SortedIndex>();

  /** Throws STORE_REQUEST_INVALID when the stored documents violate a unique index. */
  constructor(indexes: readonly CompiledIndex[], records: Map<string, MemoryRecord>, host: MemoryHost) {
    this.#host = host;
    this.#records = records;
    this.#compiled = indexes;
    for (const name of [ID_INDEX, ...this.#compiled.map((index) => index.name)]) {
      this.#indexes.set(name, new SortedIndex());
    }
    for (const [id, record] of records) {
      const keys = this.#keysOf(record);
      const clash = this.#taken(id, keys);
      if (clash !== undefined)
        throw requestInvalid(`unique index ${clash.index}: stored documents share a key`);
      this.#index(id, keys);
    }
  }

  async get(id: string): Promise<Stored<T> | undefined> {
    this.#host.admit([]);
    return this.#read(id);
  }

  async getMany(ids: readonly string[]): Promise<readonly Stored<T>[]> {
    this.#host.admit([]);
    checkBatch(ids.length);
    return ids.map((id) => this.#read(id)).filter((stored) => stored !== undefined);
  }

  async getByKey(index: string, values: readonly IndexValue[]): Promise<Stored<T> | undefined> {
    this.#host.admit([]);
    const id = this.#indexes.get(index)?.holder(compileKey(this.#find(index), values));
    return id === undefined ? undefined : this.#read(id);
  }

  async put(item: PutItem<T>): Promise<PutResult<T>> {
    return this.#write(prepareWrite(item));
  }

  async putMany(items: readonly PutItem<T>[]): Promise<readonly PutResult<T>[]> {
    checkBatch(items.length);
    return items.map(prepareWrite).map((write) => this.#write(write));
  }

  async delete(item: DeleteItem): Promise<DeleteResult<T>> {
    const { id, expectedVersion, events } = prepareDelete(item);
    this.#host.admit(events);
    const record = this.#records.get(id);
    if (record === undefined || record.version !== expectedVersion) return this.#conflict(id);
    this.#unindex(id, this.#keysOf(record));
    this.#records.delete(id);
    this.#host.append(id, events);
    return { type: 'deleted' };
  }

  async query(query: Query): Promise<Page<T>> {
    this.#host.admit([]);
    const { bounds, descending, pageSize, after } = compileQuery(this.#find(query.index), query);
    const found = this.#indexes.get(query.index)?.scan(bounds, descending, after) ?? [];
    const entries = [...Iterator.from(found).take(pageSize + 1)];
    const last = entries.length > pageSize ? entries[pageSize - 1] : undefined;
    return {
      items: entries.slice(0, pageSize).flatMap((entry) => this.#read(entry.id) ?? []),
      nextPageToken: last && writePageToken({ key: last.key.slice(bounds.equals.length), id: last.id }),
    };
  }

  async count(selection: Selection & { readonly limit?: number }): Promise<number> {
    this.#host.admit([]);
    const bounds = compileSelection(this.#find(selection.index), selection);
    const limit = compileLimit(selection.limit);
    const found = this.#indexes.get(selection.index)?.scan(bounds, false, undefined) ?? [];
    return Iterator.from(found)
      .take(limit)
      .reduce((count) => count + 1, 0);
  }

  #write(write: Write): PutResult<T> {
    this.#host.admit(write.events);
    const before = this.#records.get(write.id);
    if ((before?.version ?? 0) !== write.expectedVersion) return this.#conflict(write.id);
    const keys = this.#keysOf(write);
    const taken = this.#taken(write.id, keys);
    if (taken !== undefined) return taken;
    if (before !== undefined) this.#unindex(write.id, this.#keysOf(before));
    const version = write.expectedVersion + 1;
    this.#records.set(write.id, { version, json: write.json });
    this.#index(write.id, keys);
    this.#host.append(write.id, write.events);
    return { type: 'stored', version };
  }

  /** The first other document that holds one of these keys in a unique index. */
  #taken(id: string, keys: readonly (readonly IndexKey[])[]): Duplicate<T> | undefined {
    for (const [at, { name, unique }] of this.#compiled.entries()) {
      if (!unique) continue;
      for (const key of keys[at] ?? []) {
        const other = this.#indexes.get(name)?.holder(key);
        const holder = other === undefined || other === id ? undefined : this.#read(other);
        if (holder !== undefined) return { type: 'duplicate', index: name, holder };
      }
    }
    return undefined;
  }

  #keysOf({ json }: Pick<MemoryRecord, 'json'>): IndexKey[][] {
    const doc = JSON.parse(json) as T; // what put() was given
    return this.#compiled.map((index) => indexKeysOf(doc, index));
  }

  #index(id: string, keys: readonly (readonly IndexKey[])[]): void {
    this.#indexes.get(ID_INDEX)?.add([id], id);
    this.#compiled.forEach((index, at) => {
      for (const key of keys[at] ?? []) this.#indexes.get(index.name)?.add(key, id);
    });
  }

  #unindex(id: string, keys: readonly (readonly IndexKey[])[]): void {
    this.#indexes.get(ID_INDEX)?.remove([id], id);
    this.#compiled.forEach((index, at) => {
      for (const key of keys[at] ?? []) this.#indexes.get(index.name)?.remove(key, id);
    });
  }

  #conflict(id: string): Conflict<T> {
    return { type: 'conflict', current: this.#read(id) };
  }

  #read(id: string): Stored<T> | undefined {
    const record = this.#records.get(id);
    return record && { id, version: record.version, doc: JSON.parse(record.json) as T };
  }

  #find(name: string): CompiledIndex | undefined {
    return this.#compiled.find((index) => index.name === name);
  }
}
