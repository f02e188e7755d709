import type { RawFields } from './parse-json-object.ts';

/** Names under which vendors send the Caller ID; the first that is there counts. */
export const CALLER_ID_NAMES = ['caller_id', 'phone', 'phone_number'] as const;

/** Names of the language itself: they never become a key. */
const RESERVED = new Set(['__proto__', 'constructor', 'prototype']);

export function isReservedName(name: string): boolean {
  return RESERVED.has(name);
}

/** What was sent, checked field by field. */
export interface LeadFields {
  /** Fields every lead may have, those that were sent. */
  readonly predefined: ReadonlyMap<string, string>;
  /** All others, as text. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly sent: RawFields;
}
