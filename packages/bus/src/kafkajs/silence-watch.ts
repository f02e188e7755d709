import type { Clock, Timer } from '@firstring/kernel';
import type { Consumer } from 'kafkajs';

/**
 * Calls `onSilent` once when a consumer has neither fetched nor sent a heartbeat for so long: kafkajs' consumers can stop without an
 * event. Returns how to stop watching.
 */
export function watchForSilence(
  consumer: Consumer,
  { clock, silentMs, onSilent }: { clock: Clock; silentMs: number; onSilent: (err: Error) => void },
): () => void {
  let lastSignAt = clock.monotonicMs();
  const note = (): void => {
    lastSignAt = clock.monotonicMs();
  };
  const { FETCH, GROUP_JOIN, HEARTBEAT } = consumer.events;
  const forgets = [consumer.on(FETCH, note), consumer.on(HEARTBEAT, note), consumer.on(GROUP_JOIN, note)];
  let timer: Timer;
  const look = (): void => {
    const leftMs = silentMs - (clock.monotonicMs() - lastSignAt);
    if (leftMs > 0) timer = clock.setTimer(leftMs, look);
    else onSilent(new Error(`a consumer has been silent for ${silentMs} ms`));
  };
  timer = clock.setTimer(silentMs, look);
  return () => {
    timer.cancel();
    for (const forget of forgets) forget();
  };
}
