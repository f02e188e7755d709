import type { Bounds, PageRequest } from '../selection.ts';
import { type IndexSlot, sortable } from './index-slot.ts';

export type Filter = Record<string, unknown>;

export interface Scan {
  readonly filter: Filter;
  readonly sort: Record<string, 1 | -1>;
  /** The only index that the server may use. */
  readonly hint: string;
}

/** Name of the MongoDB index that answers for this one of the port; undefined: the document's id. */
export function hintOf(slot: IndexSlot | undefined): string {
  return slot?.name ?? '_id_';
}

export function boundsFilter(slot: IndexSlot | undefined, { equals, from, to }: Bounds): Filter {
  const paths = slot?.paths ?? [ID_PATH];
  const filter = fixed(slot, equals);
  const next = paths[equals.length];
  const range = {
    ...(from === undefined ? {} : { $gte: encoded(slot, from) }),
    ...(to === undefined ? {} : { $lt: encoded(slot, to) }),
  };
  if (next !== undefined && Object.keys(range).length > 0) filter[next] = range;
  // Nothing is asked of the index's fields: all documents that are in it.
  else if (slot !== undefined && equals.length === 0) filter[slot.paths[0] ?? ''] = { $exists: true };
  return filter;
}

/**
 * From where the page before ended: beyond it in the first field, or level in that and beyond it in the next. Each branch is one stretch of
 * the index, so that no page scans what earlier ones have shown.
 */
export function pageScan(slot: IndexSlot | undefined, { bounds, descending, after }: PageRequest): Scan {
  const rest = (slot?.paths ?? []).slice(bounds.equals.length);
  // In a unique index the fields alone are an order.
  const ordered = slot?.index.unique === true ? rest : [...rest, ID_PATH];
  const sort = Object.fromEntries(ordered.map((path) => [path, descending ? -1 : 1] as const));
  const hint = hintOf(slot);
  if (after === undefined) return { filter: boundsFilter(slot, bounds), sort, hint };
  const ends = [...after.key.map((value) => encoded(slot, value)), after.id];
  const beyond = descending ? '$lt' : '$gt';
  const far = descending ? bounds.from : bounds.to;
  const limit = far === undefined ? {} : { [descending ? '$gte' : '$lt']: encoded(slot, far) };
  const level = fixed(slot, bounds.equals);
  const branches = ordered.map((path, at): Filter => {
    // The first field may have its far bound beside; on the later ones there is none. In the index `id` the id is the first field.
    const branch = { ...level, [path]: { [beyond]: ends[idAt(path, at, ends)], ...(at === 0 ? limit : {}) } };
    level[path] = ends[at];
    return branch;
  });
  const [only] = branches;
  return { filter: only !== undefined && branches.length === 1 ? only : { $or: branches }, sort, hint };
}

const ID_PATH = '_id';

/** A cursor ends with the id; on the index `id` it may have the id twice. */
function idAt(path: string, at: number, ends: readonly unknown[]): number {
  return path === ID_PATH ? ends.length - 1 : at;
}

function fixed(slot: IndexSlot | undefined, equals: readonly (string | number)[]): Filter {
  const paths = slot?.paths ?? [ID_PATH];
  const filter: Filter = slot === undefined ? { version: { $gt: 0 } } : {};
  for (const [field, value] of equals.entries()) filter[paths[field] ?? ID_PATH] = encoded(slot, value);
  return filter;
}

/** Ids are kept as they are. */
function encoded(slot: IndexSlot | undefined, value: string | number): string | number {
  return slot === undefined ? value : sortable(value);
}
