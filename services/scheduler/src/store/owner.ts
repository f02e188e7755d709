import type { CollectionSpec } from '@firstring/store';

/** Two documents: who owns the order, and how far its owner has read the log. */
export const OWNER: CollectionSpec = { name: 'owner', version: 1, indexes: [] };

export const EPOCH_ID = 'epoch';
export const POSITIONS_ID = 'positions';

/** Who owns the order. It is taken, renewed and given up by compare-and-set of this one document. */
export interface OwnerDocument {
  /** Raised each time it is taken; claim refuses a lower one than it has seen. */
  readonly epoch: number;
  /** Stable name of the owner; absent in documents of before. */
  readonly instance?: string;
  /** host:port where other instances reach it; empty: nowhere. */
  readonly address?: string;
  /** Nobody owns it: the next who looks may take it. */
  readonly isFree?: boolean;
}

export interface PositionsDocument {
  /** Next offset to read, by topic and partition. */
  readonly positions: readonly {
    readonly topic: string;
    readonly partition: number;
    readonly offset: string;
  }[];
}
