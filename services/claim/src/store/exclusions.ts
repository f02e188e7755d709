import type { CollectionSpec } from '@firstring/store';

/** One number that is never dialled in a process. */
export interface ExclusionDoc {
  processId: string;
  phone: string;
  cause: string;
  createdBy: string;
  createdAt: number;
  expiresAt?: number;
}

export const EXCLUSIONS: CollectionSpec = {
  name: 'exclusions',
  version: 1,
  indexes: [{ name: 'process', fields: ['processId', 'createdAt'] }],
};

/** Live at this instant; an expired entry counts as gone. */
export function isLive(doc: ExclusionDoc | undefined, nowAt: number): boolean {
  return doc !== undefined && (doc.expiresAt === undefined || doc.expiresAt > nowAt);
}
