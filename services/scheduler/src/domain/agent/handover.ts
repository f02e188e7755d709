import type { HandoverInput, AgentStep } from './agent-input.ts';
import type { AgentState } from './agent-state.ts';
import { enter, stay } from './transitions.ts';

/** Longer than any call may last: news of its end must have been lost. */
const HANDOVER_MS_MAX = 4 * 3_600_000;

/**
 * A colleague's call on its way to this agent. While it lasts the agent is Not Ready, so that nobody gives them work; when nothing
 * comes of it they are what they were before. Whoever has taken it says by themselves when they are Ready again.
 */
export function stepHandover(state: AgentState, input: HandoverInput, nowAt: number): AgentStep {
  const { handover } = state;
  if (input.type === 'handover_begun') return begin(state, input, nowAt);
  if (handover?.attemptId !== input.attemptId) return stay(state);
  switch (input.type) {
    case 'handover_answered':
      return stay({ ...state, handover: { ...handover, stage: 'consulting' } });
    case 'handover_taken':
      return stay({ ...state, handover: { ...handover, stage: 'taken', readyAfter: false, held: false } });
    case 'handover_held':
      return handover.stage === 'taken'
        ? stay({ ...state, handover: { ...handover, held: input.held, muted: input.muted ?? false } })
        : stay(state);
    case 'handover_over':
      return stay(handoverOver(state, nowAt));
  }
}

function begin(
  state: AgentState,
  { handover }: Extract<HandoverInput, { type: 'handover_begun' }>,
  nowAt: number,
): AgentStep {
  if (state.handover?.attemptId === handover.attemptId) return stay(state);
  if (state.work !== undefined || state.handover !== undefined) {
    return { state, actions: [], refused: 'AGENT_BUSY' };
  }
  const readyAfter = state.presence === 'ready';
  const given: AgentState = {
    ...state,
    handover: { ...handover, stage: 'ringing', readyAfter, begunAt: nowAt },
  };
  return stay(readyAfter ? enter({ ...given, notReadyReason: 'transfer' }, 'not_ready', nowAt) : given);
}

/** The place in the queue is kept: idleness goes on from where it began. */
export function handoverOver(state: AgentState, nowAt: number): AgentState {
  const { handover, ...rest } = state;
  if (handover?.readyAfter !== true || state.presence !== 'not_ready') return rest;
  return enter({ ...rest, notReadyReason: '' }, 'ready', nowAt);
}

/** Whatever is asked for during it is done after it. */
export function askDuringHandover(state: AgentState, readyAfter: boolean): AgentState {
  return state.handover === undefined ? state : { ...state, handover: { ...state.handover, readyAfter } };
}

/** When it is forgotten without news; Infinity where there is none. */
export function handoverEndsAt({ handover }: AgentState): number {
  return handover === undefined ? Infinity : handover.begunAt + HANDOVER_MS_MAX;
}
