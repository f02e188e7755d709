import { AGENT_STATE, toOptionalTime, toTime } from '@firstring/contracts';
import {
  AgentStateEvent,
  type IdleGap as WireIdleGap,
} from '@firstring/contracts/scheduling/scheduling_service';
import type { Clock, Random } from '@firstring/kernel';
import { outboxEvent } from '@firstring/service-kit';
import type { OutboxEvent } from '@firstring/store';
import type { AgentEvents, IdleGap } from '../../app/agent-events.ts';
import type { AgentSession } from '../../app/agent-sessions.ts';
import { encodePresence, encodeReason } from '../grpc/encode-desk.ts';

interface EventDeps {
  readonly clock: Clock;
  readonly random: Random;
}

/** An agent after a change. */
export function createAgentEvents(deps: EventDeps): AgentEvents {
  const stateEvent = (
    type: string,
    { agentId, state, sequence }: AgentSession,
    gap?: IdleGap,
  ): OutboxEvent => {
    const payload = AgentStateEvent.encode({
      agentId,
      presence: encodePresence(state.presence),
      presenceTime: toTime(state.presenceAt),
      reason: state.presence === 'not_ready' ? state.notReadyReason : '',
      version: BigInt(sequence),
      idleGap: gap === undefined ? undefined : encodeIdleGap(gap),
    }).finish();
    return outboxEvent(deps, { topic: AGENT_STATE, key: agentId, type, payload });
  };
  return {
    presence: (session) => stateEvent('AgentStateChanged', session),
    idleGap: (session, gap) => stateEvent('AgentIdleGap', session, gap),
  };
}

function encodeIdleGap({ beginAt, emptyReason, nextDueAt, heldBack }: IdleGap): WireIdleGap {
  return {
    beginTime: toTime(beginAt),
    emptyReason,
    nextDueTime: toOptionalTime(nextDueAt),
    heldBack: heldBack.map(encodeReason),
  };
}
