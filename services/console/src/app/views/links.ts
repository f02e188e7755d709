import type { IngestLinkView } from './settings.ts';

/** How one vendor posts through its link. */
export interface LinkProfileView {
  authentication: 'token' | 'key' | 'signature';
  /** The vendor's field names and ours. */
  fieldMap: readonly { theirs: string; ours: string }[];
  /** Refusals are answered 200 with `success: false`. */
  alwaysOk: boolean;
  answerForm: 'json' | 'xml';
  /** 0 = no quota. */
  leadsPerMinute: number;
  pingPost: boolean;
  pingRules: readonly { field: string; values: readonly string[] }[];
  consentRequired: boolean;
}

export type LinkKeyKind = 'key' | 'signature';

export interface LinkKeyView {
  keyId: string;
  kind: LinkKeyKind;
  createdAt: number | undefined;
}

/** The secret is in this one answer and never again; empty when the answer comes a second time. */
export interface CreatedLinkKey {
  link: IngestLinkView;
  secret: string;
}

/** Where a vendor sees its own counts without signing in. */
export interface VendorPageView {
  vendorPageId: string;
  vendorId: string;
  vendorName: string;
  createdAt: number | undefined;
}

/** The address is in this one answer and never again. */
export interface CreatedVendorPage {
  page: VendorPageView;
  url: string;
}

/** What ingest would answer a vendor. */
export interface LinkTestView {
  status: number;
  body: string;
}

export interface NamedCount {
  name: string;
  count: number;
}

/** What came through one link on one day (UTC), as its vendor's own page shows it. */
export interface LinkDayView {
  ingestLinkId: string;
  vendorName: string;
  revoked: boolean;
  /** `2026-11-22` */
  day: string;
  accepted: number;
  updated: number;
  /** By reason. */
  refused: readonly NamedCount[];
  /** By parameter. */
  ignored: readonly NamedCount[];
}

/** Of one page of the campaign's links. */
export interface LinkDayPage {
  days: readonly LinkDayView[];
  nextPageToken: string;
}
