import type { LinkKeyView, LinkProfileView } from './links.ts';

/** Thin settings for supervisors. */

export type ParameterTypeName = 'text' | 'number' | 'date' | 'boolean' | 'choice';

export interface CustomParameterView {
  name: string;
  label: string;
  type: ParameterTypeName;
  /** What may be chosen, of a choice. */
  choices: readonly string[];
}

export interface IngestLinkView {
  ingestLinkId: string;
  campaignId: string;
  vendorId: string;
  vendorName: string;
  /** ISO 3166 alpha-2 for numbers without a country code. */
  defaultCountry: string;
  emptyClears: boolean;
  revoked: boolean;
  createdAt: number | undefined;
  profile: LinkProfileView;
  keys: readonly LinkKeyView[];
  /** Undeclared parameters that came through it. */
  ignoredParameters: readonly { name: string; count: number }[];
  /** A profile is saved against the version it was made for. */
  version: number;
}

export interface IngestLinkPage {
  links: readonly IngestLinkView[];
  nextPageToken: string;
}

/** The token is in this one answer and never again. */
export interface CreatedIngestLink {
  link: IngestLinkView;
  token: string;
  /** Where vendors send to. */
  url: string;
}

/** What an administrator says of a process. */
export interface ProcessSettings {
  processId: string;
  name: string;
  /** IANA zone of leads, lists and campaigns that name none. */
  timeZone: string;
  /** The version that was read; what a change replaces. */
  version: number;
}
