import { createContext, use, useSyncExternalStore } from 'react';
import { serverNow, type ServerClock } from '../logic/clock-offset.ts';
import { formatElapsed } from '../logic/durations.ts';

/** The clock that all of a page runs by. */
export const ClockContext = createContext<ServerClock | undefined>(undefined);

const TICK_MS = 1000;
const listeners = new Set<() => void>();
let timer: number | undefined;

/** One clock for all rows: hundreds of timers would be work for nothing. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= window.setInterval(() => listeners.forEach((each) => each()), TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    window.clearInterval(timer);
    timer = undefined;
  };
}

const DAY_MS = 86_400_000;

/** How long something has been so, running; nothing of what began days ago. */
export function Elapsed({ since }: { since: number | undefined }) {
  const clock = use(ClockContext);
  const second = useSyncExternalStore(subscribe, () => Math.floor(performance.now() / TICK_MS));
  if (since === undefined || clock === undefined) return '—';
  const ms = serverNow(clock, (second + 1) * TICK_MS) - since;
  return ms > DAY_MS ? 'Over a day' : formatElapsed(ms);
}
