import type { IndexKey } from '../index-key.ts';
import type { CollectionSpec } from '../port.ts';
import type { Bounds, PageRequest } from '../selection.ts';
import type { Write } from '../write.ts';
import type { OutboxRow } from './outbox-table.ts';
import type { Pack } from './pack.ts';

/** Entries of a document, index by index in the order of the spec. */
export type DocumentKeys = readonly (readonly IndexKey[])[];

/** A put with its index entries: whoever holds the document finds them without parsing it once more. */
export interface IndexedWrite extends Omit<Write, 'events'> {
  readonly keys: DocumentKeys;
}

/** Writes in columns, and their entries as one JSON text: an object each would cost more on its way between threads than all it holds. */
export interface WriteColumns {
  readonly ids: readonly string[];
  readonly expectedVersions: readonly number[];
  readonly jsons: readonly string[];
  readonly keys: string;
}

/** The events of a request's writes, and to which of them each belongs: only those of writes that are stored go out. */
export interface EventsOfWrites {
  readonly pack: Pack;
  readonly writeOf: readonly number[];
}

/** What SqliteStore asks of the documents engine. Documents travel as JSON text; only the asking side parses them. */
export type DocumentsWrite =
  | { readonly type: 'define'; readonly spec: CollectionSpec }
  | {
      readonly type: 'put';
      readonly collection: string;
      readonly writes: WriteColumns;
      readonly events: EventsOfWrites;
    }
  | {
      readonly type: 'delete';
      readonly collection: string;
      readonly id: string;
      readonly expectedVersion: number;
      readonly events: Pack;
    }
  | { readonly type: 'trim'; readonly sequences: readonly number[] };

export type DocumentsRead =
  | { readonly type: 'get'; readonly collection: string; readonly ids: readonly string[] }
  | { readonly type: 'key'; readonly collection: string; readonly index: string; readonly key: IndexKey }
  | { readonly type: 'query'; readonly collection: string; readonly page: PageRequest }
  | { readonly type: 'count'; readonly collection: string; readonly bounds: Bounds; readonly limit: number }
  | { readonly type: 'take'; readonly limit: number }
  | { readonly type: 'pending' };

export interface Row {
  readonly id: string;
  readonly version: number;
  readonly json: string;
}

export type WriteAnswer =
  | { readonly type: 'stored'; readonly version: number }
  | { readonly type: 'conflict'; readonly current: Row | undefined }
  | { readonly type: 'duplicate'; readonly index: string; readonly holder: Row };

/** A put of a request that was not stored, by its place; all others were, under the version after the one they expected. */
export interface Refusal {
  readonly at: number;
  readonly answer: Exclude<WriteAnswer, { readonly type: 'stored' }>;
}

export type DeleteAnswer =
  | { readonly type: 'deleted' }
  | { readonly type: 'conflict'; readonly current: Row | undefined };

export interface QueryAnswer {
  readonly rows: readonly Row[];
  readonly nextPageToken: string | undefined;
}

export type TakeAnswer = readonly OutboxRow[];
