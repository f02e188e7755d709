/** console/32: what one user may take away. A file may hold every lead, so it is given in measure. */
export const EXPORTS_AT_ONCE_MAX = 2;
export const EXPORTS_AN_HOUR_MAX = 30;
const HOUR_MS = 3_600_000;

/** Exports of one user. */
export interface ExportRecord {
  readonly running: number;
  /** When those of the last hour began, rising; monotonic ms. */
  readonly begunAtMs: readonly number[];
}

export type ExportStep =
  | { readonly type: 'begun'; readonly record: ExportRecord }
  /** Until it is worth asking again. */
  | { readonly type: 'refused'; readonly waitMs: number };

/** One that still runs may end at any time; asking again sooner than this is not worth it. */
const RUNNING_WAIT_MS = 10_000;

export function beginExport(before: ExportRecord | undefined, nowMs: number): ExportStep {
  const running = before?.running ?? 0;
  const begunAtMs = (before?.begunAtMs ?? []).filter((atMs) => atMs > nowMs - HOUR_MS);
  const [oldest = nowMs] = begunAtMs;
  if (begunAtMs.length >= EXPORTS_AN_HOUR_MAX) return { type: 'refused', waitMs: oldest + HOUR_MS - nowMs };
  if (running >= EXPORTS_AT_ONCE_MAX) return { type: 'refused', waitMs: RUNNING_WAIT_MS };
  return { type: 'begun', record: { running: running + 1, begunAtMs: [...begunAtMs, nowMs] } };
}

/** One that was refused after all, for a wrong filter say, does not count. */
export function endExport(before: ExportRecord, begunAtMs: number, wasSent: boolean): ExportRecord {
  const at = before.begunAtMs.lastIndexOf(begunAtMs);
  return {
    running: before.running - 1,
    begunAtMs: wasSent || at < 0 ? before.begunAtMs : before.begunAtMs.toSpliced(at, 1),
  };
}
