import { unreachable } from '@firstring/kernel';
import type { AgentStep, CallerInput } from './agent-input.ts';
import type { AgentState, Work } from './agent-state.ts';
import { enter, freed, moved, stay, withoutWork } from './transitions.ts';

/**
 * A caller of this agent (ADR 20): reserved and granted as any lead, then Ringing until they lift, decline, or the caller goes. News of
 * another call than the one in hand change nothing.
 */
export function stepCaller(state: AgentState, input: CallerInput, nowAt: number): AgentStep {
  switch (input.type) {
    case 'give_way':
      return giveWay(state, input.work, nowAt);
    case 'take_caller':
      return takeCaller(state, input.work, nowAt);
    case 'caller_connected':
    case 'ring_over':
    case 'caller_gone':
      return state.work?.attemptId === input.attemptId && state.work.lane === 'caller'
        ? ofCaller(state, state.work, input, nowAt)
        : stay(state);
    default:
      return unreachable(input);
  }
}

function ofCaller(
  state: AgentState,
  work: Work,
  input: Extract<CallerInput, { attemptId: string }>,
  nowAt: number,
): AgentStep {
  const { presence } = state;
  switch (input.type) {
    case 'caller_connected':
      return stay(presence === 'ringing' ? connected(state, work, nowAt) : state);
    case 'ring_over':
      return stay(presence === 'ringing' ? ringOver(state, input.reason, nowAt) : state);
    case 'caller_gone':
      return stay(presence === 'ringing' || presence === 'reserved' ? missed(state, nowAt) : state);
    default:
      return unreachable(input);
  }
}

/** what the agent has of a lead, and has not talked about, gives way to the lead's own call. */
function giveWay(state: AgentState, work: Work, nowAt: number): AgentStep {
  const before = state.work;
  if (before === undefined || !mayGiveWay(state, before)) {
    return { state, actions: [], refused: 'AGENT_BUSY' };
  }
  return stay(enter({ ...state, work }, 'reserved', nowAt), [{ type: 'give_way', work: before }]);
}

/** Nobody has talked yet. */
export function mayGiveWay({ presence }: AgentState, work: Work): boolean {
  if (work.settling || work.lane === 'caller') return false;
  if (presence === 'previewing') return true;
  const phase = work.call?.phase;
  return presence === 'dialing' && phase !== 'lead_answered' && phase !== 'bridged' && phase !== 'ended';
}

/** After a restart: the two talk already. */
function takeCaller(state: AgentState, work: Work, nowAt: number): AgentStep {
  if (state.work !== undefined || state.handover !== undefined) {
    return { state, actions: [], refused: 'AGENT_BUSY' };
  }
  const { presence, notReadyReason } = state;
  const after = presence === 'not_ready' ? { pendingReason: notReadyReason } : {};
  return stay(connected({ ...state, ...after }, { ...work, presentedAt: nowAt }, nowAt));
}

/** The call's own events have versions from 1 on, and say more. Who has declined a moment too late has the call all the same. */
export function connected(state: AgentState, work: Work, nowAt: number): AgentState {
  const call = work.call ?? { phase: 'bridged', phaseAt: nowAt, bridgedAt: nowAt, version: 0 };
  const talking = call.phase === 'bridged' ? call : { ...call, phase: 'bridged' as const, bridgedAt: nowAt };
  return enter({ ...state, work: { ...work, call: talking, settling: false } }, 'on_call', nowAt);
}

/** Whoever did not take the call becomes Not Ready; who was to be left in peace after all is what they were. */
function ringOver(state: AgentState, reason: string, nowAt: number): AgentState {
  return reason === '' ? missed(state, nowAt) : moved(withoutWork(state), reason, nowAt);
}

/** The agent keeps the place in the queue for the next lead. */
export function missed(state: AgentState, nowAt: number): AgentState {
  return { ...freed(state, nowAt), idleSinceAt: state.idleSinceAt };
}

/** The agent will not have this caller: declined, or their lead was taken away. They are free once the phone is silent. */
export function decline(state: AgentState, work: Work, reason: string): AgentStep {
  if (work.settling) return stay(state);
  const declined = { ...work, settling: true };
  const pendingReason = state.pendingReason ?? reason;
  return stay({ ...state, pendingReason, work: declined }, [{ type: 'stop_ringing', work: declined }]);
}
