import { createHash } from 'node:crypto';

/** RFC 8760 section 2.1. Strongest first. */
export const DIGEST_ALGORITHMS = ['SHA-512-256', 'SHA-256', 'MD5'] as const;

export type DigestAlgorithm = (typeof DIGEST_ALGORITHMS)[number];

const HASHES: Readonly<Record<DigestAlgorithm, string>> = {
  'SHA-512-256': 'sha512-256',
  'SHA-256': 'sha256',
  MD5: 'md5',
};

/** The algorithm of a header's `algorithm` parameter: absent means MD5, one we do not do (`-sess` included) gives undefined. */
export function digestAlgorithm(param: string | undefined): DigestAlgorithm | undefined {
  const wanted = (param ?? 'MD5').toUpperCase();
  return DIGEST_ALGORITHMS.find((algorithm) => algorithm === wanted);
}

function hash(algorithm: DigestAlgorithm, text: string): string {
  return createHash(HASHES[algorithm]).update(text, 'utf8').digest('hex');
}

/** H(A1) of RFC 7616 section 3.4.2: what a store keeps in place of the password. */
export function digestHa1(
  algorithm: DigestAlgorithm,
  user: { username: string; realm: string; password: string },
): string {
  return hash(algorithm, `${user.username}:${user.realm}:${user.password}`);
}

export interface DigestInput {
  readonly algorithm: DigestAlgorithm;
  readonly ha1: string;
  readonly method: string;
  /** The `uri` parameter, in a client's first request the Request-URI. */
  readonly uri: string;
  readonly nonce: string;
  /** Absent: the old form of RFC 2069 without qop. */
  readonly auth?: { readonly nc: string; readonly cnonce: string };
}

/** The `response` parameter for qop=auth or no qop (RFC 7616 section 3.4.1), lower-case hex. */
export function digestResponse(input: DigestInput): string {
  const { algorithm, ha1, nonce, auth } = input;
  const ha2 = hash(algorithm, `${input.method}:${input.uri}`);
  const middle = auth === undefined ? nonce : `${nonce}:${auth.nc}:${auth.cnonce}:auth`;
  return hash(algorithm, `${ha1}:${middle}:${ha2}`);
}
