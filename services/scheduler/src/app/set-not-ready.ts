import { reasonError } from '@firstring/contracts';
import type { Presence } from '../domain/agent/agent-state.ts';
import { requireServing } from './agent-commands.ts';
import type { SchedulerDeps } from './scheduler-deps.ts';

/** A supervisor makes an agent Not Ready; during work it waits until after it, and the agent's desk says who asked. */
export function setNotReady(
  deps: SchedulerDeps,
  command: { processId: string; agentId: string; reason: string; by: string },
): { readonly presence: Presence; readonly pending: boolean } {
  requireServing(deps);
  const { processId, agentId, reason, by } = command;
  const isHere = deps.campaigns.scopesOf(agentId).some((scope) => scope.processId === processId);
  if (!isHere) throw reasonError('AGENT_UNKNOWN');
  const session = deps.agents.get(agentId);
  if (session === undefined) throw reasonError('AGENT_OFFLINE');
  const refused = deps.agents.apply(session, { type: 'not_ready', reason, by });
  if (refused !== undefined) throw reasonError(refused);
  const { presence, pendingReason } = session.state;
  return { presence, pending: pendingReason !== undefined };
}
