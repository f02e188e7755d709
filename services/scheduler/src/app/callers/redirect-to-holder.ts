import { mayGiveWay } from '../../domain/agent/caller.ts';
import type { Work } from '../../domain/agent/agent-state.ts';
import type { AgentSession } from '../agent-sessions.ts';
import { decide } from '../decisions.ts';
import { freeLead, hangUpWork, settleDialback } from '../return-lead.ts';
import type { SchedulerDeps } from '../scheduler-deps.ts';
import type { CallerLine } from './caller-line.ts';
import { workOfCaller } from './caller-work.ts';
import { campaignFor } from './eligible-agents.ts';
import { ringFor } from './offer-callers.ts';

/**
 * A-17, F61, F66: an agent of ours has the number, and nobody has talked yet: they get the caller, and whatever rings for the lead ends. False
 * when nobody of ours can: then the caller waits.
 */
export function redirectToHolder(deps: SchedulerDeps, line: CallerLine): boolean {
  const caller = deps.callers.caller(line.attemptId);
  const session = holderOf(deps, line);
  const before = session?.state.work;
  if (caller === undefined || session === undefined || before === undefined) return false;
  const campaignId = campaignFor(deps, session.agentId, caller);
  const work = campaignId === undefined ? undefined : workOfCaller(deps, line, campaignId);
  if (work === undefined) {
    // Not one of the number's agents: the lead leaves their page, and the caller waits for somebody else.
    deps.agents.apply(session, { type: 'withdraw', reason: 'caller_reached' });
    return false;
  }
  if (deps.agents.apply(session, { type: 'give_way', work }) !== undefined) return false;
  const { attemptId } = line;
  deps.callers.apply({ type: 'offered', attemptId, agentId: session.agentId });
  deps.background.run('give a caller to who has the lead', async () => {
    // Their phone has to be silent before it rings again.
    await endCall(deps, session, before);
    const isRinging = await ringFor(deps, { line, session, work }, before.token);
    if (!isRinging) await freeLead(deps, session, before, 'caller_reached');
  });
  return true;
}

/** What has given way: nothing rings for it any more, and a dial-back is back in its queue until the caller is reached. */
export function giveWay(deps: SchedulerDeps, session: AgentSession, work: Work): void {
  const { leadId, attemptId } = work;
  deps.events.returned({ agentId: session.agentId, leadId, attemptId, reason: 'caller_reached' });
  decide(deps, session, work, { outcome: 'returned', reason: 'caller_reached' });
  settleDialback(deps, work, 'returned');
}

async function endCall(deps: SchedulerDeps, { agentId }: AgentSession, work: Work): Promise<void> {
  if (work.dialRequestedAt === undefined && work.call === undefined && !work.limits.ringOnPreview) return;
  const { leadId, attemptId, lane } = work;
  try {
    await hangUpWork(deps, agentId, work);
  } catch (err) {
    deps.events.offerFailed({ agentId, leadId, attemptId, lane, err });
  }
}

function holderOf(deps: SchedulerDeps, { homeGuard, processId }: CallerLine): AgentSession | undefined {
  for (const session of deps.agents.all()) {
    const { work } = session.state;
    if (work?.homeGuard !== homeGuard || work.processId !== processId || work.token === 0) continue;
    if (mayGiveWay(session.state, work)) return session;
  }
  return undefined;
}
