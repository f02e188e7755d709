const FAILURES_MAX = 5;
const WINDOW_MS = 600_000;
const BAN_MS = 600_000;

interface Entry {
  /** Instants of failures within the window, oldest first. */
  readonly failuresAt: readonly number[];
  readonly bannedUntilAt: number;
}

/**
 * Slows password guessing: five failures within ten minutes from one source for one user, and that pair is refused
 * without a challenge for ten minutes, right password or not. Bounded: the pair heard of longest ago is forgotten.
 */
export class SignInBans {
  readonly #limit: number;
  readonly #entries = new Map<string, Entry>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#entries.size;
  }

  isBanned(pair: string, nowAt: number): boolean {
    return (this.#entries.get(pair)?.bannedUntilAt ?? 0) > nowAt;
  }

  /** True when this failure is the one that bans. */
  failed(pair: string, nowAt: number): boolean {
    const before = this.#entries.get(pair);
    const failuresAt = [...(before?.failuresAt ?? []).filter((at) => at > nowAt - WINDOW_MS), nowAt];
    const banned = failuresAt.length >= FAILURES_MAX;
    this.#entries.delete(pair);
    this.#entries.set(pair, {
      failuresAt: banned ? [] : failuresAt,
      bannedUntilAt: banned ? nowAt + BAN_MS : 0,
    });
    if (this.#entries.size > this.#limit) this.#forgetOldest();
    return banned;
  }

  succeeded(pair: string): void {
    this.#entries.delete(pair);
  }

  #forgetOldest(): void {
    const oldest = this.#entries.keys().next().value;
    if (oldest !== undefined) this.#entries.delete(oldest);
  }
}
