import { pageTokenInvalid, requestInvalid } from './errors.ts';
import { type CompiledIndex, ID_INDEX, indexValue, prefixEnd, type IndexKey } from './index-key.ts';
import { COUNT_MAX, PAGE_SIZE_MAX, type IndexValue, type Query, type Selection } from './port.ts';

/** A selection in the terms every adapter works with: fixed first fields, then half-open bounds on the next one. */
export interface Bounds {
  readonly index: string;
  readonly equals: IndexKey;
  /** Included. */
  readonly from: string | number | undefined;
  /** Not included. */
  readonly to: string | number | undefined;
}

/** Where a page ended: the fields after `equals`, and the id. */
export interface Cursor {
  readonly key: IndexKey;
  readonly id: string;
}

export interface PageRequest {
  readonly bounds: Bounds;
  readonly descending: boolean;
  readonly pageSize: number;
  readonly after: Cursor | undefined;
}

/** Reads a selection against the index it names; throws STORE_REQUEST_INVALID where the index cannot answer it. */
export function compileSelection(index: CompiledIndex | undefined, selection: Selection): Bounds {
  if (index === undefined && selection.index !== ID_INDEX) {
    throw requestInvalid(`no index ${selection.index}`);
  }
  const fields = index?.paths.length ?? 1;
  const equals = scalars(selection.equals ?? []);
  const { range, prefix } = selection;
  if (range !== undefined && prefix !== undefined)
    throw requestInvalid('range and prefix exclude each other');
  const bounded = range !== undefined || prefix !== undefined;
  if (equals.length + (bounded ? 1 : 0) > fields)
    throw requestInvalid(`index ${selection.index} has too few fields`);
  if ((index?.eachField ?? -1) >= equals.length) {
    throw requestInvalid(`index ${selection.index}: its array field must be given in equals`);
  }
  const bounds = { index: selection.index, equals };
  if (prefix !== undefined) return { ...bounds, from: scalar(prefix), to: prefixEnd(prefix.toWellFormed()) };
  return { ...bounds, from: optionalScalar(range?.from), to: optionalScalar(range?.to) };
}

export function compileQuery(index: CompiledIndex | undefined, query: Query): PageRequest {
  const bounds = compileSelection(index, query);
  if (!Number.isInteger(query.pageSize) || query.pageSize < 1 || query.pageSize > PAGE_SIZE_MAX) {
    throw requestInvalid(`pageSize must be 1 to ${PAGE_SIZE_MAX}`);
  }
  const rest = (index?.paths.length ?? 1) - bounds.equals.length;
  return {
    bounds,
    descending: query.order === 'desc',
    pageSize: query.pageSize,
    after: query.pageToken === undefined ? undefined : readPageToken(query.pageToken, rest),
  };
}

/** Values for `getByKey`, all fields of a unique index. */
export function compileKey(index: CompiledIndex | undefined, values: readonly IndexValue[]): IndexKey {
  if (index?.unique !== true) throw requestInvalid('getByKey needs a unique index');
  if (values.length !== index.paths.length)
    throw requestInvalid(`index ${index.name} has ${index.paths.length} fields`);
  return scalars(values);
}

export function compileLimit(limit: number | undefined): number {
  const most = limit ?? COUNT_MAX;
  if (!Number.isInteger(most) || most < 1 || most > COUNT_MAX)
    throw requestInvalid(`limit must be 1 to ${COUNT_MAX}`);
  return most;
}

export function writePageToken(cursor: Cursor): string {
  return Buffer.from(JSON.stringify([cursor.id, ...cursor.key])).toString('base64url');
}

function readPageToken(token: string, fields: number): Cursor {
  const invalid = pageTokenInvalid();
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(token, 'base64url').toString());
  } catch {
    throw invalid;
  }
  if (!Array.isArray(parsed) || parsed.length !== fields + 1) throw invalid;
  const [id, ...key] = parsed.map(indexValue);
  if (typeof id !== 'string') throw invalid;
  return { id, key: key.map((value) => value ?? '') };
}

function scalars(values: readonly IndexValue[]): IndexKey {
  return values.map(scalar);
}

function scalar(value: IndexValue): string | number {
  const indexed = indexValue(value);
  if (indexed === undefined) throw requestInvalid('index values are strings, finite numbers or booleans');
  return indexed;
}

function optionalScalar(value: IndexValue | undefined): string | number | undefined {
  return value === undefined ? undefined : scalar(value);
}
