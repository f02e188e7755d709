import { unreachable } from '@firstring/kernel';
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
import { checkBatch, prepareDelete, prepareWrite } from '../write.ts';
import type {
  DeleteAnswer,
  DocumentsRead,
  DocumentsWrite,
  QueryAnswer,
  Row,
  WriteAnswer,
  WriteColumns,
} from './documents-protocol.ts';
import { packEvents, type DocumentEvent } from './outbox-pack.ts';
import type { Pack } from './pack.ts';
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
    const { id, expectedVersion, events } = prepareDelete(item);
    this.#options.admit(events);
    const pack = packEvents(events.map((event) => ({ documentId: id, event })));
    await this.#options.defined;
    const collection = this.#options.name;
    const request: DocumentsWrite = { type: 'delete', collection, id, expectedVersion, events: pack };
    const answer = await this.#options.database.write<DeleteAnswer>(
      request,
      bytesOf({ jsons: [], keys: '' }, pack),
    );
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
    const { indexes, name: collection } = this.#options;
    const events: DocumentEvent[] = [];
    const writeOf: number[] = [];
    const ids: string[] = [];
    const expectedVersions: number[] = [];
    const jsons: string[] = [];
    for (const [at, item] of items.entries()) {
      const { id, expectedVersion, json, events: own } = prepareWrite(item);
      this.#options.admit(own);
      ids.push(id);
      expectedVersions.push(expectedVersion);
      jsons.push(json);
      for (const event of own) {
        events.push({ documentId: id, event });
        writeOf.push(at);
      }
    }
    const keys = JSON.stringify(items.map(({ doc }) => indexes.map((index) => indexKeysOf(doc, index))));
    const pack = packEvents(events);
    await this.#options.defined;
    const writes: WriteColumns = { ids, expectedVersions, jsons, keys };
    const request: DocumentsWrite = { type: 'put', collection, writes, events: { pack, writeOf } };
    const answers = await this.#options.database.write<WriteAnswer[]>(request, bytesOf(writes, pack));
    this.#options.appended(writeOf.filter((at) => answers[at]?.type === 'stored').length);
    return answers.map((answer) => this.#toResult(answer));
  }

  async #read<A>(request: DocumentsRead): Promise<A> {
    await this.#options.defined;
    return this.#options.database.read<A>(request);
  }

  #toResult(answer: WriteAnswer): PutResult<T> {
    switch (answer.type) {
      case 'stored':
        return answer;
      case 'conflict':
        return { type: 'conflict', current: answer.current && this.#parse(answer.current) };
      case 'duplicate':
        return { ...answer, holder: this.#parse(answer.holder) };
      default:
        return unreachable(answer);
    }
  }

  #parse({ id, version, json }: Row): Stored<T> {
    return { id, version, doc: JSON.parse(json) as T };
  }

  #find(name: string): CompiledIndex | undefined {
    return this.#options.indexes.find((index) => index.name === name);
  }
}

/** About what the request holds in memory. */
function bytesOf({ jsons, keys }: Pick<WriteColumns, 'jsons' | 'keys'>, { heads, payloads }: Pack): number {
  const lengthOf = (texts: readonly string[]): number =>
    texts.reduce((sum, text) => sum + text.length * 2 + 128, 0);
  return lengthOf(jsons) + keys.length + lengthOf(heads) + payloads.byteLength;
}
