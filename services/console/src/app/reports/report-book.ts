import { deferred, type Clock, type Deferred, type Timer } from '@firstring/kernel';
import type { ReportInput } from '../../domain/reports/report-input.ts';
import type { ReportStore } from '../../store/reports.ts';
import { commitFacts, markFilled } from './commit-facts.ts';

/** Events wait this long for others to be counted with them: a commit writes whole sheets. */
const GATHER_MS = 1000;
/** As many as are counted in one commit. */
const INPUTS_MAX = 200;

interface Waiting {
  readonly inputs: readonly ReportInput[];
  readonly occurredAt: number;
  readonly done: Deferred<void>;
}

/** The one writer of the figures: gathers what comes from all partitions and counts it, one commit after the other. */
export class ReportBook implements AsyncDisposable {
  readonly #store: ReportStore;
  readonly #clock: Clock;
  #waiting: Waiting[] = [];
  #timer: Timer | undefined;
  #running: Promise<void> = Promise.resolve();
  #isClosing = false;

  constructor(deps: { readonly reportStore: ReportStore; readonly clock: Clock }) {
    this.#store = deps.reportStore;
    this.#clock = deps.clock;
  }

  /** Resolves when these are counted; rejects when not all of them could be: the same again count once. */
  take(inputs: readonly ReportInput[], occurredAt: number): Promise<void> {
    const done = deferred<void>();
    this.#waiting.push({ inputs, occurredAt, done });
    const count = this.#waiting.reduce((sum, each) => sum + each.inputs.length, 0);
    if (count >= INPUTS_MAX || this.#isClosing) void this.flush();
    else this.#timer ??= this.#clock.setTimer(GATHER_MS, () => void this.flush());
    return done.promise;
  }

  /** Resolves when everything taken so far is counted, or could not be: whoever took it is told. */
  flush(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#running = this.#running.then(() => this.#commitAll());
    return this.#running;
  }

  /** Counts these without waiting for others; for where there is enough to count. */
  async takeNow(inputs: readonly ReportInput[], occurredAt: number): Promise<void> {
    const done = this.take(inputs, occurredAt);
    await Promise.all([done, this.flush()]);
  }

  /** Says that the past is counted. */
  markFilled(): Promise<void> {
    const marked = this.#running.then(() => markFilled(this.#store));
    this.#running = marked.then(ended, ended);
    return marked;
  }

  /** Nothing is gathered any more: what comes is counted at once. */
  close(): Promise<void> {
    this.#isClosing = true;
    return this.flush();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #commitAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#nextBatch();
      try {
        await this.#commit(batch);
        for (const { done } of batch) done.resolve();
      } catch (error) {
        for (const { done } of batch) done.reject(error);
      }
    }
  }

  /** A file's events bring many more than one commit takes. How far the log is counted is said with the last. */
  async #commit(batch: readonly Waiting[]): Promise<void> {
    const inputs = batch.flatMap((each) => each.inputs);
    const countedAt = Math.max(...batch.map(({ occurredAt }) => occurredAt));
    let from = 0;
    for (; inputs.length - from > INPUTS_MAX; from += INPUTS_MAX)
      await commitFacts(this.#store, inputs.slice(from, from + INPUTS_MAX), 0);
    await commitFacts(this.#store, inputs.slice(from), countedAt);
  }

  #nextBatch(): readonly Waiting[] {
    let count = 0;
    const end = this.#waiting.findIndex(({ inputs }) => (count += inputs.length) >= INPUTS_MAX);
    const batch = end < 0 ? this.#waiting : this.#waiting.slice(0, end + 1);
    this.#waiting = this.#waiting.slice(batch.length);
    return batch;
  }
}

/** Whoever asked for it is told how it ended; what comes next does not depend on it. */
function ended(): void {}
