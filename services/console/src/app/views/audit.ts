import type { AuditRecord } from '../../domain/audit/chain.ts';

/** The audit as the page shows it. The web app imports these types; nothing here runs. */

/** `process`: what was done in the process; `installation`: signing in, trunks, phones, and who knocked at a foreign process. */
export type AuditScope = 'process' | 'installation';

export interface AuditRow extends Omit<AuditRecord, 'actionId' | 'chainId'> {
  /** The name of who did it, as it is now. */
  userName: string;
}

export interface AuditPage {
  records: readonly AuditRow[];
  nextPageToken: string;
}

export interface AuditVerdict {
  /** How many records hold, and the hash of the last of them: written down elsewhere, it proves that the chain was not made anew. */
  sequence: number;
  hash: string;
  broken: { sequence: number; fault: 'changed' | 'missing' | 'unlinked' | 'cut_short' } | null;
}
