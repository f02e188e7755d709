/** Eight buckets to a doubling: a bound is at most 9 % above what was measured, and counts of days add up. */
const BUCKETS_A_DOUBLING = 8;
const LAST_BUCKET = 320;

/** The bucket of a duration; everything up to a millisecond is in the first, everything over about 34 years in the last. */
export function bucketOf(durationMs: number): number {
  if (durationMs <= 1) return 0;
  return Math.min(LAST_BUCKET, Math.ceil(Math.log2(durationMs) * BUCKETS_A_DOUBLING));
}

/** The longest duration in a bucket, ms. */
export function boundOf(bucket: number): number {
  return Math.round(2 ** (bucket / BUCKETS_A_DOUBLING));
}

/** Counts by bucket. */
export type Histogram = ReadonlyMap<number, number>;

export function total(histogram: Histogram): number {
  let sum = 0;
  for (const count of histogram.values()) sum += count;
  return sum;
}

/** The duration that a share of all did not exceed, as its bucket's bound; undefined when there are none. */
export function percentile(histogram: Histogram, share: number): number | undefined {
  const wanted = Math.max(1, Math.ceil(total(histogram) * share));
  let seen = 0;
  for (const bucket of [...histogram.keys()].toSorted((a, b) => a - b)) {
    seen += histogram.get(bucket) ?? 0;
    if (seen >= wanted) return boundOf(bucket);
  }
  return undefined;
}
