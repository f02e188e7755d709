/** What any process of this machine has used. */
import { readFileSync } from 'node:fs';

/** Clock ticks a second in /proc, the same on every Linux. */
const TICKS_PER_S = 100;

/** CPU of a process since its start, user and system, ms. */
export function cpuMsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  // utime and stime: 14th and 15th of the line, of which two fields are cut off here.
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_S;
}
