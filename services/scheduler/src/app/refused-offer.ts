import type { Work } from '../domain/agent/agent-state.ts';
import { LASTING_EXCLUSIONS } from '../domain/order/standing.ts';
import type { ProcessOrder } from './orders.ts';

/** After so many refusals in a row an agent waits a moment: the order is then far behind claim's truth. */
export const REFUSALS_MAX = 8;
export const PAUSE_MS = 250;
export const HELD_BACK_MS = 10_000;
/** Claim could not be asked. */
export const FAILED_HELD_BACK_MS = 1000;
/** An entry that goes is told at once; this is for one that went while its refusal was on the way. */
const EXCLUDED_HELD_BACK_MS = 3_600_000;

/** The order was behind claim's truth: it keeps the lead back until that may have changed. */
export function holdBackRefused(
  { order, dialbacks }: Pick<ProcessOrder, 'order' | 'dialbacks'>,
  work: Pick<Work, 'leadId' | 'homeGuard' | 'dialbackId'>,
  { reason, clearsAt }: { readonly reason: string; readonly clearsAt: number | undefined },
  nowAt: number,
): void {
  const soon = nowAt + (LASTING_EXCLUSIONS.has(reason) ? EXCLUDED_HELD_BACK_MS : HELD_BACK_MS);
  if (work.dialbackId !== undefined) dialbacks.defer(work.dialbackId, Math.max(clearsAt ?? soon, nowAt + 1));
  switch (reason) {
    case 'STALE_EPOCH':
      return;
    case 'NUMBER_EXCLUDED':
      order.exclude(work.homeGuard, true, nowAt);
      return;
    case 'CLAIMED_BY_OTHER':
    case 'GUARD_FULL':
      order.holdBack(work.leadId, { untilAt: Infinity, reason }, nowAt);
      return;
    default:
      order.holdBack(work.leadId, { untilAt: Math.max(clearsAt ?? soon, nowAt + 1), reason }, nowAt);
  }
}
