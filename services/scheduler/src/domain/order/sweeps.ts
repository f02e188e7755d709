/** What is done to leads after a change of configuration. */
export interface Sweep {
  /**
   * `campaign`: its leads are placed anew. `order`: they stay where they are and are ordered anew. `list`: its leads come to a campaign or
   * leave it. `all`: every lead is placed anew, in the campaigns it is in by now.
   */
  readonly type: 'campaign' | 'order' | 'list' | 'all';
  /** Number of the campaign or list; 0 for `all`. */
  readonly of: number;
}

export interface Sweeping {
  /** One more than the last slot. */
  readonly end: number;
  /** Places the lead of a slot anew if the sweep means it; whether it does. */
  readonly visit: (sweep: Sweep, slot: number) => boolean;
}

/** Passing a slot that is not meant costs little: so many count as one step. */
const PASSED_A_STEP = 16;

/** Sweeps one after the other, some steps at a time. */
export class Sweeps {
  readonly #sweeps: { readonly sweep: Sweep; next: number }[] = [];

  get isDone(): boolean {
    return this.#sweeps.length === 0;
  }

  /** A sweep of the same leads that has not begun does for both. */
  add(sweep: Sweep): void {
    const isPending = this.#sweeps.some(
      (each) => each.next === 0 && each.sweep.type === sweep.type && each.sweep.of === sweep.of,
    );
    if (!isPending) this.#sweeps.push({ sweep, next: 0 });
  }

  /** One that does for all others. */
  replaceAll(sweep: Sweep): void {
    this.#sweeps.splice(0, Infinity, { sweep, next: 0 });
  }

  /** Goes on for up to so many steps. */
  run({ end, visit }: Sweeping, steps: number): void {
    let left = steps;
    for (let [first] = this.#sweeps; first !== undefined && left > 0; [first] = this.#sweeps) {
      for (; left > 0 && first.next < end; first.next += 1) {
        if (visit(first.sweep, first.next) || first.next % PASSED_A_STEP === 0) left -= 1;
      }
      if (first.next >= end) this.#sweeps.shift();
    }
  }
}
