import { Worker } from 'node:worker_threads';
import type { BusMessage } from '@firstring/bus';
import { isErrorReason, reasonError } from '@firstring/contracts';
import { AppError } from '@firstring/kernel';
import type { ProcessCard } from '../../../app/simulate/day.ts';
import type { SimulationRequest } from '../../../app/simulate/simulation-request.ts';

export type ToSimulation =
  | { readonly type: 'log'; readonly batch: readonly BusMessage[] }
  | { readonly type: 'cards'; readonly cards: readonly ProcessCard[] }
  | { readonly type: 'run'; readonly asked: SimulationRequest };

export type FromSimulation =
  | { readonly type: 'taken' }
  | { readonly type: 'report'; readonly report: string }
  | { readonly type: 'refused'; readonly reason: string; readonly message: string };

const HEAP_MB = 2048;

/** One simulation in a thread of its own: agents' desks do not wait for it. Disposing ends it wherever it is. */
export class SimulationThread implements AsyncDisposable {
  readonly #worker: Worker;
  #waiting: PromiseWithResolvers<FromSimulation> | undefined;
  #end: AppError | undefined;

  constructor() {
    this.#worker = new Worker(new URL('./simulate-worker.ts', import.meta.url), {
      name: 'simulator',
      execArgv: ['--disable-warning=ExperimentalWarning'],
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    this.#worker.on('message', (message: FromSimulation) => {
      const waiting = this.#waiting;
      this.#waiting = undefined;
      waiting?.resolve(message);
    });
    this.#worker.on('error', (error) => this.#fail(endOf(error)));
    this.#worker.on('exit', () => this.#fail(reasonError('SIMULATION_TOO_LONG')));
  }

  /** Hands a part over; the next one may follow when it has been taken. */
  async give(part: Extract<ToSimulation, { type: 'log' | 'cards' }>): Promise<void> {
    await this.#ask(part);
  }

  /** The report as JSON. Throws what refused it, and SIMULATION_TOO_LONG when the thread was ended. */
  async run(asked: SimulationRequest): Promise<string> {
    const answer = await this.#ask({ type: 'run', asked });
    if (answer.type === 'report') return answer.report;
    if (answer.type === 'refused' && isErrorReason(answer.reason)) {
      throw reasonError(answer.reason, { message: answer.message });
    }
    throw new AppError({ reason: 'INTERNAL', code: 'internal', message: 'the simulation gave no report' });
  }

  /** Whoever waits gets SIMULATION_TOO_LONG. */
  stop(): void {
    this.#worker.terminate().catch((error: unknown) => this.#fail(endOf(error)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate();
  }

  #ask(message: ToSimulation): Promise<FromSimulation> {
    if (this.#end !== undefined) return Promise.reject(this.#end);
    this.#waiting = Promise.withResolvers<FromSimulation>();
    const { promise } = this.#waiting;
    this.#worker.postMessage(message);
    return promise;
  }

  #fail(end: AppError): void {
    this.#end ??= end;
    this.#waiting?.reject(this.#end);
    this.#waiting = undefined;
  }
}

function endOf(error: unknown): AppError {
  const isMemory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return isMemory
    ? reasonError('SIMULATION_TOO_LONG', { cause: error })
    : new AppError({
        reason: 'INTERNAL',
        code: 'internal',
        message: 'the simulation has failed',
        cause: error,
      });
}
