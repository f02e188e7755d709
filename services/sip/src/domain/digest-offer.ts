type Algorithm = 'SHA-256' | 'MD5';

/** SHA-256 first, MD5 for old phones (RFC 8760). */
export const ALGORITHMS: readonly Algorithm[] = ['SHA-256', 'MD5'];

/**
 * Phones that give up on a challenge whose algorithm they do not know, where RFC 7616 section 3.7 has them pass it over. They
 * cannot register at all unless MD5 comes alone; both are in every other 401, so this gives nothing away.
 */
const GIVES_UP_ON_SHA256: readonly RegExp[] = [/^baresip v[01]\./];

/** What a phone of this User-Agent is offered. */
export function algorithmsFor(userAgent: string): readonly Algorithm[] {
  return GIVES_UP_ON_SHA256.some((pattern) => pattern.test(userAgent)) ? ['MD5'] : ALGORITHMS;
}
