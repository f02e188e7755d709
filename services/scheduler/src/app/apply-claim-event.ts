import { unreachable } from '@firstring/kernel';
import { hasLiveCall } from '../domain/agent/agent-state.ts';
import type { AgentSession } from './agent-sessions.ts';
import { guardFreed } from './callers/hold-guard.ts';
import { hangUpWork } from './return-lead.ts';
import type { SchedulerDeps } from './scheduler-deps.ts';

export interface ClaimChange {
  readonly processId: string;
  readonly phone: string;
  readonly leadId: string;
  readonly token: number;
  readonly change:
    | { readonly type: 'lock_acquired' }
    | { readonly type: 'lock_released'; readonly leadVersion: number; readonly isForced: boolean }
    | { readonly type: 'lock_expired' }
    | { readonly type: 'permit_settled' }
    | { readonly type: 'claimed'; readonly agentId: string }
    | { readonly type: 'claim_released' }
    | { readonly type: 'excluded'; readonly excluded: boolean }
    | { readonly type: 'all_excluded'; readonly phones: readonly string[] }
    | { readonly type: 'customers_readmitted' };
}

/** What claim decided: the order's holds follow it, tokens decide what is newer. */
export function applyClaimChange(deps: SchedulerDeps, event: ClaimChange): void {
  const { processId, phone, leadId, token, change } = event;
  const nowAt = deps.clock.now();
  const { order } = deps.orders.process(processId);
  switch (change.type) {
    case 'lock_acquired':
      if (holderOf(deps, event) === undefined) order.hold(phone, { leadId, token });
      break;
    case 'lock_released': {
      const { leadVersion } = change;
      if (change.isForced) endCall(deps, event);
      endHold(deps, event, leadVersion > 0 ? { leadId, version: leadVersion } : undefined);
      break;
    }
    case 'lock_expired':
      endHold(deps, event, undefined);
      break;
    case 'permit_settled':
      order.liftHeldBack(phone, nowAt);
      break;
    case 'claimed':
      order.setOwner(leadId, change.agentId, nowAt);
      break;
    case 'claim_released':
      order.setOwner(leadId, undefined, nowAt);
      break;
    case 'excluded':
      order.exclude(phone, change.excluded, nowAt);
      break;
    case 'all_excluded':
      for (const excluded of change.phones) order.exclude(excluded, true, nowAt);
      break;
    case 'customers_readmitted':
      liftExclusions(deps, processId);
      break;
    default:
      unreachable(change);
  }
  deps.orders.changed(processId);
}

/** the lock ended without us: whoever still previews under it loses the lead from the page. */
function endHold(
  deps: SchedulerDeps,
  event: ClaimChange,
  after: { leadId: string; version: number } | undefined,
): void {
  const holder = holderOf(deps, event);
  if (holder?.state.work?.settling === false) {
    const forced = event.change.type === 'lock_released' && event.change.isForced;
    deps.agents.apply(holder, { type: 'lock_lost', forced });
  }
  const { order } = deps.orders.process(event.processId);
  const nowAt = deps.clock.now();
  order.release(event.phone, { token: event.token, ...(after === undefined ? {} : { after }) }, nowAt);
  order.liftHeldBack(event.phone, nowAt);
  guardFreed(deps, event.processId, event.phone);
}

/** A supervisor took the lead away: nothing goes on ringing or talking for it. An outcome that is said after the call still counts. */
function endCall(deps: SchedulerDeps, event: ClaimChange): void {
  const holder = holderOf(deps, event);
  const work = holder?.state.work;
  if (holder === undefined || work === undefined) return;
  // A caller who rings goes on waiting, for somebody else.
  if (holder.state.presence === 'ringing') return;
  if (!work.limits.ringOnPreview && !hasLiveCall(work)) return;
  deps.background.run('hang up', () => hangUpWork(deps, holder.agentId, work));
}

/** Our agent who works under exactly this lock. */
function holderOf(deps: SchedulerDeps, { leadId, phone, token }: ClaimChange): AgentSession | undefined {
  const session = deps.agents.ofLead(leadId === '' ? phone : leadId);
  return session?.state.work?.token === token ? session : undefined;
}

/** Leads moved at a stretch: more would hold the loop for over 10 ms. */
const LIFTED_AT_ONCE = 256;

function liftExclusions(deps: SchedulerDeps, processId: string): void {
  const { order } = deps.orders.process(processId);
  const hasMore = order.liftExclusions(deps.clock.now(), LIFTED_AT_ONCE);
  if (hasMore) deps.background.later(0, () => liftExclusions(deps, processId));
  deps.orders.changed(processId);
}
