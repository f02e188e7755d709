import { applyCampaign, applyList } from './apply-configuration.ts';
import type { ProcessOrder } from './orders.ts';
import type { SchedulerDeps } from './scheduler-deps.ts';

/** Cards taken in before others get a turn: about a millisecond's worth. */
const SLICE_CARDS = 250;
/** Leads that are there are placed for so long at a stretch, a few between two looks at the clock. */
const STRETCH_MS = 5;
const STEPS_AT_ONCE = 64;

/** What campaigns and lists decide by now. */
export async function readConfiguration(deps: SchedulerDeps): Promise<void> {
  for (const processId of await deps.leads.processIds()) {
    for (const list of await deps.leads.lists(processId)) applyList(deps, list);
    for (const campaign of await deps.leads.campaigns(processId)) applyCampaign(deps, campaign);
  }
}

/**
 * The order from lead-store, while the log is already being followed: a card that the log has brought in a newer version
 * stays, a lead that the log has deleted meanwhile is taken out again. An order that was read from disk has its leads, and only places
 * them. The number of leads.
 */
export async function rebuildOrder(
  deps: SchedulerDeps,
  { isRestored, signal }: { isRestored: boolean; signal: AbortSignal },
): Promise<number> {
  let leads = 0;
  await readConfiguration(deps);
  for (const processId of await deps.leads.processIds()) {
    const kept = deps.orders.process(processId);
    if (isRestored) await settle(deps, kept, signal);
    else await readCards(deps, kept, signal);
    for (const entry of await deps.dialback.open(processId)) kept.dialbacks.upsert(entry);
    deps.orders.changed(processId);
    leads += kept.order.size;
  }
  return leads;
}

async function settle(deps: SchedulerDeps, { order }: ProcessOrder, signal: AbortSignal): Promise<void> {
  order.settle();
  for (let hasMore = true; hasMore; await deps.clock.sleep(0, signal)) {
    const untilMs = deps.clock.monotonicMs() + STRETCH_MS;
    const nowAt = deps.clock.now();
    do hasMore = order.advance(nowAt, STEPS_AT_ONCE);
    while (hasMore && deps.clock.monotonicMs() < untilMs);
  }
}

async function readCards(
  deps: SchedulerDeps,
  { processId, order }: ProcessOrder,
  signal: AbortSignal,
): Promise<void> {
  for await (const cards of deps.leads.streamCards(processId, signal)) {
    for (let start = 0; start < cards.length; start += SLICE_CARDS) {
      const nowAt = deps.clock.now();
      for (const card of cards.slice(start, start + SLICE_CARDS)) order.upsert(card, nowAt);
      await deps.clock.sleep(0, signal);
    }
  }
  for (const leadId of deps.status.deletedMeanwhile) order.remove(leadId, deps.clock.now());
}
