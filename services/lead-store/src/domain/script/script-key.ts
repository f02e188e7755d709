import { CUSTOM_PREFIX, type FilterValue } from '@firstring/domain/filters';
import { indexedLead, nameOf } from '../filter-columns/lead-facts.ts';
import type { LiveLead } from '../lead.ts';

/** What a script sees of a lead, as JSON, and where its chance begins: the same for the same lead. */
export interface ScriptLead {
  readonly facts: string;
  readonly seed: number;
}

export type ScriptFailureReason = 'SCRIPT_FAILED' | 'SCRIPT_TIMEOUT' | 'SCRIPT_MEMORY';

export type KeyOutcome =
  | { readonly type: 'key'; readonly value: string | number }
  /** The words may be the script's own. */
  | { readonly type: 'failed'; readonly reason: ScriptFailureReason; readonly message: string };

/**
 * What filters and the other policies may ask of a lead, under the same names; custom parameters in `custom`, as text, and the row of
 * its file in `row`. What a lead does not have is absent.
 */
export function scriptLead(leadId: string, lead: LiveLead): ScriptLead {
  const { facts = {} } = indexedLead(leadId, 0, lead);
  const own: [string, FilterValue | undefined][] = [
    ['lead_id', leadId],
    ['name', nameOf(lead.firstName, lead.lastName)],
    ['row', facts['#row']],
  ];
  const custom: [string, FilterValue][] = [];
  for (const [name, value] of Object.entries(facts)) {
    if (name.startsWith(CUSTOM_PREFIX)) custom.push([name.slice(CUSTOM_PREFIX.length), value]);
    else if (!name.startsWith('#')) own.push([name, value]);
  }
  // Not by assignment: a parameter may have any name.
  const seen = { ...Object.fromEntries(own), custom: Object.fromEntries(custom) };
  return { facts: JSON.stringify(seen), seed: seedOf(leadId) };
}

/** FNV-1a, 32 bits. */
function seedOf(leadId: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < leadId.length; at += 1) hash = Math.imul(hash ^ leadId.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
