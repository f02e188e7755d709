import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { reasonError } from '@firstring/contracts';
import type { Clock } from '@firstring/kernel';
import type { KeyOutcome, ScriptLead } from '../../domain/script/script-key.ts';

export interface ScriptRequest {
  readonly source: string;
  /** Undefined only checks the text. */
  readonly leads: readonly (ScriptLead | undefined)[];
}

export interface ScriptAnswer {
  readonly outcomes: readonly KeyOutcome[];
  /** The thread had to be ended: the sandbox itself could not stop the script. */
  readonly hung: boolean;
}

/** Leads of one request: a quarter of a second at worst. */
export const SCRIPT_LEADS_MAX = 50;
/** Far more than a request may take, also on a busy machine. */
const REQUEST_MS_MAX = 5000;
const WAITING_MAX = 64;
const HEAP_MB = 64;

/**
 * Runs scripts in a thread of their own, one request after the other. The thread begins with the first; one that does not answer costs
 * the thread, not the service.
 */
export class ScriptRunner implements AsyncDisposable {
  readonly #clock: Clock;
  readonly #requestMsMax: number;
  #worker: Worker | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(clock: Clock, requestMsMax = REQUEST_MS_MAX) {
    this.#clock = clock;
    this.#requestMsMax = requestMsMax;
  }

  /** UNAVAILABLE while too many wait. */
  async run(request: ScriptRequest): Promise<ScriptAnswer> {
    if (this.#waiting >= WAITING_MAX) {
      throw reasonError('UNAVAILABLE', { message: 'too many scripts wait to be run; try again' });
    }
    this.#waiting += 1;
    const before = this.#last;
    const running = (async () => {
      await before;
      return this.#ask(request);
    })();
    this.#last = Promise.allSettled([running]);
    try {
      return await running;
    } finally {
      this.#waiting -= 1;
    }
  }

  /** What is wrong with a script before it has seen a lead, in words. */
  async problemOf(source: string): Promise<string | undefined> {
    const { outcomes } = await this.run({ source, leads: [undefined] });
    const [outcome] = outcomes;
    return outcome?.type === 'failed' ? outcome.message : undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker?.terminate();
  }

  async #ask(request: ScriptRequest): Promise<ScriptAnswer> {
    this.#worker ??= new Worker(new URL('./script-worker.ts', import.meta.url), {
      name: 'scripts',
      execArgv: ['--disable-warning=ExperimentalWarning'],
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    const worker = this.#worker;
    const late = new AbortController();
    const timer = this.#clock.setTimer(this.#requestMsMax, () => late.abort());
    worker.ref();
    try {
      const answered = once(worker, 'message', { signal: late.signal });
      worker.postMessage(request);
      const [outcomes] = (await answered) as [readonly KeyOutcome[]]; // script-worker.ts answers with nothing else
      return { outcomes, hung: false };
    } catch (error) {
      this.#worker = undefined;
      await worker.terminate();
      if (!late.signal.aborted) throw error;
      return { outcomes: request.leads.map(() => HUNG), hung: true };
    } finally {
      timer.cancel();
      worker.unref();
    }
  }
}

const HUNG: KeyOutcome = {
  type: 'failed',
  reason: 'SCRIPT_TIMEOUT',
  message: 'the script could not be stopped and its thread was ended',
};
