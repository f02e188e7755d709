import { systemClock } from '@firstring/kernel/system';
import type { OrderIndex } from '../../services/scheduler/src/domain/order/order-index.ts';
import { SAMPLE_NOW_AT } from '../../services/scheduler/src/domain/order/sample-campaign.ts';
import { quantile } from '../figure.ts';
import { CAMPAIGN, cardOf } from './leads.ts';

/** An agent asks every so often: two hundred agents who take 40 seconds a lead ask as often. */
const EVERY_MS = 5;
const AGENTS = 200;
/** As the scheduler moves leads: a slice after an event, and some more while nothing else is to be done. */
const ADVANCE = 256;
const IDLE_SLICE_MS = 4;

export interface Decision {
  readonly atMs: number;
  readonly leadId: string;
}

/** Makes decisions until it is stopped, each measured from when it was due: a loop that is held counts. */
export function decideMeanwhile(order: OrderIndex) {
  const decisions: Decision[] = [];
  const tookMs: number[] = [];
  const state = { isRunning: true, isBehind: true, asked: 0, missed: 0 };
  const done = (async () => {
    let dueMs = systemClock.monotonicMs();
    while (state.isRunning) {
      await systemClock.sleep(Math.max(0, dueMs - systemClock.monotonicMs()));
      state.asked += 1;
      const leadId = decide(order, `agent-${state.asked % AGENTS}`);
      const atMs = systemClock.monotonicMs();
      tookMs.push(atMs - dueMs);
      if (leadId === undefined) state.missed += 1;
      else decisions.push({ atMs, leadId });
      state.isBehind = advanceWhileIdle(order);
      dueMs = Math.max(dueMs + EVERY_MS, systemClock.monotonicMs());
    }
  })();
  return {
    /** Resolves when no lead waits to be moved any more. */
    async isMoved(): Promise<void> {
      const seen = state.asked;
      while (state.isBehind || state.asked < seen + 2) await systemClock.sleep(1);
    },
    async stop() {
      state.isRunning = false;
      await done;
      const sorted = Float64Array.from(tookMs);
      return { decisions, missed: state.missed, p99Ms: quantile(sorted, 0.99), maxMs: quantile(sorted, 1) };
    },
  };
}

function decide(order: OrderIndex, agentId: string): string | undefined {
  order.advance(SAMPLE_NOW_AT, ADVANCE);
  const best = order.view.peekBest({ agentId, campaignIds: [CAMPAIGN] }, SAMPLE_NOW_AT);
  if (best === undefined) return undefined;
  order.hold(best.homeGuard, { leadId: best.leadId, token: Infinity });
  // Disposed of at once, for good.
  order.upsert({ ...cardOf(best.leadId), version: best.leadVersion + 1, dialState: 'loser' }, SAMPLE_NOW_AT);
  order.release(best.homeGuard, { token: Infinity }, SAMPLE_NOW_AT);
  return best.leadId;
}

function advanceWhileIdle(order: OrderIndex): boolean {
  const startMs = systemClock.monotonicMs();
  while (order.advance(SAMPLE_NOW_AT, ADVANCE)) {
    if (systemClock.monotonicMs() - startMs > IDLE_SLICE_MS) return true;
  }
  return false;
}
