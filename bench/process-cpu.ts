/** What any process of this machine has used. */
import { readFileSync } from 'node:fs';

/** Clock ticks a second in /proc, the same on every Linux. */
const TICKS_PER_S = 100;

/** CPU of a process since its start, user and system, ms; or that of its children that have ended. */
export function cpuMsOf(pid: number, of: 'itself' | 'ended children' = 'itself'): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  // utime and stime: 14th and 15th of the line, of which two fields are cut off here; cutime and cstime follow.
  const first = of === 'itself' ? 11 : 13;
  return ((Number(fields[first]) + Number(fields[first + 1])) * 1000) / TICKS_PER_S;
}
