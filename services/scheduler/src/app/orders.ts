import type { Clock, Timer } from '@firstring/kernel';
import { DialbackQueue } from '../domain/dialback-queue.ts';
import { OrderIndex } from '../domain/order/order-index.ts';

/** Leads moved by time in one go: well under a millisecond, so that nobody waits for it. */
const SLICE_STEPS = 256;
/** What is due is moved for so long at a stretch while nothing else is to be done. */
const STRETCH_MS = 4;
/** Timers of the platform cannot wait longer than this. */
const TIMER_MS_MAX = 3_600_000;

export interface ProcessOrder {
  readonly processId: string;
  readonly order: OrderIndex;
  readonly dialbacks: DialbackQueue;
}

interface Kept extends ProcessOrder {
  timer: Timer | undefined;
}

export interface OrdersOptions {
  readonly clock: Clock;
  readonly leadsMax: number;
  /** Called after each change: there may be work for somebody. */
  readonly onChange: () => void;
  /** Leads of a campaign are not placed by its newest filters. */
  readonly onBehind: (processId: string, campaignId: string) => void;
}

/** The order of every process, moved on by one timer each: to the next instant at which something changes by itself. */
export class Orders implements Disposable {
  readonly #options: OrdersOptions;
  readonly #processes = new Map<string, Kept>();
  #isServing = false;

  constructor(options: OrdersOptions) {
    this.#options = options;
  }

  find(processId: string): ProcessOrder | undefined {
    return this.#processes.get(processId);
  }

  /** The process's order; empty when it is new. */
  process(processId: string): ProcessOrder {
    const kept = this.#processes.get(processId);
    if (kept !== undefined) return kept;
    this.adopt(processId, new OrderIndex({ leadsMax: this.#options.leadsMax }));
    return this.process(processId);
  }

  /** Every process's order. */
  all(): Iterable<ProcessOrder> {
    return this.#processes.values();
  }

  /** Takes over an order that was loaded, before there is one of this process. */
  adopt(processId: string, order: OrderIndex): void {
    this.#processes.set(processId, { processId, order, dialbacks: new DialbackQueue(), timer: undefined });
  }

  /** From now on placements that are behind are reported; before, the cards that come bring their own. */
  serve(): void {
    this.#isServing = true;
    for (const processId of this.#processes.keys()) this.changed(processId);
  }

  /** Before a choice: leads that time has moved meanwhile, where the timer has not come to it yet. */
  catchUp(nowAt: number): void {
    for (const { order } of this.#processes.values()) {
      if (order.nextDueAt <= nowAt) order.advance(nowAt, SLICE_STEPS);
    }
  }

  /** After a change: time catches up, the timer is set anew, and whoever waits for work is looked after. */
  changed(processId: string): void {
    this.#moveOn(processId, 0);
  }

  #moveOn(processId: string, stretchMs: number): void {
    const kept = this.#processes.get(processId);
    if (kept === undefined) return;
    const { clock } = this.#options;
    const nowAt = clock.now();
    const untilMs = clock.monotonicMs() + stretchMs;
    let hasMore = kept.order.advance(nowAt, SLICE_STEPS);
    while (hasMore && clock.monotonicMs() < untilMs) hasMore = kept.order.advance(nowAt, SLICE_STEPS);
    this.#options.onChange();
    if (this.#isServing) {
      for (const campaignId of kept.order.takeBehind()) this.#options.onBehind(processId, campaignId);
    }
    const dueAt = Math.min(kept.order.nextDueAt, kept.dialbacks.nextDueAt(nowAt));
    kept.timer?.cancel();
    kept.timer = undefined;
    if (!hasMore && dueAt === Infinity) return;
    const delayMs = hasMore ? 0 : Math.min(TIMER_MS_MAX, Math.max(0, dueAt - nowAt));
    kept.timer = clock.setTimer(delayMs, () => this.#moveOn(processId, STRETCH_MS));
  }

  [Symbol.dispose](): void {
    for (const kept of this.#processes.values()) kept.timer?.cancel();
  }
}
