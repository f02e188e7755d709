import { type CompiledIndex, indexKeysOf } from '../index-key.ts';
import type { CollectionSpec, IndexSpec } from '../port.ts';
import { compileSpec } from '../spec.ts';
import { digest } from './envelope.ts';

/** An index of the port and where it lies in MongoDB. */
export interface IndexSlot {
  readonly index: CompiledIndex;
  /** Name of the MongoDB index and of its keys: an index whose definition changes gets another, so that old code still finds its own. */
  readonly name: string;
  /** Paths of its fields, such as `keys.process_1a2b3c4d.f0`. */
  readonly paths: readonly string[];
}

export interface CollectionShape {
  readonly spec: CollectionSpec;
  readonly slots: readonly IndexSlot[];
  /** Changes with the indexes. */
  readonly name: string;
}

/** Throws STORE_REQUEST_INVALID. */
export function shapeOf(spec: CollectionSpec): CollectionShape {
  const slots = compileSpec(spec).map((index, at) => slotOf(index, spec.indexes[at]));
  return { spec, slots, name: digest(slots.map((slot) => slot.name).join()) };
}

function slotOf(index: CompiledIndex, spec: IndexSpec | undefined): IndexSlot {
  const name = `${index.name}_${digest(JSON.stringify([spec?.fields, index.unique]))}`;
  return { index, name, paths: index.paths.map((_, field) => `keys.${name}.f${field}`) };
}

/** What a document has in each index, by slot; nothing for an index that it is not in. Only a field that passes through an array is one. */
export function keysOf(doc: object, slots: readonly IndexSlot[]): Record<string, Record<string, unknown>> {
  const keys: Record<string, Record<string, unknown>> = {};
  for (const { index, name } of slots) {
    const entries = indexKeysOf(doc, index);
    const [first] = entries;
    if (first === undefined) continue;
    keys[name] = Object.fromEntries(
      first.map((value, field) => [
        `f${field}`,
        field === index.eachField
          ? [...new Set(entries.map((entry) => sortable(entry[field] ?? '')))]
          : sortable(value),
      ]),
    );
  }
  return keys;
}

const LATE = /[\ue000-\uffff]|[\ud800-\udbff][\udc00-\udfff]/g;

/**
 * A text in a form whose order is that of its code points, whether the server compares bytes of UTF-8 (MongoDB) or units of UTF-16 (the
 * stand-in of tests). Texts without characters from U+E000 on, nearly all, stay as they are. Prefixes stay prefixes.
 */
export function sortable(value: string | number): string | number {
  if (typeof value === 'number') return value;
  return value.replace(LATE, (character) => `${character.length === 1 ? '\ue000' : '\ue001'}${character}`);
}
