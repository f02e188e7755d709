/** How fast a recording is played to people: so many calls at once, so many begun in a minute, evenly. */
export interface BlastLimits {
  readonly callsMax: number;
  readonly callsPerMinute: number;
}

const MINUTE_MS = 60_000;

/** Calls to begin now, and when the next one may begin after them. Nothing is saved up while nothing could be dialled. */
export function blastPace(
  { callsOut, nextAt }: { readonly callsOut: number; readonly nextAt: number },
  { callsMax, callsPerMinute }: BlastLimits,
  nowAt: number,
): { readonly dials: number; readonly nextAt: number } {
  const gapMs = MINUTE_MS / callsPerMinute;
  // As many as a second has, where the last look was later than that.
  const fromAt = Math.max(nextAt, nowAt - 1000);
  const due = nowAt < fromAt ? 0 : Math.floor((nowAt - fromAt) / gapMs) + 1;
  const dials = Math.max(0, Math.min(due, callsMax - callsOut));
  return { dials, nextAt: dials === 0 ? nextAt : fromAt + dials * gapMs };
}
