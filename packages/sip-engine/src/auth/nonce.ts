import { createHmac, timingSafeEqual } from 'node:crypto';

import { assert, type Clock, type Random } from '@firstring/kernel';

export interface NonceOptions {
  /** Key of at least 16 bytes, the same on all instances that share phones. */
  readonly key: Uint8Array;
  /** How long a nonce may be used; then the phone is asked again with stale=true and answers without troubling its user. */
  readonly lifetimeMs: number;
  /** Most nonces whose count is remembered. */
  readonly trackedMax: number;
}

const TIME_BYTES = 6;
const RANDOM_BYTES = 9;
const MAC_BYTES = 15;
const SEEN_BYTES = TIME_BYTES + RANDOM_BYTES;

/**
 * Nonces that carry their own proof: time, chance and an HMAC over both. Nothing is kept for one that was only issued, so a
 * flood of unauthenticated requests costs no memory; for one that was used, the highest count is kept (RFC 7616 section 3.4,
 * nc). What falls out of the bounded memory counts as stale, never as fresh again.
 */
export class Nonces {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #options: NonceOptions;
  readonly #counts = new Map<string, { count: number; issuedAt: number }>();
  /** A nonce issued up to here and not in `#counts` may have been used and forgotten. */
  #forgottenAt = Number.NEGATIVE_INFINITY;

  constructor(deps: { clock: Clock; random: Random }, options: NonceOptions) {
    assert(options.key.length >= 16, 'the nonce key has at least 16 bytes');
    this.#clock = deps.clock;
    this.#random = deps.random;
    this.#options = options;
  }

  issue(): string {
    const bytes = Buffer.alloc(SEEN_BYTES + MAC_BYTES);
    bytes.writeUIntBE(Math.floor(this.#clock.now()), 0, TIME_BYTES);
    bytes.set(this.#random.bytes(RANDOM_BYTES), TIME_BYTES);
    bytes.set(this.#mac(bytes.subarray(0, SEEN_BYTES)), SEEN_BYTES);
    return bytes.toString('base64url');
  }

  /**
   * Takes one use of a nonce whose digest was right. False: not ours, too old, or the count is not higher than the last, which
   * a repeated or stolen header gives; the answer is then a new challenge with stale=true.
   */
  use(nonce: string, count: number): boolean {
    const issuedAt = this.#issuedAt(nonce);
    if (issuedAt === undefined || Math.abs(this.#clock.now() - issuedAt) > this.#options.lifetimeMs)
      return false;
    const known = this.#counts.get(nonce);
    if (known === undefined ? issuedAt <= this.#forgottenAt : count <= known.count) return false;
    this.#counts.set(nonce, { count, issuedAt });
    this.#forget();
    return true;
  }

  /** When we issued it, or undefined when we did not. */
  #issuedAt(nonce: string): number | undefined {
    const bytes = Buffer.from(nonce, 'base64url');
    if (bytes.length !== SEEN_BYTES + MAC_BYTES || bytes.toString('base64url') !== nonce) return undefined;
    const genuine = timingSafeEqual(this.#mac(bytes.subarray(0, SEEN_BYTES)), bytes.subarray(SEEN_BYTES));
    return genuine ? bytes.readUIntBE(0, TIME_BYTES) : undefined;
  }

  #mac(bytes: Uint8Array): Uint8Array {
    return createHmac('sha256', this.#options.key).update(bytes).digest().subarray(0, MAC_BYTES);
  }

  #forget(): void {
    for (const [nonce, { issuedAt }] of this.#counts) {
      if (this.#counts.size <= this.#options.trackedMax) return;
      this.#counts.delete(nonce);
      this.#forgottenAt = Math.max(this.#forgottenAt, issuedAt);
    }
  }
}
