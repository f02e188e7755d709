import { AGENT_STATE, DECISION_EVENTS, toTime } from '@firstring/contracts';
import { AgentStateEvent, DecisionEvent } from '@firstring/contracts/scheduling/scheduling_service';
import type { Clock, Random } from '@firstring/kernel';
import { outboxEvent } from '@firstring/service-kit';
import type { OutboxEvent } from '@firstring/store';
import type { AgentSession } from '../../app/agent-sessions.ts';
import type { Decisions } from '../../app/decisions.ts';
import { encodeLane, encodeLevel, encodePresence } from '../grpc/encode-desk.ts';

interface EventDeps {
  readonly clock: Clock;
  readonly random: Random;
}

/** The decision log: every choice with what became of it. */
export function createDecisions(deps: EventDeps): Decisions {
  return {
    event({ agentId, work, outcome, reason }) {
      const payload = DecisionEvent.encode({
        decisionId: deps.random.uuid(),
        processId: work.processId,
        agentId,
        leadId: work.leadId,
        lane: encodeLane(work.lane),
        level: encodeLevel(work.lane, work.level),
        leadVersion: BigInt(work.leadVersion),
        fencingToken: BigInt(work.token),
        attemptId: work.attemptId,
        decisionTime: toTime(deps.clock.now()),
        outcome,
        reason,
      }).finish();
      return outboxEvent(deps, { topic: DECISION_EVENTS, key: work.processId, type: 'LeadDecided', payload });
    },
  };
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
