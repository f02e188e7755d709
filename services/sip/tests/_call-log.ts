import type { Bus } from '@firstring/bus';
import { CALL_EVENTS } from '@firstring/contracts';
import type { CallRecord } from '@firstring/contracts/common/call_record';
import { CallEvent } from '@firstring/contracts/sip/call_events';
import { systemClock } from '@firstring/kernel/system';
import { withDeadline } from '../src/app/with-deadline.ts';

type Step = NonNullable<CallEvent['event']>['$case'];

const WAIT_MS = 10_000;

/** Follows the topic of call events, as the other services do. */
export class CallLog implements AsyncDisposable {
  readonly #events: CallEvent[] = [];
  readonly #stop = new AbortController();
  readonly #closed: Promise<void>;
  #wake: (() => void)[] = [];

  constructor(bus: Bus) {
    const tail = bus.tail({
      topics: [CALL_EVENTS.name],
      from: 'beginning',
      signal: this.#stop.signal,
      handler: async (batch) => {
        this.#events.push(...batch.map((message) => CallEvent.decode(message.payload)));
        for (const wake of this.#wake.splice(0)) wake();
      },
    });
    this.#closed = tail.closed;
  }

  steps(attemptId: string): Step[] {
    return this.#of(attemptId).flatMap((event) => (event.event === undefined ? [] : [event.event.$case]));
  }

  versions(attemptId: string): bigint[] {
    return this.#of(attemptId).map((event) => event.version);
  }

  records(attemptId: string): CallRecord[] {
    return this.#of(attemptId).flatMap((event) =>
      event.event?.$case === 'ended' && event.event.value.record !== undefined
        ? [event.event.value.record]
        : [],
    );
  }

  /** Resolves when the attempt has come so far. */
  async reached(attemptId: string, step: Step): Promise<void> {
    while (!this.steps(attemptId).includes(step)) {
      const woken = new Promise<void>((resolve) => this.#wake.push(resolve));
      await withDeadline(systemClock, WAIT_MS, woken, () => {
        throw new Error(`${attemptId} is not at ${step} but ${this.steps(attemptId).join(', ')}`);
      });
    }
  }

  async ended(attemptId: string): Promise<CallRecord> {
    await this.reached(attemptId, 'ended');
    const [record] = this.records(attemptId);
    if (record === undefined) throw new Error('ended without a record');
    return record;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#closed;
  }

  #of(attemptId: string): CallEvent[] {
    return this.#events.filter((event) => event.attemptId === attemptId);
  }
}
