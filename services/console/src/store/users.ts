import type { CollectionSpec } from '@firstring/store';
import type { Role } from '../domain/permissions.ts';

/** A local account. The document's id is the user id. */
export interface UserDoc {
  readonly username: string;
  readonly name: string;
  /** PHC string of argon2id. */
  readonly passwordHash: string;
  readonly roles: readonly Role[];
  readonly processIds: readonly string[];
  /** The scheduler's and sip's name for this person; equal to the user id, empty for people without a desk. */
  readonly agentId: string;
  readonly disabled: boolean;
  readonly createdAt: number;
}

export const USERS: CollectionSpec = {
  name: 'users',
  version: 1,
  indexes: [{ name: 'by_username', fields: ['username'], unique: true }],
};
