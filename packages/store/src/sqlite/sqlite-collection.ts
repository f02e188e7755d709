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
import { checkBatch, prepareDelete, prepareWrite, type Write } from '../write.ts';
import type {
  DeleteAnswer,
  DocumentKeys,
  DocumentsRead,
  DocumentsWrite,
  QueryAnswer,
  Refusal,
  Row,
  WriteAnswer,
  WriteColumns,
} from './documents-protocol.ts';
import { packEvents, type DocumentEvent } from './outbox-pack.ts';
import type { Pack } from './pack.ts';
import { Recently } from './recently.ts';
import type { SqliteDatabase } from './sqlite-thread.ts';
import { TurnRequests } from './turn-requests.ts';

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

/** Puts that go over as one request, with so many bytes at most beyond the first, and requests of one bulk put that are under way at once. */
const PUTS_AT_ONCE = 250;
const PUT_BYTES_AT_ONCE = 1_048_576;
const REQUESTS_IN_FLIGHT = 4;
/** Documents that are read at a stretch. */
const GETS_AT_ONCE = 100;
/** Characters of documents put alone that are remembered, so that who puts them again need not ask; larger ones are not. */
const RECENT_CHARS_MAX = 4_194_304;
const RECENT_DOCUMENT_CHARS_MAX = 8192;

/** A put, checked, with its index entries: what becomes of `doc` later does not reach it. */
interface PreparedPut extends Write {
  readonly keys: DocumentKeys;
  /** Not one of many: it is remembered. */
  readonly isAlone: boolean;
}

/** One process owns the file, and every write of the collection passes here: what was stored last is known without asking. */
export class SqliteCollection<T extends object> implements Collection<T> {
  readonly #options: SqliteCollectionOptions;
  readonly #gets: TurnRequests<string, Row | undefined>;
  readonly #puts: TurnRequests<PreparedPut, WriteAnswer>;
  readonly #recent = new Recently<Row>(RECENT_CHARS_MAX);

  constructor(options: SqliteCollectionOptions) {
    this.#options = options;
    const { database } = options;
    const ask = (ids: readonly string[]) => this.#askFor(ids);
    this.#gets = new TurnRequests({ database, itemsMax: GETS_AT_ONCE, sizeMax: Infinity, ask });
    const put = (puts: readonly PreparedPut[]) => this.#askToPut(puts);
    this.#puts = new TurnRequests({
      database,
      itemsMax: PUTS_AT_ONCE,
      sizeMax: PUT_BYTES_AT_ONCE,
      ask: put,
    });
  }

  async get(id: string): Promise<Stored<T> | undefined> {
    await this.#options.defined;
    const recent = this.#recent.get(id);
    if (recent !== undefined) return this.#parse(recent);
    const [row] = await this.#gets.add([id], 0);
    return row && this.#parse(row);
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
    const [answer] = await this.#putAll([{ ...this.#prepare(item), isAlone: true }]);
    if (answer === undefined) throw new Error('a put was not answered');
    return this.#toResult(answer);
  }

  async putMany(items: readonly PutItem<T>[]): Promise<readonly PutResult<T>[]> {
    checkBatch(items.length);
    const results: PutResult<T>[] = [];
    const step = PUTS_AT_ONCE * REQUESTS_IN_FLIGHT;
    for (let at = 0; at < items.length; at += step) {
      const requests = [];
      for (let from = at; from < Math.min(at + step, items.length); from += PUTS_AT_ONCE) {
        const puts = items.slice(from, from + PUTS_AT_ONCE).map((item) => this.#prepare(item));
        requests.push(this.#putAll(puts));
      }
      for (const answers of await Promise.all(requests)) {
        for (const answer of answers) results.push(this.#toResult(answer));
      }
    }
    return results;
  }

  /** The store closes: nothing is known without asking any more. */
  forget(): void {
    this.#recent.clear();
  }

  async delete(item: DeleteItem): Promise<DeleteResult<T>> {
    const { id, expectedVersion, events } = prepareDelete(item);
    this.#options.admit(events);
    const pack = packEvents(events.map((event) => ({ documentId: id, event })));
    await this.#options.defined;
    this.#puts.send();
    const collection = this.#options.name;
    const request: DocumentsWrite = { type: 'delete', collection, id, expectedVersion, events: pack };
    const answer = await this.#options.database
      .write<DeleteAnswer>(request, bytesOf({ jsons: [], keys: '' }, pack))
      .finally(() => this.#recent.forget(id));
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

  #prepare(item: PutItem<T>): PreparedPut {
    const write = prepareWrite(item);
    this.#options.admit(write.events);
    return {
      ...write,
      keys: this.#options.indexes.map((index) => indexKeysOf(item.doc, index)),
      isAlone: false,
    };
  }

  /** No more than go over at once. Whoever waits keeps no texts: a long import would carry them from one collection to the next. */
  #putAll(puts: readonly PreparedPut[]): Promise<readonly WriteAnswer[]> {
    const bytes = puts.reduce((sum, { json }) => sum + json.length * 2, 0);
    return this.#options.defined.then(() => this.#puts.add(puts, bytes));
  }

  #askToPut(puts: readonly PreparedPut[]): Promise<readonly WriteAnswer[]> {
    const { name: collection, database, appended } = this.#options;
    const events: DocumentEvent[] = [];
    const writeOf: number[] = [];
    for (const [at, { id, events: own }] of puts.entries()) {
      for (const event of own) {
        events.push({ documentId: id, event });
        writeOf.push(at);
      }
    }
    const pack = packEvents(events);
    const expectedVersions = puts.map(({ expectedVersion }) => expectedVersion);
    const ids = puts.map(({ id }) => id);
    const alone = puts.map(({ isAlone, json }) =>
      isAlone && json.length <= RECENT_DOCUMENT_CHARS_MAX ? json : undefined,
    );
    const writes: WriteColumns = {
      ids,
      expectedVersions,
      jsons: puts.map(({ json }) => json),
      keys: JSON.stringify(puts.map(({ keys }) => keys)),
    };
    const request: DocumentsWrite = { type: 'put', collection, writes, events: { pack, writeOf } };
    const asked = database.write<readonly Refusal[]>(request, bytesOf(writes, pack));
    // First thing with the answer, as a delete does: so what is remembered follows the order of the commits.
    return asked.then(
      (refusals) => {
        const refused = new Map(refusals.map(({ at, answer }) => [at, answer]));
        appended(writeOf.filter((at) => !refused.has(at)).length);
        return ids.map((id, at): WriteAnswer => {
          const refusal = refused.get(at);
          if (refusal !== undefined) return refusal;
          const version = (expectedVersions[at] ?? 0) + 1;
          this.#note(id, version, alone[at]);
          return { type: 'stored', version };
        });
      },
      (failure: unknown) => {
        for (const id of ids) this.#recent.forget(id);
        throw failure;
      },
    );
  }

  #note(id: string, version: number, json: string | undefined): void {
    if (json === undefined) this.#recent.forget(id);
    else this.#recent.keep(id, { id, version, json }, json.length);
  }

  async #askFor(ids: readonly string[]): Promise<readonly (Row | undefined)[]> {
    const rows = await this.#read<Row[]>({ type: 'get', collection: this.#options.name, ids });
    const found = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => found.get(id));
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
