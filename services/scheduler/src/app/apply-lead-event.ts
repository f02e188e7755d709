import { failpoint } from '@firstring/kernel';
import type { IndexCard } from '../domain/order/card.ts';
import type { SchedulerDeps } from './scheduler-deps.ts';

export type LeadChange =
  | { readonly type: 'card'; readonly processId: string; readonly card: IndexCard }
  | { readonly type: 'deleted'; readonly processId: string; readonly leadId: string };

/** A lead came, changed or went. From the message to the lock request there is no wait in between. */
export async function applyLeadChange(deps: SchedulerDeps, change: LeadChange): Promise<void> {
  await failpoint('scheduler.s1.before');
  const nowAt = deps.clock.now();
  const { order } = deps.orders.process(change.processId);
  if (change.type === 'card') {
    if (deps.deleted.has(change.card.leadId)) {
      deps.events.deletedLeadHeardOf({ processId: change.processId, leadId: change.card.leadId });
      return;
    }
    if (!order.upsert(change.card, nowAt)) return;
  } else {
    order.remove(change.leadId, nowAt);
    deps.deleted.add(change.leadId);
    if (deps.status.phase === 'starting') deps.status.deletedMeanwhile.add(change.leadId);
    const session = deps.agents.ofLead(change.leadId);
    if (session !== undefined) deps.agents.apply(session, { type: 'withdraw', reason: 'lead_deleted' });
  }
  await failpoint('scheduler.s1.after');
  await failpoint('scheduler.s2.before');
  deps.orders.changed(change.processId);
}
