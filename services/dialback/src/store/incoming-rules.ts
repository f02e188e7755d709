import type { CollectionSpec } from '@firstring/store';
import type { DialbackRules } from '../domain/missed-calls.ts';

/** What numbers people call say of dial-backs, by incoming_number_id; a copy of lead-store's topic. */
export const INCOMING_RULES: CollectionSpec = { name: 'incoming_rules', version: 1, indexes: [] };

export interface IncomingRulesDoc {
  /** Of the incoming number. */
  readonly version: number;
  readonly processId: string;
  /** Where callers are searched. */
  readonly campaignIds: readonly string[];
  /** Absent: the service's settings. */
  readonly rules?: DialbackRules;
}
