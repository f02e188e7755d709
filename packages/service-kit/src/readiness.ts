import { AGENT_STATE } from '@firstring/contracts';
import type { Clock } from '@firstring/kernel';
import type { Platform, RunningService } from './platform.ts';

/** Whether a process takes work. */
export interface ReadinessReport {
  readonly isReady: boolean;
  /** What keeps it from that, in words for an operator. */
  readonly waitingFor: readonly string[];
  /** What is wrong besides. */
  readonly notes: readonly string[];
}

/** A look that takes longer has failed. */
const LOOK_MS = 2000;
/** Who asks more often gets the last answer again. */
const KEEP_MS = 1000;

/**
 * Ready means: the service is up and has caught up, its store answers, and it is not stopping. A bus that does not answer is a note only:
 * what is durable in the store goes out later (F16), and all other instances have the same bus.
 */
export class Readiness {
  readonly #clock: Clock;
  readonly #draining = new AbortController();
  #platform: Pick<Platform, 'store' | 'bus'> | undefined;
  #service: RunningService | undefined;
  #last: { readonly atMs: number; readonly report: Promise<ReadinessReport> } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Aborted once the process takes no more work. */
  get draining(): AbortSignal {
    return this.#draining.signal;
  }

  standsOn(platform: Pick<Platform, 'store' | 'bus'>): void {
    this.#platform = platform;
  }

  isUp(service: RunningService): void {
    this.#service = service;
    this.#last = undefined;
  }

  drain(): void {
    this.#draining.abort();
    this.#last = undefined;
  }

  /** Never rejects. */
  async report(): Promise<ReadinessReport> {
    const nowMs = this.#clock.monotonicMs();
    if (this.#last === undefined || nowMs - this.#last.atMs >= KEEP_MS)
      this.#last = { atMs: nowMs, report: this.#look() };
    return this.#last.report;
  }

  async #look(): Promise<ReadinessReport> {
    const [store, bus] = await Promise.all([
      this.#answers(() => this.#platform?.store.outbox.take(1)),
      this.#answers(() => this.#platform?.bus.bounds([AGENT_STATE.name])),
    ]);
    const waitingFor = [
      ...(this.#draining.signal.aborted ? ['the process is stopping'] : []),
      ...(this.#service === undefined ? ['the service is starting'] : []),
      ...(store ? [] : ['the store does not answer']),
      ...[this.#service?.waitingFor?.() ?? []].flat(),
    ];
    return {
      isReady: waitingFor.length === 0,
      waitingFor,
      notes: bus ? [] : ['the bus does not answer: events wait in the store'],
    };
  }

  async #answers(ask: () => Promise<unknown> | undefined): Promise<boolean> {
    const late = Promise.withResolvers<false>();
    const timer = this.#clock.setTimer(LOOK_MS, () => late.resolve(false));
    try {
      const asked = Promise.resolve(ask()).then(
        () => true,
        () => false,
      );
      return await Promise.race([asked, late.promise]);
    } finally {
      timer.cancel();
    }
  }
}
