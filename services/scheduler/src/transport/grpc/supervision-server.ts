import { reasonError, toOptionalTime, toTime } from '@firstring/contracts';
import type {
  AgentAtWork as WireAgent,
  SupervisionServiceDefinition,
  WatchAgentsResponse,
} from '@firstring/contracts/scheduling/supervision_service';
import { required, type ServiceImplementation } from '@firstring/service-kit';
import { requireServing } from '../../app/agent-commands.ts';
import type { SchedulerDeps } from '../../app/scheduler-deps.ts';
import { setNotReady } from '../../app/set-not-ready.ts';
import { watchAgents, type AgentAtWork } from '../../app/watch-agents.ts';
import { encodeLane, encodeLevel, encodePresence } from './encode-desk.ts';

const REASONS: ReadonlySet<string> = new Set(['break', 'lunch', 'meeting', 'training', 'other']);

/** The method table of SupervisionService. */
export function supervisionServer(
  deps: SchedulerDeps,
): ServiceImplementation<typeof SupervisionServiceDefinition> {
  return {
    watchAgents: ({ processId }, { signal }) => watch(deps, required(processId, 'process_id'), signal),
    async setAgentNotReady({ requestId, processId, agentId, reason, actorId }) {
      required(requestId, 'request_id');
      if (!REASONS.has(reason)) throw reasonError('INVALID_ARGUMENT', { details: { field: 'reason' } });
      const { presence, pending } = setNotReady(deps, {
        processId: required(processId, 'process_id'),
        agentId: required(agentId, 'agent_id'),
        reason,
        by: required(actorId, 'actor_id'),
      });
      return { presence: encodePresence(presence), pending };
    },
  };
}

async function* watch(
  deps: SchedulerDeps,
  processId: string,
  signal: AbortSignal,
): AsyncGenerator<WatchAgentsResponse> {
  requireServing(deps);
  const closing = AbortSignal.any([signal, deps.agents.ended]);
  for await (const { complete, agents, goneIds } of watchAgents(deps, processId, closing)) {
    yield {
      complete,
      agents: agents.map(encodeAgent),
      goneAgentIds: [...goneIds],
      serverTime: toTime(deps.clock.now()),
    };
  }
}

function encodeAgent({ presenceAt, lastPresentedAt, work, ...agent }: AgentAtWork): WireAgent {
  return {
    ...agent,
    presence: encodePresence(agent.presence),
    presenceTime: presenceAt === 0 ? undefined : toTime(presenceAt),
    campaignIds: [...agent.campaignIds],
    leadId: work?.leadId ?? '',
    campaignId: work?.campaignId ?? '',
    level: work === undefined ? '' : encodeLevel(work.lane, work.level),
    lane: encodeLane(work?.lane),
    lastPresentedTime: toOptionalTime(lastPresentedAt),
  };
}
