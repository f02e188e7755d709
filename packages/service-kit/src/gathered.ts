import type { Clock, Log, Timer } from '@firstring/kernel';

export interface GatheredOptions<T> {
  readonly clock: Clock;
  readonly log: Log;
  /** How long changes gather before they are written. */
  readonly flushMs: number;
  /** Keys that may wait at once; a change of a further one is dropped. */
  readonly keysMax: number;
  /** Adds what has gathered under a key to what is stored. */
  write(key: string, gathered: T): Promise<void>;
}

/**
 * Figures for people that gather in memory and are written together now and then. A crash may lose the last moments; what could not
 * be written is logged and lost.
 */
export class Gathered<T> implements AsyncDisposable {
  readonly #options: GatheredOptions<T>;
  #waiting = new Map<string, T>();
  #timer: Timer | undefined;
  #flushing: Promise<void> = Promise.resolve();

  constructor(options: GatheredOptions<T>) {
    this.#options = options;
  }

  change(key: string, step: (before: T | undefined) => T): void {
    const { clock, flushMs, keysMax } = this.#options;
    const before = this.#waiting.get(key);
    if (before === undefined && this.#waiting.size >= keysMax) return;
    this.#waiting.set(key, step(before));
    this.#timer ??= clock.setTimer(flushMs, () => void this.flush());
  }

  /** Writes what has gathered; never rejects. */
  flush(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#flushing = this.#flushing.then(() => this.#write());
    return this.#flushing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.flush();
  }

  async #write(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = new Map();
    for (const [key, gathered] of waiting) {
      try {
        await this.#options.write(key, gathered);
      } catch (err) {
        this.#options.log.warn({ err, key }, 'figures not written');
      }
    }
  }
}
