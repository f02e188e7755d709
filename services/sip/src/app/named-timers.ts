import type { Clock, Timer } from '@firstring/kernel';

/** The timers of one machine, each by its name: one that is set again begins anew. */
export class NamedTimers<Name extends string> {
  readonly #clock: Clock;
  readonly #fired: (name: Name) => void;
  readonly #timers = new Map<Name, Timer>();

  constructor(clock: Clock, fired: (name: Name) => void) {
    this.#clock = clock;
    this.#fired = fired;
  }

  set(name: Name, delayMs: number): void {
    this.clear(name);
    this.#timers.set(
      name,
      this.#clock.setTimer(delayMs, () => this.#fired(name)),
    );
  }

  clear(name: Name): void {
    this.#timers.get(name)?.cancel();
  }

  clearAll(): void {
    for (const timer of this.#timers.values()) timer.cancel();
  }
}
