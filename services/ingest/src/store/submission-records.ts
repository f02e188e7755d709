import type { CollectionSpec } from '@firstring/store';

/** What came with an Idempotency-Key and what was answered. No personal data: the body is only a hash. */
export interface SubmissionRecord<Answer> {
  readonly fingerprint: string;
  /** Goes to the lead store each time, so that a crash in between makes no second lead (F02). */
  readonly requestId: string;
  readonly expiresAt: number;
  /** Absent while the submission is on its way. */
  readonly answer?: Answer;
}

const indexes = [{ name: 'expiry', fields: ['expiresAt'] }];

export const SUBMISSION_RECORDS: CollectionSpec = { name: 'submission_records', version: 1, indexes };

/** The same of batches. */
export const BATCH_RECORDS: CollectionSpec = { name: 'batch_records', version: 1, indexes };
