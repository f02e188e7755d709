import type { CollectionSpec } from '@firstring/store';

/** An accepted ping that waits for its post. Nothing of what was pinged is kept. */
export interface Ping {
  readonly ingestLinkId: string;
  readonly expiresAt: number;
}

export const PINGS: CollectionSpec = {
  name: 'pings',
  version: 1,
  indexes: [
    { name: 'link', fields: ['ingestLinkId', 'expiresAt'] },
    { name: 'expiry', fields: ['expiresAt'] },
  ],
};
