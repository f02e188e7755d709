import type { Clock, Timer } from '@firstring/kernel';

/** The frame length of G.711 over RTP everywhere in this product. */
export const FRAME_MS = 20;
/** 20 ms at 8 kHz. */
export const FRAME_SAMPLES = 160;
/** After a longer stall the beat starts over instead of sending everything that was missed. */
const CATCH_UP_MS_MAX = 200;

/** Whoever plays joins one beat: a hundred players cost one timer. */
export interface Pacer {
  /** `frame` runs once for every 20 ms of monotonic time, the first time with the next beat, until cancelled. */
  join(frame: () => void): Timer;
}

/**
 * A beat of 20 ms that runs while somebody has joined. Timers fire late; each next one is set for the beat and not for 20 ms
 * from now, so the rate stays exact.
 */
export function createPacer(clock: Clock): Pacer {
  const frames = new Set<() => void>();
  let dueMs = 0;
  let timer: Timer | undefined;
  const beat = (): void => {
    const nowMs = clock.monotonicMs();
    if (nowMs - dueMs > CATCH_UP_MS_MAX) dueMs = nowMs;
    while (dueMs <= nowMs && frames.size > 0) {
      dueMs += FRAME_MS;
      for (const frame of frames) frame();
    }
    timer = frames.size > 0 ? clock.setTimer(dueMs - nowMs, beat) : undefined;
  };
  return {
    join(frame) {
      frames.add(frame);
      if (timer === undefined) {
        dueMs = clock.monotonicMs();
        timer = clock.setTimer(0, beat);
      }
      return {
        cancel: () => {
          frames.delete(frame);
          if (frames.size > 0) return;
          timer?.cancel();
          timer = undefined;
        },
      };
    },
  };
}

/** A beat for one alone. */
export function startPacer(clock: Clock, frame: () => void): Timer {
  return createPacer(clock).join(frame);
}
