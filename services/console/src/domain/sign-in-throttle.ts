/**
 * Slows and locks password guessing, for a user name and for an address. A pure table: the caller keeps it and gives the
 * time. Unknown user names are counted like known ones, so that the answer tells nothing about who exists.
 *
 * States of a key: free (no entry), slowed (fewer failures than the limit: answers wait), locked (until an instant;
 * the lock doubles with each further failure). An entry is forgotten an hour after its last failure.
 */
export interface ThrottleEntry {
  failures: number;
  lastAt: number;
  lockedUntilAt: number;
}

export type ThrottleTable = Map<string, ThrottleEntry>;

/** Failures before a user name is locked. */
export const USER_FAILURES_MAX = 5;
/** Failures before an address is locked; an office may share one. */
export const ADDRESS_FAILURES_MAX = 50;
const LOCK_MS = 60_000;
const LOCK_MS_MAX = 15 * 60_000;
const DELAY_MS = 250;
const DELAY_MS_MAX = 2000;
const FORGET_MS = 60 * 60_000;
/** Keys kept; beyond that the one that failed longest ago goes. */
export const THROTTLE_KEYS_MAX = 10_000;

/** How long the key is still locked, ms; 0 when it is not. */
export function lockedForMs(table: ThrottleTable, key: string, now: number): number {
  const entry = liveEntry(table, key, now);
  return entry === undefined ? 0 : Math.max(0, entry.lockedUntilAt - now);
}

/** How long this attempt waits before it is looked at: nothing at first, doubling with each failure. */
export function delayMs(table: ThrottleTable, key: string, now: number): number {
  const failures = liveEntry(table, key, now)?.failures ?? 0;
  return failures < 2 ? 0 : Math.min(DELAY_MS * 2 ** (failures - 2), DELAY_MS_MAX);
}

export function failuresOf(table: ThrottleTable, key: string, now: number): number {
  return liveEntry(table, key, now)?.failures ?? 0;
}

/** Counts one failure. User names are counted before the password is checked, so that parallel guesses count too. */
export function countFailure(table: ThrottleTable, key: string, now: number, failuresMax: number): void {
  const failures = (liveEntry(table, key, now)?.failures ?? 0) + 1;
  const over = failures - failuresMax;
  const lockMs = over < 0 ? 0 : Math.min(LOCK_MS * 2 ** over, LOCK_MS_MAX);
  table.delete(key);
  table.set(key, { failures, lastAt: now, lockedUntilAt: now + lockMs });
  if (table.size > THROTTLE_KEYS_MAX) {
    const oldest = table.keys().next();
    if (oldest.done !== true) table.delete(oldest.value);
  }
}

/** A good sign-in: the key is free again. */
export function forget(table: ThrottleTable, key: string): void {
  table.delete(key);
}

function liveEntry(table: ThrottleTable, key: string, now: number): ThrottleEntry | undefined {
  const entry = table.get(key);
  return entry === undefined || now - entry.lastAt > FORGET_MS ? undefined : entry;
}
