/** `m:ss`, or `h:mm:ss` from an hour on. Elapsed time is cut to whole seconds. */
export function formatElapsed(ms: number): string {
  return formatSeconds(Math.floor(Math.max(0, ms) / 1000));
}

/** Time left is rounded up, so that a countdown reaches 0:00 exactly when the time is over. */
export function formatRemaining(ms: number): string {
  return formatSeconds(Math.ceil(Math.max(0, ms) / 1000));
}

function formatSeconds(seconds: number): string {
  const rest = `${Math.floor(seconds / 60) % 60}:${String(seconds % 60).padStart(2, '0')}`;
  return seconds < 3600 ? rest : `${Math.floor(seconds / 3600)}:${rest.padStart(5, '0')}`;
}

/** How old something is, in the largest unit that says enough: `42 s`, `12 min`, `5 h`, `3 days`. */
export function formatAge(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1000);
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 5400) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 129_600) return `${Math.floor(seconds / 3600)} h`;
  const days = Math.floor(seconds / 86_400);
  return days === 1 ? '1 day' : `${days} days`;
}

/** A share of a fixed span that is left, 0 to 1; 1 when the span has no length. */
export function shareLeft(startAt: number, endAt: number, now: number): number {
  if (endAt <= startAt) return 1;
  return Math.min(1, Math.max(0, (endAt - now) / (endAt - startAt)));
}
