import type { Bus, BusMessage } from '@firstring/bus';
import type { Topic } from '@firstring/contracts';
import type { Clock, Log } from '@firstring/kernel';

const RESTART_MS = 500;

/**
 * Reads all of a topic that keeps the last word on each key, and goes on as they change. A tail that breaks begins again; nobody
 * waits for it. A message that cannot be read must not hide the others.
 */
export function followTopic(
  deps: { readonly bus: Bus; readonly clock: Clock; readonly log: Log },
  topic: Topic,
  take: (message: BusMessage) => void,
): AsyncDisposable {
  const stopping = new AbortController();
  const { signal } = stopping;
  const takeOne = (message: BusMessage): void => {
    try {
      take(message);
    } catch (error) {
      deps.log.error({ err: error, topic: topic.name, messageId: message.id }, 'a message could not be read');
    }
  };
  const follow = async (): Promise<void> => {
    while (!signal.aborted) {
      const tail = deps.bus.tail({
        topics: [topic.name],
        from: 'beginning',
        signal,
        handler: async (batch) => batch.forEach(takeOne),
      });
      try {
        await Promise.all([tail.caughtUp, tail.closed]);
      } catch (error) {
        deps.log.warn({ err: error, topic: topic.name }, 'a topic cannot be followed now');
      }
      if (!signal.aborted) await deps.clock.sleep(RESTART_MS, signal);
    }
  };
  const followed = follow().catch((error: unknown) => {
    if (!signal.aborted)
      deps.log.error({ err: error, topic: topic.name }, 'a topic is not followed any more');
  });
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await followed;
    },
  };
}
