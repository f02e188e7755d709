import type { CollectionSpec } from '@firstring/store';
import { LINK_DAYS } from './link-days.ts';
import { PINGS } from './pings.ts';
import { BATCH_RECORDS, SUBMISSION_RECORDS } from './submission-records.ts';

/** Every collection of the service: the migration makes their indexes before it starts (ADR 22). */
export const INGEST_COLLECTIONS: readonly CollectionSpec[] = [
  LINK_DAYS,
  PINGS,
  SUBMISSION_RECORDS,
  BATCH_RECORDS,
];
