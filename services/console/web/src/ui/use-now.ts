import { useEffect, useState } from 'react';
import { serverNow, type ServerClock } from '../logic/clock-offset.ts';

const TICK_MS = 250;

/** The server's time, four times a second, for the small components that show a running clock. */
export function useServerNow(clock: ServerClock | undefined): number {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return clock === undefined ? Date.now() : serverNow(clock, performance.now());
}
