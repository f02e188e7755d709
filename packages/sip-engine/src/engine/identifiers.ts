import type { Random } from '@firstring/kernel';
import { MAGIC_COOKIE } from '../message/headers/via.ts';

/** 64 random bits in hex: unique worldwide (RFC 3261 section 19.3) and no one can guess it. */
export function newTag(random: Random): string {
  return Buffer.from(random.bytes(8)).toString('hex');
}

/** Branch of a client transaction; nobody can guess it, so nobody off the path can answer for the peer. */
export function newBranch(random: Random): string {
  return `${MAGIC_COOKIE}${Buffer.from(random.bytes(12)).toString('hex')}`;
}

/**
 * First sequence number of a dialog: about 10^8, far from the limit and from what a fresh peer would use
 * (docs/control-protocol.md section 4).
 */
export function newCseq(random: Random): number {
  return 100_000_000 + random.int(100_000_000);
}
