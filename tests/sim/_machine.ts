import type { Clock, Timer } from '@firstring/kernel';
import type { Timeline } from './_timeline.ts';

/** Monday noon in New York. */
export const START_AT = Date.UTC(2026, 5, 1, 16);

/** One run of a process, from its start until it is killed. What a dead one had begun never goes on. */
export interface Run {
  readonly machine: Machine;
  readonly number: number;
  isAlive: boolean;
  /** Called when it dies. */
  readonly onDeath: Set<() => void>;
}

/** A machine with a clock of its own, on which one process runs at a time. */
export class Machine {
  readonly name: string;
  readonly timeline: Timeline;
  run: Run | undefined;
  isPaused = false;
  #runs = 0;
  #skewMs = 0;
  #rate = 1;
  #countedMs = 0;
  #sinceMs = 0;
  /** What was due while it stood still. */
  #waiting: (() => void)[] = [];

  constructor(name: string, timeline: Timeline) {
    this.name = name;
    this.timeline = timeline;
  }

  start(): Run {
    this.kill();
    this.#runs += 1;
    this.run = { machine: this, number: this.#runs, isAlive: true, onDeath: new Set() };
    return this.run;
  }

  kill(): void {
    const { run } = this;
    this.run = undefined;
    this.isPaused = false;
    this.#waiting = [];
    if (run === undefined) return;
    run.isAlive = false;
    for (const tell of run.onDeath) tell();
  }

  /** SIGSTOP: its clock goes on, nothing else does. */
  pause(): void {
    this.isPaused = this.run !== undefined;
  }

  resume(): void {
    this.isPaused = false;
    for (const fn of this.#waiting.splice(0)) this.timeline.after(0, fn);
  }

  /** Somebody sets its clock. */
  setSkew(ms: number): void {
    this.#skewMs = ms;
  }

  /** How fast its clock goes: 1.05 is five percent too fast. */
  setRate(rate: number): void {
    this.#countedMs = this.monotonicMs();
    this.#sinceMs = this.timeline.nowMs;
    this.#rate = rate;
  }

  monotonicMs(): number {
    return this.#countedMs + (this.timeline.nowMs - this.#sinceMs) * this.#rate;
  }

  wallAt(): number {
    return START_AT + this.#skewMs + Math.floor(this.monotonicMs());
  }

  /** Happens on this run's machine: later when it stands still, never when it is dead by then. */
  after(run: Run, delayMs: number, fn: () => void): void {
    const happen = (): void => {
      if (!run.isAlive) return;
      if (this.isPaused) this.#waiting.push(happen);
      else fn();
    };
    this.timeline.after(delayMs, happen);
  }

  /** Resolves on this run's machine after so long; never when it is dead by then. */
  delay(run: Run, delayMs: number): Promise<void> {
    return new Promise((resolve) => this.after(run, delayMs, resolve));
  }

  clock(run: Run): Clock {
    const setTimer = (delayMs: number, fn: () => void): Timer => {
      let isCancelled = false;
      this.after(run, Math.ceil(Math.max(0, delayMs) / this.#rate), () => {
        if (!isCancelled) fn();
      });
      return { cancel: () => void (isCancelled = true) };
    };
    return {
      now: () => this.wallAt(),
      monotonicMs: () => this.monotonicMs(),
      setTimer,
      sleep: (delayMs, signal) =>
        new Promise((resolve, reject) => {
          if (signal?.aborted === true) {
            reject(signal.reason);
            return;
          }
          const abort = (): void => {
            timer.cancel();
            reject(signal?.reason);
          };
          const timer = setTimer(delayMs, () => {
            signal?.removeEventListener('abort', abort);
            resolve();
          });
          signal?.addEventListener('abort', abort, { once: true });
        }),
    };
  }
}
