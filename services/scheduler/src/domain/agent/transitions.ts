import type { AgentAction, AgentStep } from './agent-input.ts';
import { OFFLINE_AFTER_MS, type AgentState, type Presence, type Work } from './agent-state.ts';

/** The state as it is, with what the shell has to do. */
export function stay(state: AgentState, actions: readonly AgentAction[] = []): AgentStep {
  return { state, actions };
}

export function enter(state: AgentState, presence: Presence, nowAt: number): AgentState {
  return { ...state, presence, presenceAt: nowAt };
}

export function withWork(state: AgentState, change: (work: Work) => Work): AgentState {
  return state.work === undefined ? state : { ...state, work: change(state.work) };
}

export function withoutWork(state: AgentState): AgentState {
  const { work: _, ...rest } = state;
  return rest;
}

/** Work is over: Ready again, or the pending Not Ready, or Offline when the desk was lost meanwhile. */
export function freed(state: AgentState, nowAt: number): AgentState {
  const { pendingReason, notReadyBy, ...idle } = withoutWork(state);
  if (isGone(state, nowAt)) return enter({ ...idle, notReadyReason: '' }, 'offline', nowAt);
  if (pendingReason !== undefined)
    return enter(
      { ...idle, ...(notReadyBy && { notReadyBy }), notReadyReason: pendingReason },
      'not_ready',
      nowAt,
    );
  return enter({ ...idle, notReadyReason: '', idleSinceAt: nowAt }, 'ready', nowAt);
}

/** Not Ready for a reason the system found. */
export function moved(state: AgentState, reason: string, nowAt: number): AgentState {
  return freed({ ...state, pendingReason: state.pendingReason ?? reason }, nowAt);
}

/** The heartbeat is lost for over two minutes. */
export function isGone(state: AgentState, nowAt: number): boolean {
  return state.lostAt !== undefined && nowAt - state.lostAt > OFFLINE_AFTER_MS;
}
