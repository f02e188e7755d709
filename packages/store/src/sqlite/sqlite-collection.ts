import { type CompiledIndex, indexKeysOf } from '../index-key.ts';
import type {
  Collection,
  DeleteItem,
  DeleteResult,
  IndexValue,
  OutboxEvent,
  Page,
  PutItem,
  PutResult,
  Query,
  Selection,
  Stored,
} from '../port.ts';
import { compileKey, compileLimit, compileQuery, compileSelection } from '../selection.ts';
import { checkBatch, prepareDelete, prepareWrite, type Write } from '../write.ts';
import type {
  DeleteAnswer,
  DocumentsRead,
  DocumentsWrite,
  IndexedWrite,
  QueryAnswer,
  Row,
  WriteAnswer,
} from './documents-protocol.ts';
import type { SqliteDatabase } from './sqlite-thread.ts';

export interface SqliteCollectionOptions {
  readonly name: string;
  readonly indexes: readonly CompiledIndex[];
  /** Rejects when the collection could not be opened; then so does every call. */
  readonly defined: Promise<void>;
  readonly database: SqliteDatabase;
  /** Throws when these events may not be added. */
  admit(events: readonly OutboxEvent[]): void;
  /** So many events have been added durably. */
  appended(count: number): void;
}

/** Items of a bulk put that go over as one request, and requests of one bulk put that are under way at once. */
const CHUNK_ITEMS = 250;
const CHUNKS_IN_FLIGHT = 4;

export class SqliteCollection<T extends object> implements Collection<T> {
  readonly #options: SqliteCollectionOptions;

  constructor(options: SqliteCollectionOptions) {
    this.#options = options;
  }

  async get(id: string): Promise<Stored<T> | undefined> {
    const rows = await this.#read<Row[]>({ type: 'get', collection: this.#options.name, ids: [id] });
    return rows[0] && this.#parse(rows[0]);
  }

  async getMany(ids: readonly string[]): Promise<readonly Stored<T>[]> {
    checkBatch(ids.length);
    const rows = await this.#read<Row[]>({ type: 'get', collection: this.#options.name, ids });
    return rows.map((row) => this.#parse(row));
  }

  async getByKey(index: string, values: readonly IndexValue[]): Promise<Stored<T> | undefined> {
    const key = compileKey(this.#find(index), values);
    const row = await this.#read<Row | undefined>({
      type: 'key',
      collection: this.#options.name,
      index,
      key,
    });
    return row && this.#parse(row);
  }

  async put(item: PutItem<T>): Promise<PutResult<T>> {
    const [result] = await this.#putChunk([item]);
    if (result === undefined) throw new Error('a put was not answered');
    return result;
  }

  async putMany(items: readonly PutItem<T>[]): Promise<readonly PutResult<T>[]> {
    checkBatch(items.length);
    const results: PutResult<T>[] = [];
    const step = CHUNK_ITEMS * CHUNKS_IN_FLIGHT;
    for (let at = 0; at < items.length; at += step) {
      const chunks = [];
      for (let from = at; from < Math.min(at + step, items.length); from += CHUNK_ITEMS) {
        chunks.push(this.#putChunk(items.slice(from, from + CHUNK_ITEMS)));
      }
      for (const chunk of await Promise.all(chunks)) results.push(...chunk);
    }
    return results;
  }

  async delete(item: DeleteItem): Promise<DeleteResult<T>> {
    const prepared = prepareDelete(item);
    const events = prepared.events.map(ownPayload);
    this.#options.admit(events);
    await this.#options.defined;
    const request: DocumentsWrite = {
      type: 'delete',
      collection: this.#options.name,
      item: { ...prepared, events },
    };
    const answer = await this.#options.database.write<DeleteAnswer>(request, eventBytes(events));
    if (answer.type === 'conflict')
      return { type: 'conflict', current: answer.current && this.#parse(answer.current) };
    this.#options.appended(events.length);
    return answer;
  }

  async query(query: Query): Promise<Page<T>> {
    const page = compileQuery(this.#find(query.index), query);
    const answer = await this.#read<QueryAnswer>({ type: 'query', collection: this.#options.name, page });
    return { items: answer.rows.map((row) => this.#parse(row)), nextPageToken: answer.nextPageToken };
  }

  async count(selection: Selection & { readonly limit?: number }): Promise<number> {
    const bounds = compileSelection(this.#find(selection.index), selection);
    const limit = compileLimit(selection.limit);
    return this.#read<number>({ type: 'count', collection: this.#options.name, bounds, limit });
  }

  async #putChunk(items: readonly PutItem<T>[]): Promise<PutResult<T>[]> {
    const { indexes } = this.#options;
    const writes = items.map((item): IndexedWrite => {
      const write = prepareWrite(item);
      const keys = indexes.map((index) => indexKeysOf(item.doc, index));
      return { ...write, keys, events: write.events.map(ownPayload) };
    });
    for (const write of writes) this.#options.admit(write.events);
    await this.#options.defined;
    const request: DocumentsWrite = { type: 'put', collection: this.#options.name, writes };
    const answers = await this.#options.database.write<WriteAnswer[]>(request, bytesOf(writes));
    let events = 0;
    const results = answers.map((answer, at): PutResult<T> => {
      if (answer.type === 'stored') events += writes[at]?.events.length ?? 0;
      if (answer.type !== 'conflict') return answer;
      return { type: 'conflict', current: answer.current && this.#parse(answer.current) };
    });
    this.#options.appended(events);
    return results;
  }

  async #read<A>(request: DocumentsRead): Promise<A> {
    await this.#options.defined;
    return this.#options.database.read<A>(request);
  }

  #parse({ id, version, json }: Row): Stored<T> {
    return { id, version, doc: JSON.parse(json) as T };
  }

  #find(name: string): CompiledIndex | undefined {
    return this.#options.indexes.find((index) => index.name === name);
  }
}

/** A view into a larger buffer would be cloned with all of it. */
function ownPayload(event: OutboxEvent): OutboxEvent {
  const { payload } = event;
  return payload.byteLength === payload.buffer.byteLength ? event : { ...event, payload: payload.slice() };
}

function bytesOf(writes: readonly Write[]): number {
  return writes.reduce((bytes, { json, events }) => bytes + json.length * 2 + eventBytes(events), 0);
}

function eventBytes(events: readonly OutboxEvent[]): number {
  return events.reduce((bytes, event) => bytes + event.payload.byteLength + 256, 256);
}
