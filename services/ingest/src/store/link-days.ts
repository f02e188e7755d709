import type { CollectionSpec } from '@firstring/store';

/** What came through one link on one day (UTC); counts only, nothing of a person. */
export interface LinkDay {
  readonly ingestLinkId: string;
  /** `2026-11-22` */
  readonly day: string;
  readonly accepted: number;
  readonly updated: number;
  /** By reason of the catalogue. */
  readonly refused: Counts;
  /** By name of the parameter. */
  readonly ignored: Counts;
  /** The newest refusals, newest last. */
  readonly lastRefusals: readonly LastRefusal[];
  readonly expiresAt: number;
}

export type Counts = readonly (readonly [name: string, count: number])[];

export interface LastRefusal {
  readonly at: number;
  readonly reason: string;
  /** The field at fault, where one is. */
  readonly field: string;
}

export const LINK_DAYS: CollectionSpec = {
  name: 'link_days',
  version: 1,
  indexes: [
    { name: 'link', fields: ['ingestLinkId', 'day'] },
    { name: 'expiry', fields: ['expiresAt'] },
  ],
};
