import type { Clock, Timer } from '@firstring/kernel';

/** The frame length of G.711 over RTP everywhere in this product. */
export const FRAME_MS = 20;
/** 20 ms at 8 kHz. */
export const FRAME_SAMPLES = 160;
/** After a longer stall the beat starts over instead of sending everything that was missed. */
const CATCH_UP_MS_MAX = 200;

/**
 * Calls `frame` once for every 20 ms of monotonic time, the first time at once. Timers fire late; each next one is set for
 * the beat and not for 20 ms from now, so the rate stays exact.
 */
export function startPacer(clock: Clock, frame: () => void): Timer {
  let dueMs = clock.monotonicMs();
  let timer: Timer | undefined;
  const state = { stopped: false };
  const beat = (): void => {
    const nowMs = clock.monotonicMs();
    if (nowMs - dueMs > CATCH_UP_MS_MAX) dueMs = nowMs;
    while (dueMs <= nowMs && !state.stopped) {
      dueMs += FRAME_MS;
      frame();
    }
    if (!state.stopped) timer = clock.setTimer(dueMs - nowMs, beat);
  };
  beat();
  return {
    cancel: () => {
      state.stopped = true;
      timer?.cancel();
    },
  };
}
