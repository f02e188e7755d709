import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { reasonError } from '@firstring/contracts';
import type { Clock } from '@firstring/kernel';
import type { ParsedPolicy } from '@firstring/policy';

/** A thousand lists take a fifth of this on an idle machine. */
const READ_MS_MAX = 3000;
const WAITING_MAX = 32;

/**
 * Reads policies from YAML in a thread of its own, one after the other: a long text would hold the loop for over 10 ms. The thread begins
 * with the first text; one that cannot be read in time costs the thread, not the service.
 */
export class PolicyReader implements AsyncDisposable {
  readonly #clock: Clock;
  #worker: Worker | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** As `parsePolicy` says it. UNAVAILABLE while too many wait. */
  async read(text: string): Promise<ParsedPolicy> {
    if (this.#waiting >= WAITING_MAX) {
      throw reasonError('UNAVAILABLE', { message: 'too many policies are being read; try again' });
    }
    this.#waiting += 1;
    const before = this.#last;
    const reading = (async () => {
      await before;
      return this.#ask(text);
    })();
    this.#last = Promise.allSettled([reading]);
    try {
      return await reading;
    } finally {
      this.#waiting -= 1;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker?.terminate();
  }

  async #ask(text: string): Promise<ParsedPolicy> {
    this.#worker ??= new Worker(new URL('./reader-worker.ts', import.meta.url), {
      name: 'policy-reader',
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    const worker = this.#worker;
    const late = new AbortController();
    const timer = this.#clock.setTimer(READ_MS_MAX, () => late.abort());
    worker.ref();
    try {
      const answered = once(worker, 'message', { signal: late.signal });
      worker.postMessage(text);
      const [parsed] = (await answered) as [ParsedPolicy]; // reader-worker.ts answers with nothing else
      return parsed;
    } catch (error) {
      this.#worker = undefined;
      await worker.terminate();
      if (!late.signal.aborted) throw error;
      return TOO_SLOW;
    } finally {
      timer.cancel();
      worker.unref();
    }
  }
}

const TOO_SLOW: ParsedPolicy = {
  problems: [{ severity: 'error', path: '', line: 1, column: 1, message: 'the text takes too long to read' }],
  places: new Map(),
};
