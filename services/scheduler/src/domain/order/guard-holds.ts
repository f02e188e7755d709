import { assert } from '@firstring/kernel';

/** Who holds a number. A token of Infinity stands for a lock that was asked for and not yet granted. */
export interface GuardHold {
  readonly leadId: string;
  readonly token: number;
}

/** A hold, by the number's packed form. */
export interface SavedHold {
  readonly guard: number;
  readonly token: number;
  readonly after?: { readonly leadId: string; readonly version: number };
}

interface HoldState {
  token: number;
  /** The hold has ended, but the leads come back only with this card. */
  after: { readonly leadId: string; readonly version: number } | undefined;
}

/** Numbers nobody may be offered: held ones by their fencing token, and excluded ones. */
export class GuardHolds {
  readonly #held = new Map<number, HoldState>();
  readonly #excluded = new Set<number>();

  hold(guard: number, hold: GuardHold): void {
    const known = this.#held.get(guard);
    // An old event must not replace a newer hold; a lock asked for just now is newer than any event.
    if (known !== undefined && known.token > hold.token) return;
    this.#held.set(guard, { token: hold.token, after: undefined });
  }

  confirm(guard: number, token: number): void {
    const known = this.#held.get(guard);
    assert(known !== undefined, 'a granted lock was held before');
    known.token = token;
  }

  /** Ends a hold; true when its leads may be placed now. Nothing happens when a newer token holds the number. */
  release(guard: number, token: number, after: HoldState['after']): boolean {
    const known = this.#held.get(guard);
    if (known === undefined || known.token > token) return false;
    if (after !== undefined) {
      known.after = after;
      return false;
    }
    return this.#held.delete(guard);
  }

  /** A card has reached a version; true when a hold was waiting for it and is over now. */
  applied(guard: number, leadId: string, version: number): boolean {
    const after = this.#held.get(guard)?.after;
    if (after === undefined || after.leadId !== leadId || after.version > version) return false;
    return this.#held.delete(guard);
  }

  isHeld(guard: number): boolean {
    return this.#held.has(guard);
  }

  exclude(guard: number): void {
    this.#excluded.add(guard);
  }

  readmit(guard: number): void {
    this.#excluded.delete(guard);
  }

  isExcluded(guard: number): boolean {
    return this.#excluded.has(guard);
  }

  /** Every excluded number, while others come and go. */
  excluded(): Iterable<number> {
    return this.#excluded.values();
  }

  /** Granted holds; a lock that was only asked for may never be granted. */
  saved(): SavedHold[] {
    return [...this.#held]
      .filter(([, { token }]) => token < Infinity)
      .map(([guard, { token, after }]) => (after === undefined ? { guard, token } : { guard, token, after }));
  }

  restore(holds: readonly SavedHold[]): void {
    for (const { guard, token, after } of holds) this.#held.set(guard, { token, after });
  }

  blocks(guard: number): boolean {
    // Asked for every lead that is placed; most of the time nothing is held.
    return (
      (this.#held.size > 0 && this.#held.has(guard)) || (this.#excluded.size > 0 && this.#excluded.has(guard))
    );
  }
}
