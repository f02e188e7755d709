/** Whom a brake is for: one address guessing one user, one address guessing many, many addresses guessing one user. */
export type BanScope = 'pair' | 'address' | 'user';

export interface SignIn {
  readonly address: string;
  readonly username: string;
}

export interface Ban {
  readonly banId: string;
  readonly scope: BanScope;
  /** Empty for the scope `user`. */
  readonly address: string;
  /** Empty for the scope `address`. */
  readonly username: string;
  readonly untilAt: number;
  /** In a row; each doubles the time. */
  readonly times: number;
}

interface Entry {
  readonly signIn: SignIn;
  /** Instants of failures within the window, oldest first. */
  readonly failuresAt: readonly number[];
  readonly untilAt: number;
  readonly times: number;
}

const SCOPES: readonly BanScope[] = ['pair', 'address', 'user'];
const FAILURES_MAX: Readonly<Record<BanScope, number>> = { pair: 5, address: 25, user: 25 };
const WINDOW_MS = 600_000;
const BAN_MS = 300_000;
const BAN_MS_MAX = 86_400_000;
/** After so long without a ban the next one is short again. */
const FORGET_MS = 86_400_000;
const USERNAME_CHARS_MAX = 64;

/**
 * Slows password guessing: too many failures within ten minutes, and sign-ins are refused without a challenge, right password
 * or not; five minutes at first, twice as long each time. Bounded: what was heard of longest ago is forgotten.
 */
export class SignInBans {
  readonly #limit: number;
  readonly #entries: Readonly<Record<BanScope, Map<string, Entry>>> = {
    pair: new Map(),
    address: new Map(),
    user: new Map(),
  };

  /** `limit` entries a scope. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return SCOPES.reduce((sum, scope) => sum + this.#entries[scope].size, 0);
  }

  /** The ban that meets this sign-in, the narrowest first; undefined when it is free. */
  banOf(signIn: SignIn, nowAt: number): BanScope | undefined {
    return SCOPES.find((scope) => {
      const entry = this.#entries[scope].get(keyOf(scope, signIn));
      return entry !== undefined && entry.untilAt > nowAt;
    });
  }

  /** Counts a failure; the bans that it brings. */
  failed(signIn: SignIn, nowAt: number): readonly BanScope[] {
    return SCOPES.filter((scope) => {
      const entries = this.#entries[scope];
      const key = keyOf(scope, signIn);
      const entry = afterFailure(entries.get(key), { scope, signIn }, nowAt);
      entries.delete(key);
      entries.set(key, entry);
      if (entries.size > this.#limit) forgetOldest(entries);
      return entry.untilAt > nowAt && entry.failuresAt.length === 0;
    });
  }

  /** The right password clears what this address did wrong with this user, and nothing else. */
  succeeded(signIn: SignIn): void {
    this.#entries.pair.delete(keyOf('pair', signIn));
  }

  /** Bans in force, the longest first. */
  list(nowAt: number): readonly Ban[] {
    return SCOPES.flatMap((scope) =>
      [...this.#entries[scope]]
        .filter(([, entry]) => entry.untilAt > nowAt)
        .map(([banId, { signIn, untilAt, times }]) => ({
          banId,
          scope,
          address: scope === 'user' ? '' : signIn.address,
          username: scope === 'address' ? '' : clip(signIn.username),
          untilAt,
          times,
        })),
    ).toSorted((a, b) => b.untilAt - a.untilAt || (a.banId < b.banId ? -1 : 1));
  }

  /** Forgets a ban and the failures behind it. */
  lift(banId: string): void {
    for (const scope of SCOPES) this.#entries[scope].delete(banId);
  }
}

function afterFailure(
  before: Entry | undefined,
  of: { readonly scope: BanScope; readonly signIn: SignIn },
  nowAt: number,
): Entry {
  const known = before !== undefined && nowAt - before.untilAt < FORGET_MS ? before : undefined;
  const failuresAt = [...(before?.failuresAt ?? []).filter((at) => at > nowAt - WINDOW_MS), nowAt];
  const [untilAt, times] = [known?.untilAt ?? 0, known?.times ?? 0];
  if (failuresAt.length < FAILURES_MAX[of.scope]) return { signIn: of.signIn, failuresAt, untilAt, times };
  const banMs = Math.min(BAN_MS * 2 ** times, BAN_MS_MAX);
  return { signIn: of.signIn, failuresAt: [], untilAt: nowAt + banMs, times: times + 1 };
}

function keyOf(scope: BanScope, { address, username }: SignIn): string {
  if (scope === 'address') return `address ${address}`;
  return scope === 'user' ? `user ${clip(username)}` : `pair ${address} ${clip(username)}`;
}

function clip(username: string): string {
  return username.slice(0, USERNAME_CHARS_MAX);
}

function forgetOldest(entries: Map<string, Entry>): void {
  const oldest = entries.keys().next().value;
  if (oldest !== undefined) entries.delete(oldest);
}
