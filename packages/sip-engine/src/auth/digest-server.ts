import { timingSafeEqual } from 'node:crypto';

import { formatAuthHeader, parseAuthHeader, type AuthHeader } from '../message/headers/auth-params.ts';
import { parseUri } from '../message/headers/uri.ts';
import { digestAlgorithm, digestHa1, digestResponse, type DigestAlgorithm } from './digest.ts';
import type { Nonces } from './nonce.ts';

export interface DigestRealm {
  readonly realm: string;
  /** What is offered and accepted, best first; a phone that takes MD5 when SHA-256 is demanded is refused by leaving MD5 out. */
  readonly algorithms: readonly DigestAlgorithm[];
}

/** One WWW-Authenticate (or Proxy-Authenticate) value an algorithm, in that order (RFC 8760 section 2.3). */
export function createChallenges(nonces: Nonces, realm: DigestRealm, stale = false): string[] {
  const nonce = nonces.issue();
  return realm.algorithms.map((algorithm) => {
    const params = new Map([
      ['realm', realm.realm],
      ['nonce', nonce],
      ['algorithm', algorithm],
      ['qop', 'auth'],
    ]);
    if (stale) params.set('stale', 'true');
    return formatAuthHeader({ scheme: 'Digest', params }, false);
  });
}

/** What the store knows of a user: the password, or H(A1) for some algorithms. */
export type DigestSecret =
  | { readonly type: 'password'; readonly password: string }
  | { readonly type: 'ha1'; readonly byAlgorithm: Readonly<Partial<Record<DigestAlgorithm, string>>> };

/** The parameters of an Authorization value that a digest needs. */
export interface DigestCredentials {
  readonly username: string;
  readonly realm: string;
  readonly nonce: string;
  readonly uri: string;
  readonly response: string;
  readonly algorithm: DigestAlgorithm;
  readonly cnonce: string;
  /** Eight hex digits, as received. */
  readonly nc: string;
}

/** Undefined for another scheme, an algorithm we do not do, a missing parameter or another qop than auth. */
export function parseCredentials(value: string): DigestCredentials | undefined {
  const header = parseAuthHeader(value);
  const algorithm = digestAlgorithm(header?.params.get('algorithm'));
  if (header?.scheme.toLowerCase() !== 'digest' || algorithm === undefined) return undefined;
  const found = requireParams(header, ['username', 'realm', 'nonce', 'uri', 'response', 'cnonce', 'nc']);
  const validCount = found !== undefined && /^[0-9a-fA-F]{8}$/.test(found.nc);
  if (!validCount || header.params.get('qop')?.toLowerCase() !== 'auth') return undefined;
  return { ...found, algorithm };
}

function requireParams<Name extends string>(
  header: AuthHeader,
  names: readonly Name[],
): Record<Name, string> | undefined {
  const found: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const value = header.params.get(name);
    if (value === undefined) return undefined;
    found[name] = value;
  }
  return isComplete(found, names) ? found : undefined;
}

function isComplete<Name extends string>(
  found: Partial<Record<Name, string>>,
  names: readonly Name[],
): found is Record<Name, string> {
  return names.every((name) => found[name] !== undefined);
}

export type DigestVerdict =
  | { readonly type: 'accepted'; readonly username: string }
  /** Secret right, nonce used up: challenge again with stale=true. Not a failed attempt. */
  | { readonly type: 'stale' }
  /** Counts as a failed attempt. The reason is for the log; the answer is the same for all. */
  | {
      readonly type: 'refused';
      readonly reason: 'realm' | 'algorithm' | 'uri' | 'unknown-user' | 'response';
    };

export interface DigestClaim {
  readonly credentials: DigestCredentials;
  readonly method: string;
  readonly requestUri: string;
  /** Undefined for an unknown user: the same work is done, so that time does not tell. */
  readonly secret: DigestSecret | undefined;
}

/** RFC 7616 section 3.4.6 and RFC 3261 section 22.4. Whether a secret was right is decided before the nonce is spent. */
export function verifyCredentials(nonces: Nonces, realm: DigestRealm, claim: DigestClaim): DigestVerdict {
  const { credentials, secret } = claim;
  const { algorithm, nonce, nc, cnonce } = credentials;
  if (credentials.realm !== realm.realm) return { type: 'refused', reason: 'realm' };
  if (!realm.algorithms.includes(algorithm)) return { type: 'refused', reason: 'algorithm' };
  if (!isSameTarget(credentials.uri, claim.requestUri)) return { type: 'refused', reason: 'uri' };

  const ha1 = secretHa1(secret, credentials);
  const expected = digestResponse({
    ...credentials,
    ha1: ha1 ?? '',
    method: claim.method,
    auth: { nc, cnonce },
  });
  const right = sameText(expected, credentials.response.toLowerCase());
  if (secret === undefined) return { type: 'refused', reason: 'unknown-user' };
  if (!right || ha1 === undefined) return { type: 'refused', reason: 'response' };
  return nonces.use(nonce, Number.parseInt(nc, 16))
    ? { type: 'accepted', username: credentials.username }
    : { type: 'stale' };
}

function secretHa1(secret: DigestSecret | undefined, credentials: DigestCredentials): string | undefined {
  const { algorithm, username, realm } = credentials;
  if (secret?.type === 'ha1') return secret.byAlgorithm[algorithm];
  return digestHa1(algorithm, { username, realm, password: secret?.password ?? '' });
}

/**
 * The digest was made for this target. Parameters may differ, as some phones leave them out of `uri` and proxies add them; user
 * and host may not, or a digest made for one target would open another.
 */
function isSameTarget(digestUri: string, requestUri: string): boolean {
  if (digestUri === requestUri) return true;
  const [ours, theirs] = [parseUri(requestUri), parseUri(digestUri)];
  if (ours === undefined || theirs === undefined) return false;
  return ours.user === theirs.user && ours.host.toLowerCase() === theirs.host.toLowerCase();
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
