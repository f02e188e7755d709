import type { CollectionSpec } from '@firstring/store';
import type { LegTrace } from '../app/ports.ts';
import type { CallState } from '../domain/call-state.ts';

/** One attempt in the journal: where it stands and how to reach its legs. */
export interface AttemptDoc {
  readonly state: CallState;
  /** The instance that runs it; only that one may sweep it. */
  readonly instance: string;
  /** False once its record is written and its permit is settled. */
  readonly open: boolean;
  /** Set when it is over, for the removal of old ones. */
  readonly endedAt?: number;
  readonly traces: readonly LegTrace[];
  /** Which write of this instance made the document: an answer that was lost is recognised by it. */
  readonly write: number;
}

export const ATTEMPTS: CollectionSpec = {
  name: 'attempt',
  version: 1,
  indexes: [
    { name: 'open', fields: ['open', 'instance'] },
    { name: 'ended', fields: ['endedAt'] },
  ],
};
