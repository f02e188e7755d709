import type { CollectionSpec } from '@firstring/store';
import type { KeptView, TableName } from '../domain/table-views.ts';

/** The views of one table that one person keeps, or that are everybody's: one document, so that their number is bounded by its compare-and-set. */
export interface TableViewsDoc {
  readonly views: readonly KeptView[];
}

export const TABLE_VIEWS: CollectionSpec = { name: 'table_views', version: 1, indexes: [] };

/** An empty user id: everybody in the process. */
export function tableViewsId(processId: string, table: TableName, userId: string): string {
  return `${processId}/${table}/${userId}`;
}
