import type { Random } from '@firstring/kernel';

import { formatAuthHeader, parseAuthHeader } from '../message/headers/auth-params.ts';
import {
  DIGEST_ALGORITHMS,
  digestAlgorithm,
  digestHa1,
  digestResponse,
  type DigestAlgorithm,
} from './digest.ts';

export interface DigestAccount {
  readonly username: string;
  readonly password: string;
  /**
   * The only realm that gets an answer. Set it for a trunk: a callee behind it may challenge too, in the hope of a digest to
   * break at leisure. Absent: any realm.
   */
  readonly realm?: string;
  /** Weakest algorithm that is answered; by default MD5, so all. */
  readonly weakest?: DigestAlgorithm;
}

/** A Digest challenge we can answer. */
export interface DigestChallenge {
  readonly realm: string;
  readonly nonce: string;
  readonly algorithm: DigestAlgorithm;
  /** False for the old form without qop (RFC 2069). */
  readonly qop: boolean;
  readonly opaque?: string;
  /** The last answer's secret was right, only its nonce was old: answer again, once. */
  readonly stale: boolean;
}

/** Undefined for another scheme, algorithm or qop than we do, and for a malformed one. */
export function parseChallenge(value: string): DigestChallenge | undefined {
  const header = parseAuthHeader(value);
  if (header?.scheme.toLowerCase() !== 'digest') return undefined;
  const { params } = header;
  const algorithm = digestAlgorithm(params.get('algorithm'));
  const [realm, nonce, qop, opaque] = [
    params.get('realm'),
    params.get('nonce'),
    params.get('qop'),
    params.get('opaque'),
  ];
  if (algorithm === undefined || realm === undefined || nonce === undefined) return undefined;
  const offered = qop?.split(',').map((option) => option.trim().toLowerCase());
  if (offered !== undefined && !offered.includes('auth')) return undefined;
  const challenge = {
    realm,
    nonce,
    algorithm,
    qop: offered !== undefined,
    stale: params.get('stale')?.toLowerCase() === 'true',
  };
  return opaque === undefined ? challenge : { ...challenge, opaque };
}

/** Of several challenges the one with the strongest algorithm; of equals the first (RFC 8760 section 2.4). */
export function strongestChallenge(
  values: readonly string[],
  account: DigestAccount,
): DigestChallenge | undefined {
  const weakest = DIGEST_ALGORITHMS.indexOf(account.weakest ?? 'MD5');
  return values
    .map(parseChallenge)
    .filter((challenge) => challenge !== undefined)
    .filter(({ realm }) => account.realm === undefined || account.realm === realm)
    .map((challenge) => ({ challenge, rank: DIGEST_ALGORITHMS.indexOf(challenge.algorithm) }))
    .filter(({ rank }) => rank <= weakest)
    .toSorted((a, b) => a.rank - b.rank)[0]?.challenge;
}

export interface ChallengedRequest {
  readonly method: string;
  readonly uri: string;
  /** 1 for the first use of the challenge's nonce, one more for each further request with it. */
  readonly nonceCount?: number;
}

/**
 * Value for Authorization (after a 401) or Proxy-Authorization (after a 407) from the values of WWW-Authenticate or
 * Proxy-Authenticate; undefined when none of them can or may be answered.
 */
export function answerChallenge(
  deps: { random: Random; account: DigestAccount },
  challenges: readonly string[],
  request: ChallengedRequest,
): string | undefined {
  const { account, random } = deps;
  const challenge = strongestChallenge(challenges, account);
  if (challenge === undefined) return undefined;
  const { algorithm, realm, nonce, opaque } = challenge;
  const ha1 = digestHa1(algorithm, { username: account.username, realm, password: account.password });
  const nc = (request.nonceCount ?? 1).toString(16).padStart(8, '0');
  const cnonce = Buffer.from(random.bytes(12)).toString('base64url');
  const { method, uri } = request;
  const auth = challenge.qop ? { auth: { nc, cnonce } } : {};
  const response = digestResponse({ algorithm, ha1, method, uri, nonce, ...auth });

  const params = new Map([
    ['username', account.username],
    ['realm', realm],
    ['nonce', nonce],
    ['uri', uri],
    ['response', response],
    ['algorithm', algorithm],
  ]);
  if (challenge.qop) params.set('cnonce', cnonce).set('qop', 'auth').set('nc', nc);
  if (opaque !== undefined) params.set('opaque', opaque);
  return formatAuthHeader({ scheme: 'Digest', params }, true);
}
