import type { CollectionSpec } from '@firstring/store';
import type { LegTrace } from '../app/ports.ts';

/** An open line in the journal; the document's id is the line's. It goes with the line. */
export interface LineDoc {
  readonly agentId: string;
  /** The instance that holds it; only that one may sweep it. */
  readonly instance: string;
  readonly traces: readonly LegTrace[];
}

export const LINES: CollectionSpec = {
  name: 'line',
  version: 1,
  indexes: [{ name: 'instance', fields: ['instance'] }],
};
