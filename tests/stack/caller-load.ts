import { AppError, type Random } from '@firstring/kernel';
import { systemClock as clock } from '@firstring/kernel/system';
import type { TestCarrier } from '@firstring/testkit';

/** A number of the trunk that nobody has configured: its calls are missed, and dialled back. */
const CALLED = '+12025550100';
/** What a caller is told whom nobody takes. */
const NOBODY = '480';

export interface CallerLoadOptions {
  readonly carrier: TestCarrier;
  readonly target: { readonly host: string; readonly port: number };
  readonly random: Random;
  readonly callsPerSecond: number;
  /** Who may call now. */
  readonly numbers: () => readonly string[];
}

/** What became of one number's calls, as the callers heard it. */
export interface CallsIn {
  readonly begun: number;
  /** Told that nobody is there. */
  readonly turnedAway: number;
}

/** People who ring in on and on, at random moments, whether anybody is there or not. */
export class CallerLoad implements AsyncDisposable {
  readonly calls = new Map<string, CallsIn>();
  readonly #options: CallerLoadOptions;
  readonly #stop = new AbortController();
  readonly #calling = new Set<Promise<void>>();
  readonly #running: Promise<void>;

  constructor(options: CallerLoadOptions) {
    this.#options = options;
    this.#running = this.#run();
  }

  /** No new calls; resolves when all have ended. */
  async finish(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    await Promise.all(this.#calling);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.finish();
  }

  async #run(): Promise<void> {
    const { random, callsPerSecond, numbers } = this.#options;
    while (!this.#stop.signal.aborted) {
      await clock.sleep(1000 / callsPerSecond, this.#stop.signal).catch(() => undefined);
      const known = numbers();
      const from = known[random.int(Math.max(1, known.length))];
      if (from === undefined || this.#stop.signal.aborted) continue;
      const calling = this.#call(from).finally(() => this.#calling.delete(calling));
      this.#calling.add(calling);
    }
  }

  async #call(from: string): Promise<void> {
    const { carrier, target } = this.#options;
    this.#count(from, { begun: 1, turnedAway: 0 });
    try {
      const { answered } = await carrier.dialIn({ from, to: CALLED, target });
      await (await answered).hangUp();
    } catch (error) {
      // Anything else is no word of ours: the product was away.
      if (!(error instanceof AppError)) throw error;
      if (error.details.status === NOBODY) this.#count(from, { begun: 0, turnedAway: 1 });
    }
  }

  #count(from: string, more: CallsIn): void {
    const { begun, turnedAway } = this.calls.get(from) ?? { begun: 0, turnedAway: 0 };
    this.calls.set(from, { begun: begun + more.begun, turnedAway: turnedAway + more.turnedAway });
  }
}
