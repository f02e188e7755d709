const MINUTE_MS = 60_000;

/** What a link has left of its minute. May be below zero: a batch is taken whole or not at all, and what follows waits longer. */
export interface TokenBucket {
  readonly tokens: number;
  /** Monotonic ms. */
  readonly atMs: number;
}

export interface Taking {
  readonly bucket: TokenBucket;
  readonly allowed: boolean;
  /** Whole leads left. */
  readonly remaining: number;
  /** Until the next lead is taken; 0 when one is taken now. */
  readonly waitMs: number;
}

/** Takes `count` leads from a bucket that fills with `perMinute`, and holds no more than that. */
export function takeTokens(
  before: TokenBucket | undefined,
  ask: { readonly perMinute: number; readonly count: number },
  nowMs: number,
): Taking {
  const { perMinute, count } = ask;
  const filled =
    before === undefined
      ? perMinute
      : Math.min(perMinute, before.tokens + ((nowMs - before.atMs) * perMinute) / MINUTE_MS);
  const allowed = filled >= 1;
  const tokens = allowed ? filled - count : filled;
  return {
    bucket: { tokens, atMs: nowMs },
    allowed,
    remaining: Math.max(0, Math.floor(tokens)),
    waitMs: tokens >= 1 ? 0 : Math.ceil(((1 - tokens) * MINUTE_MS) / perMinute),
  };
}
