import type { AgentState, Work } from './agent-state.ts';

/**
 * The scheduler's clock was set back by so much: what was a while ago is still a while ago, and what is due comes after as long as before.
 * Instants of other clocks (the lock's end, the caller's arrival) stay.
 */
export function setBack(state: AgentState, byMs: number): AgentState {
  const { work, handover } = state;
  const own = shifted(state, ['presenceAt', 'lostAt', 'idleSinceAt', 'idleGapOf'], byMs);
  const carried = work === undefined ? own : { ...own, work: workSetBack(work, byMs) };
  return handover === undefined ? carried : { ...carried, handover: shifted(handover, ['begunAt'], byMs) };
}

function workSetBack(work: Work, byMs: number): Work {
  const own = shifted(
    work,
    ['presentedAt', 'dialRequestedAt', 'renewAt', 'wrapUpLimitAt', 'settleRetryAt'],
    byMs,
  );
  return work.call === undefined ? own : { ...own, call: shifted(work.call, ['phaseAt', 'bridgedAt'], byMs) };
}

/** Instants that are there are earlier by so much. */
function shifted<T extends object>(of: T, names: readonly (keyof T)[], byMs: number): T {
  const earlier = { ...of };
  for (const name of names) {
    const at = of[name];
    if (typeof at === 'number') earlier[name] = (at - byMs) as T[keyof T]; // a number for a number
  }
  return earlier;
}
