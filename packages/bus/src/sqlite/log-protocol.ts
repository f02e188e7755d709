import type { Pack } from '@firstring/store/sqlite';
import type { TopicSpec } from '../port.ts';

/** What SqliteLog asks of the log engine. Offsets are numbers between the two, bigints outside. */
export type LogWrite =
  | { readonly type: 'declare'; readonly topics: readonly TopicSpec[] }
  /** Answered with the offset of each part's first record. */
  | { readonly type: 'append'; readonly parts: readonly AppendPart[]; readonly nowAt: number }
  | { readonly type: 'commit'; readonly group: string; readonly positions: readonly NumberedPosition[] }
  | { readonly type: 'sweep'; readonly nowAt: number };

export type LogRead =
  | {
      readonly type: 'read';
      readonly partition: PartitionName;
      readonly from: number;
      readonly limit: number;
    }
  | { readonly type: 'committed'; readonly group: string };

export interface PartitionName {
  readonly topic: string;
  readonly partition: number;
}

/** Also a partition's end, where the offset is the next one. */
export interface NumberedPosition extends PartitionName {
  readonly offset: number;
}

/** What is appended to one partition. */
export interface AppendPart extends PartitionName {
  readonly records: Pack;
}

export type RecordHead = readonly [
  id: string,
  key: string,
  type: string,
  occurredAt: number,
  headers: Readonly<Record<string, string>> | null,
];

/** Records that were appended together; their offsets follow each other up to `last`. */
export interface StoredBatch {
  readonly last: number;
  readonly count: number;
  readonly heads: string;
  readonly payloads: Uint8Array;
}
