import type { CollectionSpec } from '@firstring/store';
import type { TrunkSpec } from '../domain/trunk-choice.ts';

/** A way out to the telephone network; the document's id is the trunk's. */
export interface TrunkDoc extends TrunkSpec {
  /** host:port;transport=udp of the carrier. */
  readonly target: string;
  readonly username: string;
  /** In clear, because the carrier's challenge needs it. Never logged, never read back. */
  readonly password: string;
  /** The only realm whose challenge is answered. */
  readonly realm: string;
}

export const TRUNKS: CollectionSpec = { name: 'trunk', version: 1, indexes: [] };
