import { setImmediate } from 'node:timers/promises';

interface Happening {
  readonly atMs: number;
  readonly order: number;
  readonly fn: () => void;
}

/** The one order of everything that happens in a simulated world: what is due next happens, until all that follows from it has. */
export class Timeline {
  nowMs = 0;
  /** Happenings so far. */
  steps = 0;
  readonly #heap: Happening[] = [];
  #order = 0;

  after(delayMs: number, fn: () => void): void {
    const atMs = this.nowMs + Math.max(0, Math.round(delayMs));
    this.#push({ atMs, order: (this.#order += 1), fn });
  }

  /** Goes on for so long, and asks after each step whether to. */
  async run(durationMs: number, goesOn: () => boolean = () => true): Promise<void> {
    const untilMs = this.nowMs + durationMs;
    // What was begun before the first step.
    await setImmediate();
    while (goesOn()) {
      const next = this.#heap[0];
      if (next === undefined || next.atMs > untilMs) break;
      this.#pop();
      this.nowMs = next.atMs;
      this.steps += 1;
      next.fn();
      // Promises that this has settled are done when the loop turns.
      await setImmediate();
    }
    if (goesOn()) this.nowMs = untilMs;
  }

  #push(happening: Happening): void {
    const heap = this.#heap;
    let at = heap.length;
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      const above = heap[parent];
      if (above === undefined || !isBefore(happening, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = happening;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]];
      const [child, next] =
        right !== undefined && left !== undefined && isBefore(right, left)
          ? [right, 2 * at + 2]
          : [left, 2 * at + 1];
      if (child === undefined || isBefore(last, child)) break;
      heap[at] = child;
      at = next;
    }
    heap[at] = last;
  }
}

function isBefore(a: Happening, b: Happening): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}
