import type { MediaWish } from './call-arrangement.ts';
import { publish, stay, type CallMove } from './call-ending.ts';
import type { CallState, HoldState } from './call-state.ts';

/** The desk's Hold and Resume; while a colleague is being brought in the lead waits anyway. */
export function holdByDesk(state: CallState, desk: boolean, nowAt: number): CallMove {
  if (state.phase !== 'bridged' || state.transfer !== undefined) return stay(state);
  return changeHold(state, { ...state.hold, desk }, nowAt);
}

/** The desk's Mute; also of a call on hold, for when it is taken up again. */
export function muteByDesk(state: CallState, muted: boolean, nowAt: number): CallMove {
  if (state.phase !== 'bridged' || state.transfer !== undefined) return stay(state);
  return changeHold(state, { ...state.hold, muted }, nowAt);
}

/** A phone's own hold: may come in any phase, and counts once the two talk. */
export function agentMedia(state: CallState, wish: MediaWish, nowAt: number): CallMove {
  return state.agentLeg === 'up' ? changeHold(state, { ...state.hold, agent: wish }, nowAt) : stay(state);
}

export function leadMedia(state: CallState, wish: MediaWish, nowAt: number): CallMove {
  return state.phase === 'ended' ? stay(state) : changeHold(state, { ...state.hold, lead: wish }, nowAt);
}

function changeHold(state: CallState, hold: HoldState, nowAt: number): CallMove {
  const { desk, agent, lead } = state.hold;
  const isMuted = (hold.muted ?? false) === (state.hold.muted ?? false);
  if (isMuted && hold.desk === desk && hold.agent === agent && hold.lead === lead) return stay(state);
  const changed = { ...state, hold };
  return state.phase === 'bridged' ? publish(changed, { type: 'HoldChanged', hold }, nowAt) : stay(changed);
}
