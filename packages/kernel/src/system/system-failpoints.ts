import type { FailpointEffects } from '../failpoint.ts';
import { systemClock } from './system-clock.ts';

/** Failpoints of a real process: a kill is SIGKILL, so no handler runs and nothing is flushed. */
export const systemFailpointEffects: FailpointEffects = {
  kill: () => process.kill(process.pid, 'SIGKILL'),
  sleep: (ms) => systemClock.sleep(ms),
};
