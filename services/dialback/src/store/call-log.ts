import type { CollectionSpec } from '@firstring/store';

/** The log of missed calls: one document a call, by dialback_id, as its last event told. */
export const CALL_LOG: CollectionSpec = {
  name: 'missed_call_log',
  version: 1,
  indexes: [
    { name: 'time', fields: ['processId', 'missedAt'] },
    { name: 'phone', fields: ['processId', 'phone', 'missedAt'] },
    { name: 'lead', fields: ['processId', 'leadId', 'missedAt'] },
    { name: 'called', fields: ['processId', 'incomingNumberId', 'missedAt'] },
    { name: 'to_handle', fields: ['processId', 'toHandleAt'] },
    { name: 'to_return', fields: ['processId', 'campaignId', 'toHandleAt'] },
    { name: 'age', fields: ['missedAt'] },
  ],
};

export interface LoggedCall {
  readonly processId: string;
  readonly phone: string;
  readonly leadId: string;
  readonly campaignId: string;
  readonly incomingNumberId: string;
  /** Names of the wire's enums. */
  readonly missedCause: string;
  readonly state: string;
  readonly missedAt: number;
  /** Its missed time, while somebody has to call back by hand. */
  readonly toHandleAt?: number;
  /** Of the person's document: a lower one is old news. */
  readonly version: number;
  /** The whole entry, protobuf's JSON. */
  readonly dialback: unknown;
}
