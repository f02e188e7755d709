import { unreachable } from '@firstring/kernel';
import type { AgentStep, CallInput } from './agent-input.ts';
import type { AgentState, CallState, Work } from './agent-state.ts';
import { connected, missed } from './caller.ts';
import { enter, moved, stay, withoutWork, withWork } from './transitions.ts';

/** A step of the agent's call. Events of other attempts and ones seen before change nothing. */
export function takeCallEvent(state: AgentState, event: CallInput, nowAt: number): AgentStep {
  const { work } = state;
  if (work === undefined || work.attemptId !== event.attemptId) return stay(state);
  if (event.version <= (work.call?.version ?? 0)) return stay(state);
  if (work.call !== undefined && isWhileTalking(event))
    return stay(heardWhileTalking(state, work.call, event));
  const heard = { ...work, call: callAfter(work.call, event) };
  switch (state.presence) {
    case 'previewing':
      return whilePreviewing({ ...state, work: heard }, heard, event, nowAt);
    case 'dialing':
    case 'on_call':
      return whileCalling({ ...state, work: heard }, heard, event, nowAt);
    case 'ringing':
      return stay(whileRinging(state, heard, event, nowAt));
    case 'reserved':
    case 'wrap_up':
      return stay({ ...state, work: heard });
    case 'offline':
    case 'not_ready':
    case 'ready':
      return stay(state);
    default:
      return unreachable(state.presence);
  }
}

/** News of a call whose two talk, and go on talking. */
export function isWhileTalking({ talk, recording }: CallInput): boolean {
  return talk !== undefined || recording !== undefined;
}

function heardWhileTalking(state: AgentState, before: CallState, event: CallInput): AgentState {
  // Given to a colleague, whose it is now: none of this agent's business any more.
  if (before.phase === 'ended') return state;
  const { talk = before.talk, recording = before.recording, version } = event;
  const call = {
    ...before,
    version,
    ...(talk === undefined ? {} : { talk }),
    ...(recording === undefined ? {} : { recording }),
  };
  return withWork(state, (work) => ({ ...work, call }));
}

/** An INVITE to the lead has left. */
export function isLeadDialled({ call }: Work): boolean {
  switch (call?.phase) {
    case 'lead_dialled':
    case 'lead_ringing':
    case 'lead_answered':
    case 'bridged':
      return true;
    default:
      return false;
  }
}

function callAfter(before: CallState | undefined, event: CallInput): CallState {
  const bridgedAt = event.phase === 'bridged' ? event.at : before?.bridgedAt;
  return {
    phase: event.phase,
    phaseAt: event.at,
    version: event.version,
    ...(bridgedAt === undefined ? {} : { bridgedAt }),
    ...(event.endCause === undefined ? {} : { endCause: event.endCause }),
  };
}

/** Ring on preview: lifting the phone is dialling; a phone that cannot be reached gives the lead back (F51). */
function whilePreviewing(state: AgentState, work: Work, event: CallInput, nowAt: number): AgentStep {
  if (work.settling) return stay(state);
  // After a restart: the call went out before its dial was known to be accepted.
  if (work.dialRequestedAt !== undefined && isLeadDialled(work)) {
    return whileCalling(enter(state, 'dialing', nowAt), work, event, nowAt);
  }
  if (event.phase === 'agent_answered' && work.dialRequestedAt === undefined) {
    const asked = { ...work, dialRequestedAt: event.at, dialRefusals: [] };
    return stay({ ...state, work: asked }, [{ type: 'dial', work: asked, dialAt: event.at }]);
  }
  if (event.phase === 'ended' && work.dialRequestedAt === undefined) return phoneLost(state, work, nowAt);
  return stay(state);
}

/** A caller's: nobody has talked yet, so its end is a call that was missed. */
function whileRinging(state: AgentState, work: Work, event: CallInput, nowAt: number): AgentState {
  if (event.phase === 'bridged') return connected(state, work, nowAt);
  return event.phase === 'ended' ? missed(state, nowAt) : { ...state, work };
}

function whileCalling(state: AgentState, work: Work, event: CallInput, nowAt: number): AgentStep {
  if (event.phase === 'bridged') return stay(enter(state, 'on_call', nowAt));
  return event.phase === 'ended' ? callOver(state, work, nowAt) : stay(state);
}

/** A dialled call has ended. Where the agent's own phone did not answer, the lead was never dialled. */
export function callOver(state: AgentState, work: Work, nowAt: number): AgentStep {
  const isUnreachable = work.call?.endCause === 'agent_unreachable' && state.presence === 'dialing';
  return isUnreachable ? phoneLost(state, work, nowAt) : stay(wrapUp(state, work, nowAt));
}

/** The agent's phone cannot be reached: the lead goes back, the agent is Not Ready (F51). */
export function phoneLost(state: AgentState, work: Work, nowAt: number): AgentStep {
  return stay(moved(withoutWork(state), 'phone_unreachable', nowAt), [
    { type: 'return_work', work, reason: 'phone_unreachable' },
  ]);
}

/** The call is over; the agent has the campaign's time to say how it was. */
export function wrapUp(state: AgentState, work: Work, nowAt: number): AgentState {
  const limit = work.limits.wrapUpMs > 0 ? { wrapUpLimitAt: nowAt + work.limits.wrapUpMs } : {};
  return enter({ ...state, work: { ...work, ...limit } }, 'wrap_up', nowAt);
}
