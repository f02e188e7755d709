import { reasonError, toTime } from '@firstring/contracts';
import {
  WaitingCaller,
  type CallerQueueServiceImplementation,
  type WatchCallersResponse,
} from '@firstring/contracts/scheduling/caller_queue_service';
import { deferred, type Deferred } from '@firstring/kernel';
import { systemClock } from '@firstring/kernel/system';

/** Callers of process p1 who wait, moved by a test by hand. */
export class FakeCallers {
  readonly callers = new Map<string, WaitingCaller>();
  #changed: Deferred<void> = deferred();

  add(attemptId: string, caller: Partial<WaitingCaller> = {}): void {
    const plain = {
      campaignId: 'solar',
      phone: '+12025550198',
      arrivedTime: toTime(systemClock.now() - 42_000),
      position: this.callers.size + 1,
    };
    const before = this.callers.get(attemptId) ?? plain;
    this.callers.set(attemptId, WaitingCaller.fromPartial({ ...before, ...caller, attemptId }));
    this.#wake();
  }

  remove(attemptId: string): void {
    this.callers.delete(attemptId);
    this.#wake();
  }

  readonly service: CallerQueueServiceImplementation = {
    attendCaller: () => {
      throw reasonError('INTERNAL', { message: 'not part of this fake' });
    },
    watchCallers: ({ processId }, { signal }) => this.#watch(processId, signal),
  };

  #wake(): void {
    const { resolve } = this.#changed;
    this.#changed = deferred();
    resolve();
  }

  async *#watch(processId: string, signal: AbortSignal): AsyncGenerator<WatchCallersResponse> {
    const ended = new Promise<void>((resolve) =>
      signal.addEventListener('abort', () => resolve(), { once: true }),
    );
    let told = new Map<string, WaitingCaller>();
    for (let complete = true; !signal.aborted; complete = false) {
      const changed = this.#changed.promise;
      const now = new Map(processId === 'p1' ? this.callers : []);
      const callers = [...now.values()].filter((caller) => told.get(caller.attemptId) !== caller);
      const goneAttemptIds = [...told.keys()].filter((attemptId) => !now.has(attemptId));
      told = now;
      yield { complete, callers, goneAttemptIds, serverTime: toTime(systemClock.now()) };
      await Promise.race([changed, ended]);
    }
  }
}
