import type { Work } from '../../domain/agent/agent-state.ts';
import { pickOffers } from '../../domain/callers/caller-queue.ts';
import type { AgentSession } from '../agent-sessions.ts';
import { decide } from '../decisions.ts';
import { isStill } from '../guard-of.ts';
import { isPaused } from '../is-paused.ts';
import type { LockAnswer } from '../ports.ts';
import type { SchedulerDeps } from '../scheduler-deps.ts';
import type { CallerLine } from './caller-line.ts';
import { workOfCaller } from './caller-work.ts';
import { campaignFor } from './eligible-agents.ts';
import { holdFor } from './hold-guard.ts';

/** Callers go before every lane, dial-backs included: whoever is free is given one first. */
export function offerCallers(deps: SchedulerDeps, idle: readonly AgentSession[], nowAt: number): void {
  if (deps.callers.queue.length === 0) return;
  const free = idle.filter((session) => !isPaused(deps, session, nowAt)).map(({ agentId }) => agentId);
  const mayTake = (agentId: string, caller: Parameters<typeof campaignFor>[2]): boolean =>
    campaignFor(deps, agentId, caller) !== undefined;
  for (const { caller, agentId } of pickOffers(deps.callers.queue, free, mayTake)) {
    const line = deps.callers.line(caller.attemptId);
    const session = deps.agents.get(agentId);
    const campaignId = campaignFor(deps, agentId, caller);
    if (line === undefined || session === undefined || campaignId === undefined) continue;
    const work = workOfCaller(deps, line, campaignId);
    if (work === undefined) continue;
    if (deps.agents.apply(session, { type: 'reserve', work }) !== undefined) continue;
    deps.callers.apply({ type: 'offered', attemptId: caller.attemptId, agentId });
    deps.background.run('offer a caller', async () => {
      await ringFor(deps, { line, session, work }, line.token);
    });
  }
}

/** A caller, and the agent who is reserved for them. */
export interface CallerOfferInHand {
  readonly line: CallerLine;
  readonly session: AgentSession;
  readonly work: Work;
}

/** The lock goes to the agent, then their phone rings. True when it does; else the agent is free and the caller waits again. */
export async function ringFor(
  deps: SchedulerDeps,
  offer: CallerOfferInHand,
  heldToken: number,
): Promise<boolean> {
  const { line, session, work } = offer;
  const { agentId } = session;
  const { attemptId } = work;
  const answer = await askForLock(deps, offer, heldToken);
  const isWanted = isStill(session, work) && !line.isOver;
  if (answer?.type !== 'granted' || !isWanted) {
    if (isStill(session, work)) deps.agents.apply(session, { type: 'offer_failed' });
    deps.callers.apply({ type: 'guard_lost', attemptId });
    return false;
  }
  const { token, expiresAt } = answer;
  deps.agents.apply(session, { type: 'granted', token, lockExpiresAt: expiresAt });
  deps.callers.apply({ type: 'ringing', attemptId, agentId, token });
  decide(deps, session, { ...work, token }, { outcome: 'opened' });
  const { campaignId, leadId, limits } = work;
  line.ring = { type: 'ring', agentId, campaignId, leadId, token, ringMs: limits.ringMs };
  line.orders.push(line.ring);
  deps.events.callerOffered({ agentId, leadId, attemptId, waitedMs: deps.clock.now() - line.arrivedAt });
  return true;
}

async function askForLock(
  deps: SchedulerDeps,
  { line, session, work }: CallerOfferInHand,
  heldToken: number,
): Promise<LockAnswer | undefined> {
  const { agentId } = session;
  const { leadId, attemptId, lane } = work;
  try {
    const answer = await holdFor(deps, line, { agentId, heldToken });
    if (answer.type === 'refused')
      deps.events.offerRefused({ agentId, leadId, attemptId, lane, reason: answer.reason });
    return answer;
  } catch (err) {
    deps.events.offerFailed({ agentId, leadId, attemptId, lane, err });
    return undefined;
  }
}
