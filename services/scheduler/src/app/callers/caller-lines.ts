import type { Clock, Timer } from '@firstring/kernel';
import type { Caller } from '../../domain/callers/caller.ts';
import {
  NO_CALLERS,
  positionsOf,
  stepQueue,
  type CallerQueue,
  type QueueAction,
  type QueueInput,
} from '../../domain/callers/caller-queue.ts';
import type { CallerLine } from './caller-line.ts';
import { LostCalls } from './lost-calls.ts';

/** Waits are looked at, and locks extended, so often. */
const LOOK_MS = 1000;
/** Each number has a limit of its own for those who wait; this one is for a flood. */
const LINES_MAX = 2000;

export interface CallerLinesOptions {
  readonly clock: Clock;
  /** Carries out what a step asks for. */
  readonly perform: (action: QueueAction) => void;
  /** Somebody may be given to an agent now. */
  readonly onWaiting: () => void;
  readonly isStaffed: (caller: Caller) => boolean;
  /** Once a second while there are callers. */
  readonly onLook: () => void;
}

/** Everybody who is on a line, the one place where the queue changes: step, places, actions, in this order. */
export class CallerLines implements Disposable {
  /** Those who were here a moment ago, and reached nobody. */
  readonly lost: LostCalls;
  readonly #options: CallerLinesOptions;
  readonly #lines = new Map<string, CallerLine>();
  #queue: CallerQueue = NO_CALLERS;
  #timer: Timer | undefined;
  #isClosing = false;

  constructor(options: CallerLinesOptions) {
    this.#options = options;
    this.lost = new LostCalls(options.clock);
  }

  get queue(): CallerQueue {
    return this.#queue;
  }

  line(attemptId: string): CallerLine | undefined {
    return this.#lines.get(attemptId);
  }

  lines(): Iterable<CallerLine> {
    return this.#lines.values();
  }

  caller(attemptId: string): Caller | undefined {
    return this.#queue.find((caller) => caller.attemptId === attemptId);
  }

  /** As many as are taken in at once, on all numbers. */
  get isFull(): boolean {
    return this.#lines.size >= LINES_MAX;
  }

  /** The service is being shut down: a stream that ends now is no caller who has gone. */
  get isClosing(): boolean {
    return this.#isClosing;
  }

  open(line: CallerLine, caller: Caller): void {
    this.#lines.set(line.attemptId, line);
    this.apply({ type: 'arrived', caller });
    this.#setTimer();
  }

  close(line: CallerLine): void {
    line.isOver = true;
    line.freed?.resolve();
    line.orders.end();
    if (this.#lines.get(line.attemptId) === line) this.#lines.delete(line.attemptId);
  }

  apply(input: QueueInput): void {
    const before = this.#queue;
    const { queue, actions } = stepQueue(before, input, this.#options.clock.now());
    this.#queue = queue;
    if (queue !== before) this.#tellPositions();
    for (const action of actions) this.#options.perform(action);
    if (input.type === 'held') this.#options.onWaiting();
  }

  endStreams(): void {
    this.#isClosing = true;
    for (const { orders } of this.#lines.values()) orders.end();
  }

  [Symbol.dispose](): void {
    this.#timer?.cancel();
    for (const line of this.#lines.values()) this.close(line);
  }

  #tellPositions(): void {
    for (const [attemptId, position] of positionsOf(this.#queue)) {
      const line = this.#lines.get(attemptId);
      if (line === undefined || line.position === position) continue;
      line.position = position;
      line.orders.push({ type: 'position', position });
    }
  }

  #setTimer(): void {
    if (this.#timer !== undefined || this.#lines.size === 0) return;
    this.#timer = this.#options.clock.setTimer(LOOK_MS, () => {
      this.#timer = undefined;
      this.apply({ type: 'look', isStaffed: this.#options.isStaffed });
      this.#options.onLook();
      this.#setTimer();
    });
  }
}
