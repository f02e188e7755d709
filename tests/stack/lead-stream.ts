import { systemClock as clock } from '@firstring/kernel/system';
import type { MainJob } from './main-job.ts';

/** Leads, one after another, until it is ended. */
export class LeadStream implements AsyncDisposable {
  readonly #stop = new AbortController();
  readonly #running: Promise<readonly string[]>;

  /** `after` is done behind each lead. */
  constructor(job: Pick<MainJob, 'push'>, everyMs: number, after: () => Promise<void> = async () => {}) {
    this.#running = this.#run(async () => {
      const leadId = await job.push();
      await after();
      await clock.sleep(everyMs);
      return leadId;
    });
  }

  /** Ids of what was taken; rejects when a lead could not be placed at all. */
  async end(): Promise<readonly string[]> {
    this.#stop.abort();
    return this.#running;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#running.catch(() => undefined);
  }

  async #run(one: () => Promise<string>): Promise<readonly string[]> {
    const taken: string[] = [];
    while (!this.#stop.signal.aborted) taken.push(await one());
    return taken;
  }
}
