import type { CollectionSpec } from '@firstring/store';

/** The key of the hashes in marks; made once, kept with the entries that depend on it. */
export interface MarkKeyDoc {
  /** 32 bytes, base64url. */
  readonly key: string;
}

export const MARK_KEYS: CollectionSpec = { name: 'mark_keys', version: 1, indexes: [] };

export const MARK_KEY_ID = 'exclusions';
