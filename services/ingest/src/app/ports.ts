import type { Clock, Log, Random } from '@firstring/kernel';
import type { Collection } from '@firstring/store';
import type { Traceparent } from '@firstring/telemetry';
import type { LinkProfile } from '../domain/link-profile.ts';
import type { Submission } from '../domain/read-submission.ts';
import type { IngestEventLog } from '../events.ts';
import type { LinkDay } from '../store/link-days.ts';
import type { Ping } from '../store/pings.ts';
import type { SubmissionRecord } from '../store/submission-records.ts';
import type { SubmissionCounter } from './submission-counter.ts';
import type { LinkQuotas } from './link-quotas.ts';

/** The ingest link behind a token. */
export interface Link {
  readonly ingestLinkId: string;
  readonly defaultCountry: string;
  readonly profile: LinkProfile;
  readonly secrets: readonly LinkSecret[];
}

/** What a live key is checked with: a hash (SHA-256, hex) of one that is sent, the secret (base64) of one that signs. */
export interface LinkSecret {
  readonly kind: 'key' | 'signature';
  readonly value: string;
}

/** A submission on its way, with the link it came through and its idempotency key. */
export interface Outgoing {
  readonly requestId: string;
  readonly ingestLinkId: string;
  readonly submission: Submission;
  readonly trace?: Traceparent | undefined;
}

export interface StoredLead {
  readonly leadId: string;
  readonly created: boolean;
  readonly ignoredParameters: readonly string[];
}

export type StoreResult =
  | { readonly type: 'stored'; readonly lead: StoredLead }
  | { readonly type: 'refused'; readonly reason: 'LINK_NOT_FOUND' | 'LINK_REVOKED' | 'CAMPAIGN_CLOSED' };

export interface Conversion {
  readonly requestId: string;
  readonly ingestLinkId: string;
  readonly lead: { readonly leadId: string } | { readonly callerId: string };
}

/** A vendor and its links, as its own page shows them. */
export interface Vendor {
  readonly vendorName: string;
  readonly links: readonly {
    readonly ingestLinkId: string;
    readonly campaignName: string;
    readonly revoked: boolean;
  }[];
}

/** The lead store, as ingest needs it. */
export interface LeadStore {
  /** LINK_NOT_FOUND or LINK_REVOKED otherwise. */
  resolveLink(token: string): Promise<Link>;
  /** Durable when it resolves; one result each, in order. */
  store(batch: readonly Outgoing[]): Promise<readonly StoreResult[]>;
  /** What `store` would answer; nothing is stored, and what would be created has no id. */
  check(batch: readonly Outgoing[]): Promise<readonly StoreResult[]>;
  /** LEAD_NOT_FOUND when the link has no such lead; `changed` is false when it had converted before. */
  convert(conversion: Conversion): Promise<{ readonly leadId: string; readonly changed: boolean }>;
  /** VENDOR_PAGE_NOT_FOUND otherwise. */
  resolveVendor(token: string): Promise<Vendor>;
  /** Rejects when the lead store does not answer. */
  ping(): Promise<void>;
}

/** What the use cases need from outside. */
export interface IngestDeps {
  readonly leadStore: LeadStore;
  readonly links: { find(token: string): Promise<Link> };
  readonly batcher: {
    submit(outgoing: Outgoing): Promise<StoreResult>;
    submitAll(batch: readonly Outgoing[]): Promise<readonly StoreResult[]>;
  };
  readonly quotas: Pick<LinkQuotas, 'take'>;
  readonly counter: Pick<SubmissionCounter, 'count' | 'countStored' | 'flush'>;
  readonly records: Collection<SubmissionRecord<StoredLead>>;
  readonly batchRecords: Collection<SubmissionRecord<readonly StoredLead[]>>;
  readonly pings: Collection<Ping>;
  readonly linkDays: Collection<LinkDay>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly events: IngestEventLog;
  readonly recordMs: number;
  readonly pingMs: number;
}
