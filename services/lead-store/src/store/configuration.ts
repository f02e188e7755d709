import type { LinkProfile } from '@firstring/contracts/leads/link';
import type { Campaign, Disposition } from '@firstring/contracts/leads/lead_events';
import type { CollectionSpec } from '@firstring/store';
import type { ParameterType } from '../domain/custom-value.ts';
import type { Claiming } from '../domain/outcome-claim.ts';

/** Every configuration document remembers the request that wrote it, so that a repeated request gets the same answer. */
interface Requested {
  readonly requestId: string;
}

const REQUEST_INDEX = { name: 'request', fields: ['requestId'], unique: true } as const;

export interface ProcessDoc extends Requested {
  readonly name: string;
  readonly timeZone: string;
  /** ADR 23: who has allowed campaigns to dial by themselves, and when; absent: nobody ever. */
  readonly automaticDialling?: { readonly on: boolean; readonly setBy: string; readonly setAt: number };
  /** The same in all documents: lists all processes. */
  readonly list: 'all';
}

export const PROCESSES: CollectionSpec = {
  name: 'processes',
  version: 1,
  indexes: [{ name: 'list', fields: ['list', 'name'] }, REQUEST_INDEX],
};

/** Fields of campaigns that documents of before do not have. */
type CampaignNews =
  | 'type'
  | 'state'
  | 'callerIds'
  | 'localPresence'
  | 'trunkIds'
  | 'agentCodes'
  | 'lists'
  | 'filterIds'
  | 'filterGroupIds'
  | 'keepWhenClosed'
  | 'customerProvider'
  | 'listsBeforeLanes'
  | 'manualDialling';

/** A change of a campaign's policy: its text is in a document of its own. */
export interface PolicyVersionDoc {
  /** Of the campaign. */
  readonly version: number;
  readonly changedAt: number;
  readonly userId: string;
  readonly reason: string;
  readonly byForm: boolean;
  readonly textId: string;
}

/** The version is the document's own. */
export type CampaignDoc = Omit<Campaign, 'version' | CampaignNews> &
  Partial<Pick<Campaign, CampaignNews>> &
  Requested & {
    /** Oldest first. */
    readonly policyVersions?: readonly PolicyVersionDoc[];
  };

/** The text of a policy, found by what it says: written before the campaign names it, so that no version lacks its text. */
export interface PolicyTextDoc {
  readonly processId: string;
  readonly campaignId: string;
  readonly text: string;
}

export const POLICY_TEXTS: CollectionSpec = { name: 'policy_texts', version: 1, indexes: [] };

export const CAMPAIGNS: CollectionSpec = {
  name: 'campaigns',
  version: 1,
  indexes: [
    { name: 'process', fields: ['processId', 'name'] },
    { name: 'agent', fields: ['agentIds[]', 'name'] },
    REQUEST_INDEX,
  ],
};

/** A live key of a link. A key that is sent is kept as a hash; a secret that signs is needed as it is. */
export type LinkKeyDoc = Requested & {
  readonly keyId: string;
  readonly createdAt: number;
} & (
    | { readonly kind: 'key'; /** SHA-256, hex. */ readonly hash: string }
    | { readonly kind: 'signature'; /** base64. */ readonly secret: string }
  );

/** One document a process: id is the process's. */
export interface DispositionsDoc extends Requested {
  readonly dispositions: readonly Disposition[];
}

export const DISPOSITIONS: CollectionSpec = { name: 'dispositions', version: 1, indexes: [] };

/** One document a process: id is the process's. */
export interface ClaimingDoc extends Requested {
  readonly claiming: Claiming;
}

export const CLAIMING: CollectionSpec = { name: 'claiming', version: 1, indexes: [] };

export interface VendorDoc extends Requested {
  readonly processId: string;
  readonly name: string;
  readonly contact: string;
  readonly defaultCountry: string;
  readonly note: string;
  readonly disabled: boolean;
  readonly createdAt: number;
}

export const VENDORS: CollectionSpec = {
  name: 'vendors',
  version: 1,
  indexes: [{ name: 'process', fields: ['processId', 'name'] }, REQUEST_INDEX],
};

/** What a lead costs, of a vendor or of one link: the document's id is that of the link, or else of the vendor. */
export interface LeadPriceDoc {
  readonly processId: string;
  readonly vendorId: string;
  /** Empty: of the vendor. */
  readonly ingestLinkId: string;
  /** By day (UTC, `2026-11-22`), the oldest first; without micros there is none from then on. */
  readonly prices: readonly { readonly fromDay: string; readonly micros?: number }[];
}

export const LEAD_PRICES: CollectionSpec = {
  name: 'lead_prices',
  version: 1,
  indexes: [{ name: 'process', fields: ['processId'] }],
};

export interface LinkDoc extends Requested {
  readonly processId: string;
  readonly campaignId: string;
  readonly vendorId: string;
  readonly vendorName: string;
  readonly defaultCountry: string;
  readonly emptyClears: boolean;
  /** SHA-256 of the token, hex; the token itself is stored nowhere. */
  readonly tokenHash: string;
  readonly createdAt: number;
  readonly revokedAt?: number;
  /** How the vendor posts; absent is the plain way. */
  readonly profile?: LinkProfile;
  /** At most two of a kind. */
  readonly keys?: readonly LinkKeyDoc[];
}

export const LINKS: CollectionSpec = {
  name: 'ingest_links',
  version: 1,
  indexes: [
    { name: 'token', fields: ['tokenHash'], unique: true },
    { name: 'campaign', fields: ['processId', 'campaignId', 'createdAt'] },
    { name: 'vendor', fields: ['processId', 'vendorId', 'createdAt'] },
    REQUEST_INDEX,
  ],
};

/** Where a vendor sees its own counts without signing in; closing a page deletes it. */
export interface VendorPageDoc extends Requested {
  readonly processId: string;
  readonly vendorId: string;
  /** SHA-256 of the token, hex. */
  readonly tokenHash: string;
  readonly createdAt: number;
}

export const VENDOR_PAGES: CollectionSpec = {
  name: 'vendor_pages',
  version: 1,
  indexes: [
    { name: 'token', fields: ['tokenHash'], unique: true },
    { name: 'process', fields: ['processId', 'createdAt'] },
    REQUEST_INDEX,
  ],
};

/** One document a process: id is the process's. */
export interface ParametersDoc {
  readonly parameters: readonly StoredParameter[];
}

export interface StoredParameter {
  readonly name: string;
  readonly label: string;
  /** Text where it says nothing. */
  readonly type?: ParameterType;
  readonly choices?: readonly string[];
}

/** One document a process, id is the process's: what tells two contacts apart. */
export interface TableDoc {
  /** `phone1`, `email` or `custom:<name>`. */
  readonly primaryField: string;
  readonly requestId: string;
}

export const TABLES: CollectionSpec = { name: 'table_definitions', version: 1, indexes: [] };

export const PARAMETERS: CollectionSpec = { name: 'custom_parameters', version: 1, indexes: [] };

/** One document a link: id is the link's. How often which undeclared parameter came. */
export interface IgnoredCountsDoc {
  readonly counts: readonly { readonly name: string; readonly count: number }[];
}

export const IGNORED_COUNTS: CollectionSpec = { name: 'ignored_parameters', version: 1, indexes: [] };
