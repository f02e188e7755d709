import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type CompiledIndex, ID_INDEX } from '../index-key.ts';
import { type Bounds, type PageRequest, writePageToken } from '../selection.ts';
import type { QueryAnswer, Row } from './documents-protocol.ts';
import { columnsOf, documentsTable, indexTable, toRow } from './table-layout.ts';

/** A page ends early at this many characters of documents. */
const PAGE_CHARS_MAX = 8_388_608;

interface Scan {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

/** Statements of one collection's queries, one for each shape that has been asked. */
export class QueryStatements {
  readonly #db: DatabaseSync;
  readonly #collection: string;
  readonly #columns: ReadonlyMap<string, readonly string[]>;
  readonly #statements = new Map<string, StatementSync>();

  constructor(db: DatabaseSync, collection: string, indexes: readonly CompiledIndex[]) {
    this.#db = db;
    this.#collection = collection;
    this.#columns = new Map([
      [ID_INDEX, ['id']],
      ...indexes.map((index) => [index.name, columnsOf(index)] as const),
    ]);
  }

  page(page: PageRequest): QueryAnswer {
    const { sql, values } = this.#pageScan(page);
    const rest = this.#columnsOf(page.bounds.index).slice(page.bounds.equals.length);
    const rows: Row[] = [];
    let chars = 0;
    let last: Record<string, unknown> = {};
    for (const found of this.#statement(sql).iterate(...values, page.pageSize + 1)) {
      if (rows.length === page.pageSize || (rows.length > 0 && chars > PAGE_CHARS_MAX)) {
        // Columns of an index hold strings and numbers only.
        const key = rest.map((column) => last[column] as string | number);
        return { rows, nextPageToken: writePageToken({ key, id: String(last['id']) }) };
      }
      const row = toRow(found);
      chars += row.json.length;
      rows.push(row);
      last = found;
    }
    return { rows, nextPageToken: undefined };
  }

  count(bounds: Bounds, limit: number): number {
    const { sql, values } = this.#where(bounds);
    const scan = `SELECT 1 FROM ${this.#source(bounds.index)} i WHERE ${sql} LIMIT ?`;
    return Number(this.#statement(`SELECT count(*) AS n FROM (${scan})`).get(...values, limit)?.['n']);
  }

  #pageScan({ bounds, descending, after }: PageRequest): Scan {
    const columns = this.#columnsOf(bounds.index);
    const rest = columns.slice(bounds.equals.length);
    const ordered = bounds.index === ID_INDEX ? ['id'] : [...rest, 'id'];
    // The cursor is the nearer bound; leaving the other out makes the scan start there.
    const where = this.#where({
      ...bounds,
      from: after !== undefined && !descending ? undefined : bounds.from,
      to: after !== undefined && descending ? undefined : bounds.to,
    });
    const list = ordered.map((column) => `i.${column}`);
    const beyond = `(${list.join(', ')}) ${descending ? '<' : '>'} (${list.map(() => '?').join(', ')})`;
    const order = list.map((column) => `${column} ${descending ? 'DESC' : 'ASC'}`).join(', ');
    const join =
      bounds.index === ID_INDEX
        ? `${documentsTable(this.#collection)} i`
        : `${this.#source(bounds.index)} i CROSS JOIN ${documentsTable(this.#collection)} d ON d.id = i.id`;
    const selected =
      bounds.index === ID_INDEX ? 'i.id, i.version, i.doc' : `d.version, d.doc, ${list.join(', ')}`;
    const cursor = bounds.index === ID_INDEX ? [after?.id ?? ''] : [...(after?.key ?? []), after?.id ?? ''];
    return {
      sql:
        `SELECT ${selected} FROM ${join} WHERE ${where.sql}` +
        `${after === undefined ? '' : ` AND ${beyond}`} ORDER BY ${order} LIMIT ?`,
      values: after === undefined ? where.values : [...where.values, ...cursor],
    };
  }

  #where({ index, equals, from, to }: Bounds): Scan {
    const columns = this.#columnsOf(index);
    const next = columns[equals.length] ?? 'id';
    const conditions = equals.map((_, field) => `i.${columns[field] ?? 'id'} = ?`);
    if (from !== undefined) conditions.push(`i.${next} >= ?`);
    if (to !== undefined) conditions.push(`i.${next} < ?`);
    return {
      sql: conditions.length === 0 ? 'TRUE' : conditions.join(' AND '),
      values: [...equals, ...[from, to].filter((value) => value !== undefined)],
    };
  }

  #source(index: string): string {
    return index === ID_INDEX ? documentsTable(this.#collection) : indexTable(this.#collection, index);
  }

  #columnsOf(index: string): readonly string[] {
    return this.#columns.get(index) ?? [];
  }

  #statement(sql: string): StatementSync {
    const statement = this.#statements.get(sql) ?? this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}
