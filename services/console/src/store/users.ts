import type { CollectionSpec } from '@firstring/store';
import type { Role } from '../domain/permissions.ts';

/** An agent's claims that are still to be released. */
export interface Leaving {
  readonly agentId: string;
  readonly processIds: readonly string[];
  /** Who took the rights away. */
  readonly actorId: string;
  readonly at: number;
}

/** A local account. The document's id is the user id. */
export interface UserDoc {
  readonly username: string;
  readonly name: string;
  /** PHC string of argon2id. */
  readonly passwordHash: string;
  /** Somebody else chose the password: until it is changed the session serves for nothing else. */
  readonly passwordTemporary?: boolean;
  readonly roles: readonly Role[];
  readonly processIds: readonly string[];
  /** The scheduler's and sip's name for this person; equal to the user id, empty for people without a desk. */
  readonly agentId: string;
  readonly disabled: boolean;
  readonly createdAt: number;
  /** The request that made the account, if a page did. */
  readonly requestId?: string;
  /** Gone when it is done. */
  readonly leaving?: Leaving;
}

export const USERS: CollectionSpec = {
  name: 'users',
  version: 1,
  indexes: [
    { name: 'by_username', fields: ['username'], unique: true },
    { name: 'leaving', fields: ['leaving.at'] },
  ],
};

/**
 * The administrators who may sign in, in one document: two of them who take each other's rights at one moment are decided by
 * its compare-and-set, so that one is always left. It may lack somebody for a moment, it never holds somebody who is none.
 */
export interface AdministratorsDoc {
  readonly userIds: readonly string[];
}

export const ADMINISTRATORS: CollectionSpec = { name: 'administrators', version: 1, indexes: [] };
export const ADMINISTRATORS_ID = 'administrators';
