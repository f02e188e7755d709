import { applyCampaign, applyList } from './apply-configuration.ts';
import type { SchedulerDeps } from './scheduler-deps.ts';

/** Cards taken in before others get a turn: about a millisecond's worth. */
const SLICE_CARDS = 250;

/**
 * The order from lead-store, while the log is already being followed: a card that the log has brought in a newer version
 * stays, a lead that the log has deleted meanwhile is taken out again. The number of leads.
 */
export async function rebuildOrder(deps: SchedulerDeps, signal: AbortSignal): Promise<number> {
  let leads = 0;
  for (const processId of await deps.leads.processIds()) {
    const { order, dialbacks } = deps.orders.process(processId);
    for (const list of await deps.leads.lists(processId)) applyList(deps, list);
    for (const campaign of await deps.leads.campaigns(processId)) applyCampaign(deps, campaign);
    for await (const cards of deps.leads.streamCards(processId, signal)) {
      for (let start = 0; start < cards.length; start += SLICE_CARDS) {
        const nowAt = deps.clock.now();
        for (const card of cards.slice(start, start + SLICE_CARDS)) order.upsert(card, nowAt);
        await deps.clock.sleep(0, signal);
      }
    }
    for (const leadId of deps.status.deletedMeanwhile) order.remove(leadId, deps.clock.now());
    for (const entry of await deps.dialback.open(processId)) dialbacks.upsert(entry);
    deps.orders.changed(processId);
    leads += order.size;
  }
  return leads;
}
