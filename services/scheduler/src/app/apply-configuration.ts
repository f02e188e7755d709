import type { DialbackEntry } from '../domain/dialback-queue.ts';
import type { ListOrder } from '../domain/order/campaign-rules.ts';
import type { Criteria } from '../domain/order/criteria.ts';
import type { CampaignSettings } from './ports.ts';
import type { CampaignRef } from './follow-placements.ts';
import type { SchedulerDeps } from './scheduler-deps.ts';

/** A campaign changed: its leads are placed anew slice by slice, and its agents may have other work now. */
export function applyCampaign(deps: SchedulerDeps, campaign: CampaignSettings): void {
  const concerned = deps.campaigns.set(campaign);
  if (concerned === undefined) return;
  const { campaignId, processId, order } = campaign;
  deps.orders.process(processId).order.setCampaign(campaignId, order);
  for (const agentId of concerned) {
    const session = deps.agents.get(agentId);
    if (session !== undefined) deps.agents.notify(session);
  }
  deps.outreach.start();
  deps.orders.changed(processId);
}

/** a list that is off, or on its way out, gives nothing from the next decision on. */
export function applyList(deps: SchedulerDeps, list: ListOrder): void {
  deps.orders.process(list.processId).order.setList(list);
  deps.orders.changed(list.processId);
}

/** what a campaign's filters come to. Which step each lead is in is asked for then (`followPlacements`). */
export function applyCriteria(deps: SchedulerDeps, campaign: CampaignRef, criteria: Criteria): void {
  const { processId, campaignId } = campaign;
  if (deps.orders.process(processId).order.setCriteria(campaignId, criteria)) deps.orders.changed(processId);
}

/**
 * A dial-back entry after a change. R-60: one that is presented and was cancelled leaves the page. Not so where they have only called
 * again: what the agent does with the older call is done with the newer one.
 */
export function applyDialback(deps: SchedulerDeps, entry: DialbackEntry, isOpen: boolean): void {
  const { dialbacks } = deps.orders.process(entry.processId);
  if (isOpen) dialbacks.upsert(entry);
  else {
    dialbacks.remove(entry.dialbackId);
    const session = deps.agents.ofLead(entry.leadId);
    // A lead has one open entry: whichever they know it by, it is this one.
    if (session?.state.work?.dialbackId !== undefined && entry.cause !== 'superseded') {
      deps.agents.apply(session, { type: 'withdraw', reason: entry.cause });
    }
  }
  deps.orders.changed(entry.processId);
}
