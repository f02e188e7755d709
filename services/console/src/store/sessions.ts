import type { CollectionSpec } from '@firstring/store';
import type { Session } from '../domain/session.ts';

/** A session; the document's id is the SHA-256 of the cookie's value. */
export type SessionDoc = Session;

export const SESSIONS: CollectionSpec = {
  name: 'sessions',
  version: 1,
  indexes: [
    { name: 'by_created', fields: ['createdAt'] },
    { name: 'by_user', fields: ['userId'] },
  ],
};
