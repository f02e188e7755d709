import type { Clock } from '@firstring/kernel';
import { takeTokens, type Taking, type TokenBucket } from '../domain/token-bucket.ts';

/** Links asked for longest ago are forgotten first: their buckets are full by then, or somebody plays with very many links. */
const BUCKETS_MAX = 10_000;

/** Quotas of links, counted by this instance alone. Leads and pings of a link have a bucket each. */
export class LinkQuotas {
  readonly #clock: Clock;
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  take(key: string, ask: { readonly perMinute: number; readonly count: number }): Taking {
    const taking = takeTokens(this.#buckets.get(key), ask, this.#clock.monotonicMs());
    this.#buckets.delete(key);
    this.#buckets.set(key, taking.bucket);
    if (this.#buckets.size > BUCKETS_MAX) this.#dropOldest();
    return taking;
  }

  #dropOldest(): void {
    for (const key of this.#buckets.keys()) {
      this.#buckets.delete(key);
      return;
    }
  }
}
