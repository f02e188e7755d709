import { askingFor, type DialbackEntry } from '../domain/dialback-queue.ts';
import type { AgentScope, Candidate } from '../domain/order/standing.ts';
import type { AgentSession } from './agent-sessions.ts';
import { offerCallers } from './callers/offer-callers.ts';
import type { CampaignRegistry } from './campaign-registry.ts';
import { isPaused } from './is-paused.ts';
import { offerLead } from './offer-lead.ts';
import type { Orders, ProcessOrder } from './orders.ts';
import type { SchedulerDeps } from './scheduler-deps.ts';

/** What an agent is offered. */
export interface Choice {
  readonly process: ProcessOrder;
  readonly candidate: Candidate;
  readonly dialbackId?: string;
  /** Of a dial-back: the number they called from. */
  readonly calledFrom?: string;
  /** It is anybody's by now. */
  readonly anyOwner?: true;
}

/**
 * callers first; then everybody who waits is offered the best lead for them, the longest waiting agent first. The choice, the hold
 * and the reservation are one synchronous step, so no lead is ever chosen twice.
 */
export function matchAgents(deps: SchedulerDeps): void {
  if (deps.status.phase !== 'serving') return;
  const nowAt = deps.clock.now();
  const idle = deps.agents.idle();
  if (idle.length > 0) {
    deps.orders.catchUp(nowAt);
    deps.outreach.judge();
  }
  offerCallers(deps, idle, nowAt);
  for (const session of idle) {
    // Given a caller just now.
    if (session.state.work !== undefined) continue;
    if (isPaused(deps, session, nowAt)) continue;
    const choice = chooseFor(deps, session, nowAt);
    if (choice !== undefined) offerLead(deps, session, choice);
  }
}

/** What a choice is made from. */
export interface Choosing {
  readonly campaigns: Pick<CampaignRegistry, 'scopesOf'>;
  readonly orders: Pick<Orders, 'find'>;
  /** Whether agents look at the leads of this campaign first; absent: of every one. */
  readonly givesPreviews?: (campaignId: string) => boolean;
}

/** Who is chosen for. */
export type Asking = Pick<AgentSession, 'agentId' | 'skipped'>;

/** Dial-backs before all else, then the best lane over all processes the agent works in. */
export function chooseFor(deps: Choosing, session: Asking, nowAt: number): Choice | undefined {
  return chooseDialback(deps, session, nowAt) ?? chooseLead(deps, session, nowAt);
}

function chooseLead(deps: Choosing, session: Asking, nowAt: number): Choice | undefined {
  const skip = skippedBy(session, nowAt);
  let best: Choice | undefined;
  for (const { processId, campaignIds } of deps.campaigns.scopesOf(session.agentId)) {
    const process = deps.orders.find(processId);
    const previewed = deps.givesPreviews === undefined ? campaignIds : campaignIds.filter(deps.givesPreviews);
    const asking = { agentId: session.agentId, campaignIds: previewed, skip };
    const candidate = process?.order.view.peekBest(asking, nowAt);
    if (process === undefined || candidate === undefined) continue;
    if (best === undefined || isBefore(candidate, best.candidate)) best = { process, candidate };
  }
  return best;
}

function chooseDialback(deps: Choosing, session: Asking, nowAt: number): Choice | undefined {
  let best: { process: ProcessOrder; entry: DialbackEntry; scope: AgentScope } | undefined;
  for (const { processId, campaignIds } of deps.campaigns.scopesOf(session.agentId)) {
    const process = deps.orders.find(processId);
    const scope = { agentId: session.agentId, campaignIds };
    const entry = process?.dialbacks.best(
      (each) => process.order.view.isCallable(each.leadId, askingFor(each, scope, nowAt), nowAt),
      nowAt,
    );
    if (process === undefined || entry === undefined) continue;
    if (best === undefined || entry.orderAt < best.entry.orderAt) best = { process, entry, scope };
  }
  if (best === undefined) return undefined;
  const { process, entry } = best;
  const scope = askingFor(entry, best.scope, nowAt);
  const candidate = process.order.view.asDialback(entry.leadId, scope, nowAt);
  const anyOwner = scope.anyOwner === true ? { anyOwner: true as const } : {};
  return candidate === undefined
    ? undefined
    : { process, candidate, dialbackId: entry.dialbackId, calledFrom: entry.phone, ...anyOwner };
}

function skippedBy(session: Asking, nowAt: number): ReadonlySet<string> {
  for (const [leadId, untilAt] of session.skipped) if (untilAt <= nowAt) session.skipped.delete(leadId);
  return new Set(session.skipped.keys());
}

function isBefore(a: Candidate, b: Candidate): boolean {
  const index = a.sortKey.findIndex((part, at) => part !== b.sortKey[at]);
  return index < 0 ? a.leadId < b.leadId : (a.sortKey[index] ?? 0) < (b.sortKey[index] ?? 0);
}
