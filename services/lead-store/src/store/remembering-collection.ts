import type { Collection, Stored } from '@firstring/store';

/** Documents and absences remembered at most; beyond it all are forgotten. */
const REMEMBERED_MAX = 10_000;

/**
 * The collection, with what was read by id remembered until something is written to it: for the few documents that every lead asks for and
 * that hardly ever change. All writes must come through here (one instance, ADR 16); a lost race is one, so that whoever tries again reads anew.
 */
export function rememberingCollection<T extends object>(collection: Collection<T>): Collection<T> {
  const known = new Map<string, Stored<T> | undefined>();
  let writes = 0;
  const forget = (): void => {
    writes += 1;
    known.clear();
  };
  const written = async <Result>(write: Promise<Result>): Promise<Result> => {
    forget();
    try {
      return await write;
    } finally {
      // What was read meanwhile may be from before.
      forget();
    }
  };
  const getMany = async (ids: readonly string[]): Promise<readonly Stored<T>[]> => {
    if (ids.every((id) => known.has(id))) return ids.flatMap((id) => known.get(id) ?? []);
    const writesBefore = writes;
    const found = await collection.getMany(ids);
    if (writes !== writesBefore) return found;
    if (known.size + ids.length > REMEMBERED_MAX) known.clear();
    for (const id of ids) known.set(id, undefined);
    for (const stored of found) known.set(stored.id, stored);
    return found;
  };
  return {
    get: async (id) => (await getMany([id]))[0],
    getMany,
    getByKey: (index, values) => collection.getByKey(index, values),
    query: (query) => collection.query(query),
    count: (selection) => collection.count(selection),
    put: (item) => written(collection.put(item)),
    putMany: (items) => written(collection.putMany(items)),
    delete: (item) => written(collection.delete(item)),
  };
}
