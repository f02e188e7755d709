import { CLAIM_COLLECTIONS } from '@firstring/claim-service/collections';
import { CONSOLE_COLLECTIONS } from '@firstring/console-service/collections';
import { DIALBACK_COLLECTIONS } from '@firstring/dialback-service/collections';
import { INGEST_COLLECTIONS } from '@firstring/ingest-service/collections';
import { LEAD_STORE_COLLECTIONS } from '@firstring/lead-store-service/collections';
import { SCHEDULER_COLLECTIONS } from '@firstring/scheduler-service/collections';
import { SIP_COLLECTIONS } from '@firstring/sip-service/collections';
import type { CollectionSpec } from '@firstring/store';

/** Every service that has a store, by the name of its database. */
export const COLLECTIONS: ReadonlyMap<string, readonly CollectionSpec[]> = new Map([
  ['claim', CLAIM_COLLECTIONS],
  ['console', CONSOLE_COLLECTIONS],
  ['dialback', DIALBACK_COLLECTIONS],
  ['ingest', INGEST_COLLECTIONS],
  ['lead-store', LEAD_STORE_COLLECTIONS],
  ['scheduler', SCHEDULER_COLLECTIONS],
  ['sip', SIP_COLLECTIONS],
]);
