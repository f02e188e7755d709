import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { reasonError } from '@firstring/contracts';
import type { Link, LinkSecret } from './ports.ts';

/** A signed request may be so old, or so early by the sender's clock. */
const CLOCK_MS_MAX = 300_000;
/** A key may be announced with its signatures of two secrets; more are nobody's. */
const SIGNATURES_MAX = 8;
const ID = /^[\x21-\x7e]{1,255}$/;

/** What came with a request to prove who sends it. */
export interface Credentials {
  readonly key: string | undefined;
  readonly signed: SignedHeaders;
  /** What a signature covers: the body, or the query string of a request without one. */
  readonly content: Uint8Array;
}

/** Headers of Standard Webhooks. */
export interface SignedHeaders {
  readonly id: string | undefined;
  readonly timestamp: string | undefined;
  readonly signature: string | undefined;
}

/** LINK_KEY_REFUSED or SIGNATURE_REFUSED when the request does not prove what the link's profile demands. */
export function authenticate(link: Link, credentials: Credentials, nowAt: number): void {
  switch (link.profile.authentication) {
    case 'token':
      return;
    case 'key':
      checkKey(link.secrets, credentials.key ?? '');
      return;
    case 'signature':
      checkSignature(link.secrets, credentials, nowAt);
  }
}

/** Every live key is compared in full, so that a wrong key takes as long as none. */
function checkKey(secrets: readonly LinkSecret[], key: string): void {
  const sent = createHash('sha256').update(key).digest();
  let found = false;
  for (const { kind, value } of secrets) {
    if (kind === 'key' && timingSafeEqual(Buffer.from(value, 'hex'), sent)) found = true;
  }
  if (!found) throw reasonError('LINK_KEY_REFUSED');
}

/** HMAC-SHA256 over `id.timestamp.content` with any live secret, within five minutes of our clock. */
export function checkSignature(
  secrets: readonly LinkSecret[],
  { signed: { id, timestamp, signature }, content }: Credentials,
  nowAt: number,
): void {
  const live = secrets.filter(({ kind }) => kind === 'signature');
  if (live.length === 0 || signature === undefined || id === undefined || timestamp === undefined) {
    throw refused('missing');
  }
  if (!ID.test(id) || !/^\d{1,12}$/.test(timestamp)) throw refused('missing');
  if (Math.abs(Number(timestamp) * 1000 - nowAt) > CLOCK_MS_MAX) throw refused('expired');
  const sent = signature.split(' ').slice(0, SIGNATURES_MAX);
  const right = live.some(({ value }) => {
    const hmac = createHmac('sha256', Buffer.from(value, 'base64'));
    const wanted = Buffer.from(`v1,${hmac.update(`${id}.${timestamp}.`).update(content).digest('base64')}`);
    return sent.some((text) => isEqual(Buffer.from(text), wanted));
  });
  if (!right) throw refused('wrong');
}

function isEqual(left: Buffer, right: Buffer): boolean {
  return left.byteLength === right.byteLength && timingSafeEqual(left, right);
}

function refused(cause: 'missing' | 'expired' | 'wrong'): Error {
  return reasonError('SIGNATURE_REFUSED', { details: { cause } });
}
