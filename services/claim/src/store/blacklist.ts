import type { CollectionSpec } from '@firstring/store';
import type { BlockDirection } from '../domain/blacklist.ts';

/** One blocked number or beginning of numbers; its id is the process and its pattern. */
export interface BlacklistDoc {
  readonly processId: string;
  readonly pattern: string;
  readonly direction: BlockDirection;
  readonly cause: string;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly expiresAt?: number;
}

export const BLACKLIST: CollectionSpec = {
  name: 'blacklist',
  version: 1,
  indexes: [{ name: 'process', fields: ['processId', 'createdAt'] }],
};

export function blacklistId(processId: string, pattern: string): string {
  return `${processId}|${pattern}`;
}
