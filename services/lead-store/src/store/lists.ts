import type { CollectionSpec } from '@firstring/store';

/** What is still to be done for a list in the background. */
export type ListWork =
  | { readonly type: 'erase' }
  /** Its leads go to these lists in turn; `moved` says where in the round it is. */
  | { readonly type: 'split'; readonly listIds: readonly string[]; readonly moved: number };

export interface LiveListDoc {
  readonly state: 'live' | 'deleting';
  readonly processId: string;
  readonly name: string;
  readonly timeZone: string;
  readonly owner: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly createdAt: number;
  readonly requestId: string;
  readonly work?: ListWork | undefined;
}

/** What is left of a deleted list: the id is never used again. */
export interface DeletedListDoc {
  readonly state: 'deleted';
  readonly processId: string;
  readonly deletedAt: number;
  readonly requestId: string;
}

export type ListDoc = LiveListDoc | DeletedListDoc;

export const LISTS: CollectionSpec = {
  name: 'lead_lists',
  version: 1,
  indexes: [
    { name: 'process', fields: ['processId', 'name'] },
    { name: 'request', fields: ['requestId'], unique: true },
    { name: 'work', fields: ['work.type'] },
  ],
};
