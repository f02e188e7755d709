import type { TopicSpec } from '../port.ts';

/** What SqliteLog asks of the log engine. Offsets are numbers between the two, bigints outside. */
export type LogWrite =
  | { readonly type: 'declare'; readonly topics: readonly TopicSpec[] }
  | { readonly type: 'append'; readonly records: readonly RecordToAppend[]; readonly nowAt: number }
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

export interface RecordToAppend extends PartitionName {
  readonly id: string;
  readonly key: string;
  readonly type: string;
  readonly occurredAt: number;
  /** JSON, or null for none. */
  readonly headers: string | null;
  readonly payload: Uint8Array;
}

export interface StoredRecord {
  readonly offset: number;
  readonly id: string;
  readonly key: string;
  readonly type: string;
  readonly occurredAt: number;
  readonly headers: string | null;
  readonly payload: Uint8Array;
}
