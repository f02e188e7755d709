import { reasonError } from '@firstring/contracts';
import { updateDocument } from '@firstring/service-kit';
import { digestHa1 } from '@firstring/sip-engine/auth';
import { isOfferPolicy, type OfferPolicy } from '../domain/offer-policy.ts';
import type { PhoneAccountDoc } from '../store/phone-accounts.ts';
import type { PhoneDeps } from './phone-deps.ts';

const PASSWORD_CHARS_MIN = 12;
const PASSWORD_CHARS_MAX = 128;
/** What every phone takes as a user name, and what needs no escaping in a SIP URI. */
const USERNAME = /^[A-Za-z0-9._-]{1,64}$/;

export interface PutPhoneAccount {
  readonly agentId: string;
  readonly username: string;
  /** Empty keeps the one there is, as long as the user name stays. */
  readonly password: string;
  /** What its phones are offered. */
  readonly media: OfferPolicy;
  readonly directMedia: boolean;
}

/**
 * Creates or replaces an agent's phone account. Of the password only its digests are kept. Another user name or password ends
 * the registrations made with the old ones. Throws PHONE_ACCOUNT_INVALID.
 */
export async function putPhoneAccount(deps: PhoneDeps, command: PutPhoneAccount): Promise<PhoneAccountDoc> {
  const { agentId, username, password } = command;
  if (!USERNAME.test(username))
    throw invalid('a user name has 1 to 64 letters, digits, dots, dashes and underscores');
  if (password !== '' && (password.length < PASSWORD_CHARS_MIN || password.length > PASSWORD_CHARS_MAX)) {
    throw invalid('a password has 12 to 128 characters');
  }
  if (!isOfferPolicy(command.media)) throw invalid('a codec or packet time cannot be offered');
  const holder = await deps.accounts.getByKey('username', [username]);
  if (holder !== undefined && holder.id !== agentId) throw invalid('another agent has this user name');
  return updateDocument(deps.accounts, agentId, (current) => {
    const doc = replace(deps, current, command);
    return { answer: doc, doc };
  });
}

function replace(
  deps: PhoneDeps,
  current: PhoneAccountDoc | undefined,
  { agentId, username, password, media, directMedia }: PutPhoneAccount,
): PhoneAccountDoc {
  if (password === '') {
    if (current?.username === username && current.ha1.realm === deps.realm)
      return { ...current, media, directMedia };
    throw invalid('a password is needed');
  }
  const user = { username, realm: deps.realm, password };
  const ha1 = { realm: deps.realm, sha256: digestHa1('SHA-256', user), md5: digestHa1('MD5', user) };
  const same = current?.username === username && current.ha1.sha256 === ha1.sha256;
  return { agentId, username, ha1, media, contacts: same ? current.contacts : [], directMedia };
}

function invalid(message: string): Error {
  return reasonError('PHONE_ACCOUNT_INVALID', { message });
}
