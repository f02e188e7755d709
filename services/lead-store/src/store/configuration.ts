import type { Campaign } from '@firstring/contracts/leads/lead_events';
import type { CollectionSpec } from '@firstring/store';

/** Every configuration document remembers the request that wrote it, so that a repeated request gets the same answer. */
interface Requested {
  readonly requestId: string;
}

const REQUEST_INDEX = { name: 'request', fields: ['requestId'], unique: true } as const;

export interface ProcessDoc extends Requested {
  readonly name: string;
  readonly timeZone: string;
  /** The same in all documents: lists all processes. */
  readonly list: 'all';
}

export const PROCESSES: CollectionSpec = {
  name: 'processes',
  version: 1,
  indexes: [{ name: 'list', fields: ['list', 'name'] }, REQUEST_INDEX],
};

/** The version is the document's own. */
export type CampaignDoc = Omit<Campaign, 'version'> & Requested;

export const CAMPAIGNS: CollectionSpec = {
  name: 'campaigns',
  version: 1,
  indexes: [
    { name: 'process', fields: ['processId', 'name'] },
    { name: 'agent', fields: ['agentIds[]', 'name'] },
    REQUEST_INDEX,
  ],
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
}

export const LINKS: CollectionSpec = {
  name: 'ingest_links',
  version: 1,
  indexes: [
    { name: 'token', fields: ['tokenHash'], unique: true },
    { name: 'campaign', fields: ['processId', 'campaignId', 'createdAt'] },
    REQUEST_INDEX,
  ],
};

/** One document a process: id is the process's. */
export interface ParametersDoc {
  readonly parameters: readonly { readonly name: string; readonly label: string }[];
}

export const PARAMETERS: CollectionSpec = { name: 'custom_parameters', version: 1, indexes: [] };

/** One document a link: id is the link's. How often which undeclared parameter came. */
export interface IgnoredCountsDoc {
  readonly counts: readonly { readonly name: string; readonly count: number }[];
}

export const IGNORED_COUNTS: CollectionSpec = { name: 'ignored_parameters', version: 1, indexes: [] };
