import { unreachable } from '@firstring/kernel';

/**
 * An agent's leg that stays open between calls ("nailed up"): the next dial needs no ring.
 *
 * opening  its journal entry is being written and the relay's offer made; nothing has been sent
 * ringing  the agent's phone is being rung
 * up       the agent has lifted; calls come and go
 * over     hung up by the agent or by us, or it never came up
 */
export type LinePhase = 'opening' | 'ringing' | 'up' | 'over';

export interface LineState {
  readonly phase: LinePhase;
  /** How long the phone rings, milliseconds. */
  readonly ringMs: number;
}

export type LineInput =
  | { readonly type: 'prepared' }
  | { readonly type: 'unprepared' }
  | { readonly type: 'answered' }
  /** The phone did not lift, or has hung up, or is lost. */
  | { readonly type: 'gone' }
  /** Log-out, or a call took the leg along. */
  | { readonly type: 'close' }
  | { readonly type: 'timer' };

export type LineAction =
  /** → answered, gone */
  | { readonly type: 'ring' }
  /** Hands the phone's answer to the relay; a relay that fails → gone */
  | { readonly type: 'connect' }
  | { readonly type: 'hangUp' }
  | { readonly type: 'setTimer'; readonly delayMs: number }
  | { readonly type: 'clearTimer' }
  /** Its journal entry and its media go; a call on it learns that the agent is gone. */
  | { readonly type: 'release' };

export interface LineMove {
  readonly state: LineState;
  readonly actions: readonly LineAction[];
}

export function newLine(ringMs: number): LineState {
  return { phase: 'opening', ringMs };
}

/** One step of a line. Whatever happens, it is released exactly once. */
export function stepLine(state: LineState, input: LineInput): LineMove {
  const stay: LineMove = { state, actions: [] };
  if (state.phase === 'over') {
    // Lifted after we gave up.
    return input.type === 'answered' ? { state, actions: [{ type: 'hangUp' }] } : stay;
  }
  switch (input.type) {
    case 'prepared':
      if (state.phase !== 'opening') return stay;
      return {
        state: { ...state, phase: 'ringing' },
        actions: [{ type: 'ring' }, { type: 'setTimer', delayMs: state.ringMs }],
      };
    case 'answered':
      if (state.phase !== 'ringing') return stay;
      return { state: { ...state, phase: 'up' }, actions: [{ type: 'clearTimer' }, { type: 'connect' }] };
    case 'timer':
      return state.phase === 'ringing' ? end(state, [{ type: 'hangUp' }]) : stay;
    case 'close':
      return end(state, state.phase === 'opening' ? [] : [{ type: 'hangUp' }]);
    case 'unprepared':
      return state.phase === 'opening' ? end(state, []) : stay;
    case 'gone':
      return end(state, []);
    default:
      return unreachable(input);
  }
}

function end(state: LineState, actions: readonly LineAction[]): LineMove {
  return {
    state: { ...state, phase: 'over' },
    actions: [...actions, { type: 'clearTimer' }, { type: 'release' }],
  };
}
