import { AGENT_STATE, toTime } from '@firstring/contracts';
import { AgentStateEvent } from '@firstring/contracts/scheduling/scheduling_service';
import type { Clock, Random } from '@firstring/kernel';
import { outboxEvent } from '@firstring/service-kit';
import type { OutboxEvent } from '@firstring/store';
import type { AgentSession } from '../../app/agent-sessions.ts';
import { encodePresence } from '../grpc/encode-desk.ts';

interface EventDeps {
  readonly clock: Clock;
  readonly random: Random;
}

/** An agent's presence after a change. */
export function presenceEvent(deps: EventDeps, { agentId, state, sequence }: AgentSession): OutboxEvent {
  const payload = AgentStateEvent.encode({
    agentId,
    presence: encodePresence(state.presence),
    presenceTime: toTime(state.presenceAt),
    reason: state.presence === 'not_ready' ? state.notReadyReason : '',
    version: BigInt(sequence),
  }).finish();
  return outboxEvent(deps, { topic: AGENT_STATE, key: agentId, type: 'AgentStateChanged', payload });
}
