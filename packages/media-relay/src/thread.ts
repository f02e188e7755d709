import { Worker } from 'node:worker_threads';
import { AppError, deferred, type Deferred, type Log } from '@firstring/kernel';
import type { MediaRelayStats } from './relay.ts';
import type { FromRelayThread, RelayThreadData, ToRelayThread } from './thread-messages.ts';

export type MediaRelayThreadOptions = RelayThreadData & { log: Log };

export interface MediaRelayThread {
  readonly ngPort: number;
  stats(): Promise<MediaRelayStats>;
  /** Resolves when the thread has ended. */
  close(): Promise<void>;
  /** Resolves when the thread has ended for whatever reason; with the error when it failed. */
  readonly ended: Promise<Error | undefined>;
}

/**
 * Starts the media relay in a thread of its own, so that 20 ms frames never wait for a service's main loop. Rejects when the
 * control port cannot be bound.
 */
export async function startMediaRelayThread(options: MediaRelayThreadOptions): Promise<MediaRelayThread> {
  const { log, ...workerData } = options;
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData, name: 'media-relay' });
  const waiting = new Map<number, Deferred<MediaRelayStats>>();
  const listening = deferred<number>();
  let failure: Error | undefined;
  worker.on('message', (message: FromRelayThread) => {
    if (message.type === 'log') log[message.level](message.fields, message.message);
    else if (message.type === 'listening') listening.resolve(message.ngPort);
    else {
      waiting.get(message.id)?.resolve(message.stats);
      waiting.delete(message.id);
    }
  });
  worker.on('error', (error: Error) => {
    failure = error;
    log.error({ err: error }, 'the media relay thread failed');
  });
  const ended = deferred<Error | undefined>();
  worker.on('exit', () => {
    listening.reject(failure ?? gone());
    for (const answer of waiting.values()) answer.reject(failure ?? gone());
    waiting.clear();
    ended.resolve(failure);
  });
  const tell = (message: ToRelayThread): void => worker.postMessage(message);
  const ngPort = await listening.promise;

  let requests = 0;
  let closing = false;
  return {
    ngPort,
    ended: ended.promise,
    async stats() {
      if (closing || failure !== undefined) throw gone();
      requests += 1;
      const answer = deferred<MediaRelayStats>();
      waiting.set(requests, answer);
      tell({ type: 'stats', id: requests });
      return answer.promise;
    },
    async close() {
      if (!closing) tell({ type: 'close' });
      closing = true;
      await ended.promise;
    },
  };
}

function gone(): AppError {
  return new AppError({
    reason: 'MEDIA_UNAVAILABLE',
    code: 'unavailable',
    message: 'the media relay has ended',
  });
}
