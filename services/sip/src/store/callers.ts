import type { CollectionSpec } from '@firstring/store';
import type { LegTrace, LostCall } from '../app/ports.ts';
import type { ArrivedCall, CallerMatch } from '../domain/caller-state.ts';

/** One caller in the journal, from the arrival until the call has an outcome that others know: then the entry goes. */
export interface CallerDoc {
  readonly call: ArrivedCall;
  readonly match: CallerMatch;
  /** Set once the call is lost: dial-back is still to be told. */
  readonly lost?: LostCall;
  /** The instance that has it; only that one may sweep it. */
  readonly instance: string;
  /** Legs that a restart has to end. */
  readonly traces: readonly LegTrace[];
}

export const CALLERS: CollectionSpec = {
  name: 'caller',
  version: 1,
  indexes: [{ name: 'instance', fields: ['instance'] }],
};
