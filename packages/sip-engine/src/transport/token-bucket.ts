/** A bound on how often something may happen. */
export interface Rate {
  readonly perSecond: number;
  /** How many at once after a quiet time. */
  readonly burst: number;
}

/** What is left of a rate. Changed in place: it is asked for every datagram. */
export interface TokenBucket {
  tokens: number;
  atMs: number;
}

export function fullBucket(rate: Rate, nowMs: number): TokenBucket {
  return { tokens: rate.burst, atMs: nowMs };
}

/** Takes `count` tokens; false, and nothing taken, when there are not enough. */
export function take(bucket: TokenBucket, rate: Rate, nowMs: number, count = 1): boolean {
  refill(bucket, rate, nowMs);
  if (bucket.tokens < count) return false;
  bucket.tokens -= count;
  return true;
}

/** Takes `count` tokens for what has happened already; the wait in ms until the bucket is out of debt, 0 when it is in none. */
export function borrow(bucket: TokenBucket, rate: Rate, nowMs: number, count: number): number {
  refill(bucket, rate, nowMs);
  bucket.tokens -= count;
  return bucket.tokens >= 0 ? 0 : Math.ceil((-bucket.tokens * 1_000) / rate.perSecond);
}

function refill(bucket: TokenBucket, rate: Rate, nowMs: number): void {
  const gained = ((nowMs - bucket.atMs) * rate.perSecond) / 1_000;
  bucket.tokens = Math.min(rate.burst, bucket.tokens + gained);
  bucket.atMs = nowMs;
}
