import type { CollectionSpec } from '@firstring/store';

/** One document: who owns the order, and how far the log was read. */
export const OWNER: CollectionSpec = { name: 'owner', version: 1, indexes: [] };

export const EPOCH_ID = 'epoch';
export const POSITIONS_ID = 'positions';

export interface EpochDocument {
  /** Raised at each start; claim refuses a lower one than it has seen. */
  readonly epoch: number;
}

export interface PositionsDocument {
  /** Next offset to read, by topic and partition. */
  readonly positions: readonly {
    readonly topic: string;
    readonly partition: number;
    readonly offset: string;
  }[];
}
