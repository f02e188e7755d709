import type { CollectionSpec } from '@firstring/store';
import type { ExclusionSubject } from '../domain/exclusion.ts';

/** One entry of a process's do-not-call list; its id is the process and its mark. */
export type ExclusionDoc = ExclusionSubject & {
  readonly processId: string;
  /** What the list is searched by: number, customer id or value, folded. */
  readonly search?: string;
  readonly cause: string;
  readonly note?: string;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly expiresAt?: number;
};

export const EXCLUSIONS: CollectionSpec = {
  name: 'exclusions',
  version: 2,
  indexes: [
    { name: 'process', fields: ['processId', 'createdAt'] },
    { name: 'search', fields: ['processId', 'search'] },
    { name: 'expiry', fields: ['expiresAt'] },
  ],
};

/** What a batch of an upload was answered, so that the same batch gets the same answer. */
export interface ExclusionBatchDoc {
  readonly processId: string;
  readonly added: number;
  readonly alreadyListed: number;
  readonly refused: readonly { readonly position: number; readonly why: string }[];
  readonly createdAt: number;
}

export const EXCLUSION_BATCHES: CollectionSpec = {
  name: 'exclusion_batches',
  version: 1,
  indexes: [{ name: 'age', fields: ['createdAt'] }],
};

export function exclusionId(processId: string, mark: string): string {
  return `${processId}|${mark}`;
}

/** The mark in an id: process ids hold no bar. */
export function markOfId(id: string): string {
  return id.slice(id.indexOf('|') + 1);
}

/** Live at this instant; an expired entry counts as gone. */
export function isLive(doc: ExclusionDoc | undefined, nowAt: number): doc is ExclusionDoc {
  return doc !== undefined && (doc.expiresAt === undefined || doc.expiresAt > nowAt);
}
