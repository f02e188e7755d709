import { reasonError } from '@firstring/contracts';
import type { Work } from '../domain/agent/agent-state.ts';
import { requireSession } from './agent-commands.ts';
import type { AgentSession } from './agent-sessions.ts';
import { colleaguesOf, isFree } from './colleagues.ts';
import { hasCall } from './has-call.ts';
import type { CallControl } from './ports.ts';
import type { SchedulerDeps } from './scheduler-deps.ts';

/** The agent's own call. */
export interface OwnCall {
  readonly agentId: string;
  readonly attemptId: string;
  readonly requestId: string;
}

/**
 * Hold and keys of the agent's own call, or of one they have taken over, and transfer of their own. It goes to a colleague who shares a campaign and has nothing in hand; they
 * are Not Ready until nothing has come of it, or until they say otherwise. Throws NO_PREVIEW, AGENT_UNKNOWN (no colleague),
 * AGENT_NOT_READY (no desk open), AGENT_BUSY and sip's reasons.
 */
export async function controlCall(deps: SchedulerDeps, ref: OwnCall, control: CallControl): Promise<void> {
  const { agentId, attemptId, requestId } = ref;
  const { state } = requireSession(deps, agentId);
  const { work } = state;
  if (control.type !== 'transfer') {
    if (!hasCall(state, attemptId)) throw reasonError('NO_PREVIEW');
    await deps.sip.controlCall({ requestId, attemptId, agentId }, control);
    return;
  }
  if (work?.attemptId !== attemptId) throw reasonError('NO_PREVIEW');
  const colleague = reserveColleague(deps, { agentId, work }, control.agentId);
  try {
    await deps.sip.controlCall({ requestId, attemptId, agentId }, control);
  } catch (error) {
    // Should their phone ring all the same, the call's own event says so.
    deps.agents.apply(colleague, { type: 'handover_over', attemptId });
    throw error;
  }
}

/** Nobody gives work to a colleague whose phone is about to ring for a transfer. */
function reserveColleague(
  deps: SchedulerDeps,
  from: { readonly agentId: string; readonly work: Work },
  colleagueId: string,
): AgentSession {
  const { processId, campaignId, leadId, attemptId } = from.work;
  // To a process a stranger and an agent of another process are the same.
  if (!colleaguesOf(deps, from.agentId, processId).has(colleagueId)) throw reasonError('AGENT_UNKNOWN');
  const session = deps.agents.get(colleagueId);
  if (session === undefined || session.state.presence === 'offline') throw reasonError('AGENT_NOT_READY');
  if (!isFree(session.state) && session.state.handover?.attemptId !== attemptId)
    throw reasonError('AGENT_BUSY');
  const handover = { attemptId, processId, campaignId, leadId, fromAgentId: from.agentId };
  const refused = deps.agents.apply(session, { type: 'handover_begun', handover });
  if (refused !== undefined) throw reasonError(refused);
  return session;
}
