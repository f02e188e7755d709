import { requestInvalid } from './errors.ts';
import type { IndexSpec } from './port.ts';

/** The values of one index entry. Booleans are kept as 0 and 1, strings well-formed, so that all adapters agree. */
export type IndexKey = readonly (string | number)[];

interface Step {
  readonly name: string;
  /** The value at this name is an array: go on with each element. */
  readonly each: boolean;
}

/** An index spec, checked and with its paths taken apart once. */
export interface CompiledIndex {
  readonly name: string;
  readonly unique: boolean;
  readonly paths: readonly (readonly Step[])[];
  /** Position of the field that passes through an array, or -1. */
  readonly eachField: number;
}

/** The index every collection has, over the document id. */
export const ID_INDEX = 'id';

const NAME = /^[a-z][a-z0-9_]{0,62}$/;
const PATH = /^[A-Za-z_][A-Za-z0-9_]*(\[\])?(\.[A-Za-z_][A-Za-z0-9_]*(\[\])?)*$/;

export function compileIndex(spec: IndexSpec): CompiledIndex {
  if (!NAME.test(spec.name) || spec.name === ID_INDEX) throw requestInvalid(`bad index name: ${spec.name}`);
  if (spec.fields.length < 1 || spec.fields.length > 3) {
    throw requestInvalid(`index ${spec.name} must have one to three fields`);
  }
  for (const path of spec.fields) {
    if (!PATH.test(path)) throw requestInvalid(`index ${spec.name}: bad path ${path}`);
  }
  const arrays = spec.fields.join('.').split('[]').length - 1;
  if (arrays > 1) throw requestInvalid(`index ${spec.name} passes through more than one array`);
  return {
    name: spec.name,
    unique: spec.unique ?? false,
    paths: spec.fields.map((path) =>
      path.split('.').map((part) => ({ name: part.replace('[]', ''), each: part.endsWith('[]') })),
    ),
    eachField: spec.fields.findIndex((path) => path.includes('[]')),
  };
}

/** Every entry that a document has in an index: none when a field is missing, several when a field is an array. */
export function indexKeysOf(doc: object, index: CompiledIndex): IndexKey[] {
  if (index.eachField === -1) return scalarKeysOf(doc, index);
  let keys: (string | number)[][] = [[]];
  for (const path of index.paths) {
    const values = valuesAt(doc, path);
    if (values.length === 0) return [];
    keys = keys.flatMap((key) => values.map((value) => [...key, value]));
  }
  return distinct(keys);
}

/** The same for an index without an array, the most common one: one entry or none, and no lists in between. */
function scalarKeysOf(doc: object, index: CompiledIndex): IndexKey[] {
  const key: (string | number)[] = [];
  for (const path of index.paths) {
    let found: unknown = doc;
    for (const { name } of path) {
      if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return [];
      // Own property of a plain JSON object, checked above.
      found = (found as Record<string, unknown>)[name];
    }
    const value = indexValue(found);
    if (value === undefined) return [];
    key.push(value);
  }
  return [key];
}

function distinct(keys: IndexKey[]): IndexKey[] {
  return [...new Map(keys.map((key) => [JSON.stringify(key), key])).values()];
}

function valuesAt(doc: object, path: readonly Step[]): (string | number)[] {
  let found: unknown[] = [doc];
  for (const step of path) {
    const next: unknown[] = [];
    for (const parent of found) {
      if (typeof parent !== 'object' || parent === null || !Object.hasOwn(parent, step.name)) continue;
      // Own property of a plain JSON object, checked above.
      const value = (parent as Record<string, unknown>)[step.name];
      if (!step.each) next.push(value);
      else if (Array.isArray(value)) next.push(...value);
    }
    found = next;
  }
  return found.map(indexValue).filter((value) => value !== undefined);
}

/** The indexed form of a scalar; undefined for anything that cannot be indexed. */
export function indexValue(value: unknown): string | number | undefined {
  switch (typeof value) {
    case 'string':
      return value.toWellFormed();
    case 'number':
      return Number.isFinite(value) ? value + 0 : undefined;
    case 'boolean':
      return value ? 1 : 0;
    default:
      return undefined;
  }
}

/** Numbers before strings, strings by code point (the order of their UTF-8 bytes). */
export function compareValues(left: string | number, right: string | number): number {
  if (typeof left === 'number') return typeof right === 'number' ? left - right : -1;
  return typeof right === 'number' ? 1 : compareCodePoints(left, right);
}

export function compareKeys(left: IndexKey, right: IndexKey): number {
  const length = Math.min(left.length, right.length);
  for (let field = 0; field < length; field += 1) {
    const order = compareValues(left[field] ?? 0, right[field] ?? 0);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function compareCodePoints(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at += 1) {
    const a = left.charCodeAt(at);
    const b = right.charCodeAt(at);
    if (a !== b) return codePointRank(a) - codePointRank(b);
  }
  return left.length - right.length;
}

/** UTF-16 puts surrogates (beyond U+FFFF) before U+E000; code points do not. */
function codePointRank(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}

/** The first string after all that begin with `prefix`; undefined when there is none. */
export function prefixEnd(prefix: string): string | undefined {
  const points = Array.from(prefix);
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    const point = last.codePointAt(0) ?? 0;
    if (point === 0x10ffff) continue;
    const next = point === 0xd7ff ? 0xe000 : point + 1;
    return points.join('') + String.fromCodePoint(next);
  }
  return undefined;
}
