import type { CollectionSpec } from '@firstring/store';

/** What the agent said of an attempt. */
export interface CallDisposition {
  readonly code: string;
  readonly label: string;
  readonly note: string;
  readonly at: number;
  /** The lead's version that carries it: a later one replaces an earlier one, whichever is written first. */
  readonly leadVersion: number;
}

/**
 * One row an attempt. The disposition may come before the record; the row is listed once it has its record.
 * Nothing here changes when the lead is deleted.
 */
export interface CallRowDoc {
  readonly processId: string;
  readonly attemptId: string;
  /** The CallRecord in its JSON form. */
  readonly record?: unknown;
  readonly endedAt?: number;
  /** Lists the row is in: its process, lead, agent. Absent without a record. */
  readonly lists?: readonly string[];
  readonly disposition?: CallDisposition;
}

export const CALL_LOG: CollectionSpec = {
  name: 'call_log',
  version: 1,
  indexes: [{ name: 'lists', fields: ['lists[]', 'endedAt'] }],
};

export function callRowId(processId: string, attemptId: string): string {
  return `${processId}|${attemptId}`;
}

export interface CallListKey {
  readonly processId: string;
  readonly leadId?: string | undefined;
  readonly agentId?: string | undefined;
}

/** The calls of a process, narrowed to a lead, an agent or both. */
export function callListKey({ processId, leadId, agentId }: CallListKey): string {
  return `${processId}|${leadId ?? ''}|${agentId ?? ''}`;
}
