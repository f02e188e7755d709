import type { Collection, Stored } from '@firstring/store';

/** The collection, with every stored document told to `stored`: the one place that all writes of leads pass. */
export function tellingCollection<T extends object>(
  collection: Collection<T>,
  stored: (document: Stored<T>) => void,
): Collection<T> {
  return {
    get: (id) => collection.get(id),
    getMany: (ids) => collection.getMany(ids),
    getByKey: (index, values) => collection.getByKey(index, values),
    query: (query) => collection.query(query),
    count: (selection) => collection.count(selection),
    delete: (item) => collection.delete(item),
    async put(item) {
      const result = await collection.put(item);
      if (result.type === 'stored') stored({ id: item.id, version: result.version, doc: item.doc });
      return result;
    },
    async putMany(items) {
      const results = await collection.putMany(items);
      for (const [index, result] of results.entries()) {
        const item = items[index];
        if (item !== undefined && result.type === 'stored')
          stored({ id: item.id, version: result.version, doc: item.doc });
      }
      return results;
    },
  };
}
