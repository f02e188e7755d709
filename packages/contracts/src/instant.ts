/** Wire timestamps are Dates, everything inside is milliseconds since the epoch. */
export function toTime(atMs: number): Date {
  return new Date(atMs);
}

/** Optional instant to optional wire timestamp. */
export function toOptionalTime(atMs: number | undefined): Date | undefined {
  return atMs === undefined ? undefined : new Date(atMs);
}

/** Wire timestamp to milliseconds; absent stays absent. */
export function fromTime(time: Date | undefined): number | undefined {
  return time?.getTime();
}
