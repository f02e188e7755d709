import { reasonError } from '@firstring/contracts';
import { AppError } from '@firstring/kernel';
import type { Standing } from '../domain/order/standing.ts';
import { chooseFor } from './match-agents.ts';
import type { ProcessOrder } from './orders.ts';
import type { GuardView } from './ports.ts';
import type { SchedulerDeps } from './scheduler-deps.ts';

/** Behind so many others it is nobody's next lead. */
const NEAR_MAX = 20;
/** Agents who are asked whether it is their next lead: each costs as much as a decision. */
const ASKED_MAX = 50;

export interface LeadStanding extends Standing {
  /** Agents of the campaign who may have it. */
  readonly agents: number;
  /** Those of them whose very next lead it is now, once they are Ready. */
  readonly nextFor: readonly string[];
}

/** "Why next, why not" of one lead, with who has it. */
export interface LeadExplanation {
  readonly standings: readonly LeadStanding[];
  readonly lock: { readonly agentId: string; readonly expiresAt: number } | undefined;
  readonly ownerId: string | undefined;
  readonly dialbackAt: number | undefined;
}

export interface LeadQuestion {
  readonly processId: string;
  readonly leadId: string;
  /** Now or later. */
  readonly at: number;
}

/** where a lead stands, by the order itself; LEAD_NOT_FOUND. */
export async function explainLead(deps: SchedulerDeps, question: LeadQuestion): Promise<LeadExplanation> {
  const { processId, leadId, at } = question;
  const process = deps.orders.find(processId);
  const lead = process?.order.view.lead(leadId);
  const standings = process?.order.view.standings(leadId, at);
  if (process === undefined || lead === undefined || standings === undefined) {
    throw reasonError('LEAD_NOT_FOUND');
  }
  const isCalling = isOnLine(deps, processId, lead.homeGuard);
  const found = standings.map((standing) =>
    withAgents(deps, process, { ...question, standing: isCalling ? asCalling(standing) : standing }),
  );
  const isLocked = found.some(({ reasons }) => reasons.some(isLock));
  const guard = isLocked ? await readGuard(deps, processId, lead.homeGuard) : undefined;
  const lock =
    guard === undefined || guard.lockedByAgentId === ''
      ? undefined
      : { agentId: guard.lockedByAgentId, expiresAt: guard.lockExpiresAt };
  return {
    standings: lock === undefined ? found : found.map((standing) => withLockEnd(standing, lock.expiresAt)),
    lock,
    ownerId: lead.ownerId,
    dialbackAt: process.dialbacks.dueAtOf(leadId, at),
  };
}

/** The person has called us, and is not connected yet. */
function isOnLine(deps: SchedulerDeps, processId: string, homeGuard: string): boolean {
  for (const line of deps.callers.lines()) {
    if (line.processId === processId && line.homeGuard === homeGuard && line.token !== 0) return true;
  }
  return false;
}

/** Their number is locked for the call, by nobody else. */
function asCalling(standing: Standing): Standing {
  const reasons = standing.reasons.map((each) => (isLock(each) ? { reason: 'CALLER_ON_LINE' } : each));
  return { ...standing, reasons };
}

function isLock({ reason }: { readonly reason: string }): boolean {
  return reason === 'LOCKED_BY_OTHER';
}

/** A lock ends at the latest with its lease. */
function withLockEnd(standing: LeadStanding, expiresAt: number): LeadStanding {
  const reasons = standing.reasons.map((each) =>
    isLock(each) && each.clearsAt === undefined ? { ...each, clearsAt: expiresAt } : each,
  );
  return { ...standing, reasons };
}

/** Without claim the answer only lacks the name. */
async function readGuard(
  deps: SchedulerDeps,
  processId: string,
  phone: string,
): Promise<GuardView | undefined> {
  try {
    return await deps.claim.readGuard(processId, phone);
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

function withAgents(
  deps: SchedulerDeps,
  { order }: ProcessOrder,
  { leadId, at, standing }: LeadQuestion & { readonly standing: Standing },
): LeadStanding {
  const nowAt = deps.clock.now();
  const { campaignId, position, reasons } = standing;
  const agentIds = order.view.mayHave(leadId, campaignId, deps.campaigns.get(campaignId)?.agentIds ?? []);
  const isFree = at <= nowAt && reasons.every(({ reason }) => OWN_REASONS.has(reason));
  const asked = isFree && position > 0 && position <= NEAR_MAX ? agentIds.slice(0, ASKED_MAX) : [];
  const nextFor = asked.filter((agentId) => {
    const asking = { agentId, skipped: deps.agents.get(agentId)?.skipped ?? new Map<string, number>() };
    return chooseFor(deps, asking, nowAt)?.candidate.leadId === leadId;
  });
  return { ...standing, agents: agentIds.length, nextFor };
}

/** That it is one agent's own is no reason against that agent. */
const OWN_REASONS: ReadonlySet<string> = new Set(['CLAIMED_BY_OTHER', 'CALLBACK_OF_OTHER']);
