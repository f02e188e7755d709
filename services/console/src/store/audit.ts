import type { CollectionSpec } from '@firstring/store';
import type { AuditBegun, AuditRecord, ChainEnd } from '../domain/audit/chain.ts';

/** A record of the audit. The document's id is `recordId(chainId, sequence)`. */
export type AuditRecordDoc = AuditRecord;

export const AUDIT_RECORDS: CollectionSpec = {
  name: 'audit_records',
  version: 1,
  indexes: [
    { name: 'by_action_id', fields: ['actionId'] },
    { name: 'by_time', fields: ['chainId', 'at'] },
    { name: 'by_user', fields: ['chainId', 'who.userId', 'at'] },
    { name: 'by_action', fields: ['chainId', 'action', 'at'] },
    { name: 'by_resource', fields: ['chainId', 'resourceId', 'at'] },
  ],
};

/** Sorted by id, the records of a chain are in sequence. */
export function recordId(chainId: string, sequence: number): string {
  return `${chainId}/${String(sequence).padStart(16, '0')}`;
}

/** The end of a chain with the records that came with it; the document's id is the chain's. */
export interface AuditHeadDoc extends ChainEnd {
  /** Written with the end in one step, then copied to their own documents. */
  readonly latest: readonly AuditRecord[];
}

export const AUDIT_HEADS: CollectionSpec = { name: 'audit_heads', version: 1, indexes: [] };

/** An action that was begun and whose end is not in the chain yet. The document's id is the action's. */
export interface AuditIntentDoc {
  readonly chainId: string;
  readonly beganAt: number;
  readonly begun: AuditBegun;
}

export const AUDIT_INTENTS: CollectionSpec = {
  name: 'audit_intents',
  version: 1,
  indexes: [{ name: 'by_began', fields: ['beganAt'] }],
};
