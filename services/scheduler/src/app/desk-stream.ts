import { deferred, type Clock, type Deferred } from '@firstring/kernel';

/** One open page of one agent: only the newest state matters, so a slow page never makes a queue. */
export class DeskStream {
  #isStale = true;
  #ended: 'taken_over' | 'closed' | undefined;
  #wake: Deferred<void> | undefined;
  #taken = 0;
  readonly #waiters = new Set<{ readonly sequence: number; readonly done: Deferred<boolean> }>();

  /** There is something newer to show. */
  notify(): void {
    this.#isStale = true;
    this.#wake?.resolve();
  }

  end(how: 'taken_over' | 'closed'): void {
    this.#ended ??= how;
    this.#wake?.resolve();
    for (const { done } of this.#waiters) done.resolve(false);
    this.#waiters.clear();
  }

  /** Waits for something to send: the desk as it is then, the last message of a replaced page, or nothing any more. */
  async next(): Promise<'desk' | 'taken_over' | 'closed'> {
    while (!this.#isStale && this.#ended === undefined) {
      this.#wake = deferred();
      await this.#wake.promise;
    }
    this.#wake = undefined;
    if (this.#ended !== undefined) return this.#ended;
    this.#isStale = false;
    return 'desk';
  }

  /** The transport has taken the message with this sequence. */
  taken(sequence: number): void {
    this.#taken = Math.max(this.#taken, sequence);
    for (const waiter of this.#waiters) {
      if (waiter.sequence > this.#taken) continue;
      this.#waiters.delete(waiter);
      waiter.done.resolve(true);
    }
  }

  /** True once a message as new as this sequence was taken; false when that does not happen in time. */
  async whenTaken(sequence: number, limitMs: number, clock: Clock): Promise<boolean> {
    if (this.#ended !== undefined) return false;
    if (sequence <= this.#taken) return true;
    const waiter = { sequence, done: deferred<boolean>() };
    this.#waiters.add(waiter);
    const timer = clock.setTimer(limitMs, () => waiter.done.resolve(false));
    try {
      return await waiter.done.promise;
    } finally {
      timer.cancel();
      this.#waiters.delete(waiter);
    }
  }
}
