import type { CollectionSpec } from '@firstring/store';
import type { StoredLead } from '../app/ports.ts';

/** What came with an Idempotency-Key and what was answered. No personal data: the body is only a hash. */
export interface SubmissionRecord {
  readonly fingerprint: string;
  /** Goes to the lead store each time, so that a crash in between makes no second lead (F02). */
  readonly requestId: string;
  readonly expiresAt: number;
  /** Absent while the submission is on its way. */
  readonly answer?: StoredLead;
}

export const SUBMISSION_RECORDS: CollectionSpec = {
  name: 'submission_records',
  version: 1,
  indexes: [{ name: 'expiry', fields: ['expiresAt'] }],
};
