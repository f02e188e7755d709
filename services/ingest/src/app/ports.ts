import type { Clock, Log, Random } from '@firstring/kernel';
import type { Collection } from '@firstring/store';
import type { Submission } from '../domain/read-submission.ts';
import type { IngestEventLog } from '../events.ts';
import type { SubmissionRecord } from '../store/submission-records.ts';

/** The ingest link behind a token. */
export interface Link {
  readonly ingestLinkId: string;
  readonly defaultCountry: string;
}

/** A submission on its way, with the link it came through and its idempotency key. */
export interface Outgoing {
  readonly requestId: string;
  readonly ingestLinkId: string;
  readonly submission: Submission;
}

export interface StoredLead {
  readonly leadId: string;
  readonly created: boolean;
  readonly ignoredParameters: readonly string[];
}

export type StoreResult =
  | { readonly type: 'stored'; readonly lead: StoredLead }
  | { readonly type: 'refused'; readonly reason: 'LINK_NOT_FOUND' | 'LINK_REVOKED' | 'CAMPAIGN_CLOSED' };

/** The lead store, as ingest needs it. */
export interface LeadStore {
  /** LINK_NOT_FOUND or LINK_REVOKED otherwise. */
  resolveLink(token: string): Promise<Link>;
  /** Durable when it resolves; one result each, in order. */
  store(batch: readonly Outgoing[]): Promise<readonly StoreResult[]>;
  /** Rejects when the lead store does not answer. */
  ping(): Promise<void>;
}

/** What the use cases need from outside. */
export interface IngestDeps {
  readonly leadStore: LeadStore;
  readonly links: { find(token: string): Promise<Link> };
  readonly batcher: { submit(outgoing: Outgoing): Promise<StoreResult> };
  readonly records: Collection<SubmissionRecord>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly events: IngestEventLog;
  readonly recordMs: number;
}
