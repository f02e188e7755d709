import type { CollectionSpec } from '@firstring/store';
import type { OfferPolicy } from '../domain/offer-policy.ts';
import type { Contact } from '../domain/registration.ts';

/** One agent's phone account with its registrations; the document's id is the agent's. */
export interface PhoneAccountDoc {
  readonly agentId: string;
  readonly username: string;
  /** H(A1) of the password (RFC 7616): useless outside this realm, and never the password. */
  readonly ha1: { readonly realm: string; readonly sha256: string; readonly md5: string };
  readonly contacts: readonly Contact[];
  /** What its phones are offered; absent: all. */
  readonly media?: OfferPolicy;
  /** Its media may go straight to a trunk that takes it, without the relay. */
  readonly directMedia?: boolean;
}

export const PHONE_ACCOUNTS: CollectionSpec = {
  name: 'phone_account',
  version: 1,
  indexes: [{ name: 'username', fields: ['username'], unique: true }],
};
