import type { CallStep } from '../../domain/call-steps.ts';
import type { AuditRow } from './audit.ts';
import type { CallRow } from './leads.ts';

/** One call on one page, from the opt-in to the disposition. */
export interface CallStory {
  call: CallRow;
  /** Oldest first. */
  steps: readonly CallStep[];
  /** Level at which the lead was presented; empty outside the levels, and when it is no longer known (docs/reports.md). */
  level: string;
  campaignName: string;
  /** Empty when the lead is gone, or nobody's. */
  vendorName: string;
  listName: string;
  trunkId: string;
  /** What the lead's phone showed, or the number that was called. */
  callerId: string;
  /** Level the carrier signs the caller id with; empty where nothing was agreed. */
  attestation: string;
  /** Last SIP status of the lead's leg; 0 when none. */
  sipStatus: number;
  /** It counts for the caps: the customer's phone rang, or may have. */
  counted: boolean;
  /** It answered a missed call. */
  dialback: boolean;
  /** Of the lock it was made under. */
  fencingToken: string;
  sipCallId: string;
  /** What people did to the call and, since it was presented, to its lead; for those who may read the audit. Newest first. */
  audit: readonly AuditRow[];
}
