import type { BatchHandler, BusMessage, DeliveryContext } from './port.ts';

/** Covers every redelivery short of a restart: what is retried was delivered moments ago. */
const REMEMBERED_DEFAULT = 10_000;

/**
 * Makes a handler of batches from one of single messages, and keeps from it what it has handled already: when a batch is taken
 * apart after a failure, or a publisher sends an event again. A convenience, not the truth: after a restart it knows nothing,
 * so what the handler changes durably must carry the event's version or id as well.
 */
export function oncePerMessage(
  handle: (message: BusMessage, context: DeliveryContext) => Promise<void>,
  remembered: number = REMEMBERED_DEFAULT,
): BatchHandler {
  const handled = new Set<string>();
  return async (batch, context) => {
    for (const message of batch) {
      // Given up: another delivery of the rest is on its way.
      context.signal.throwIfAborted();
      if (handled.has(message.id)) continue;
      await handle(message, context);
      handled.add(message.id);
      forgetOldest(handled, remembered);
    }
  };
}

function forgetOldest(ids: Set<string>, keep: number): void {
  for (const id of ids) {
    if (ids.size <= keep) return;
    ids.delete(id);
  }
}
