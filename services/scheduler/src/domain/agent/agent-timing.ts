import { unreachable } from '@firstring/kernel';
import { handoverEndsAt } from './handover.ts';
import { IDLE_GAP_MS, OFFLINE_AFTER_MS, type AgentState, type Work } from './agent-state.ts';

/** When `tick` has something to do next; Infinity when never. */
export function agentDueAt(state: AgentState): number {
  const { work } = state;
  switch (state.presence) {
    case 'offline':
      return handoverEndsAt(state);
    case 'not_ready':
      return Math.min(goneAt(state), handoverEndsAt(state));
    case 'ready':
      return Math.min(goneAt(state), idleGapAt(state));
    case 'reserved':
      return goneAt(state);
    case 'previewing':
      return work === undefined || isInHand(work)
        ? Infinity
        : Math.min(goneAt(state), previewEndsAt(state, work));
    case 'ringing':
      return work === undefined || work.settling ? Infinity : ringEndsAt(state, work);
    case 'dialing':
      return work === undefined ? Infinity : Math.min(work.renewAt ?? Infinity, silenceEndsAt(state, work));
    case 'on_call':
      return work?.renewAt ?? Infinity;
    case 'wrap_up':
      return work === undefined || work.settling ? Infinity : wrapUpEndsAt(state, work);
    default:
      return unreachable(state.presence);
  }
}

/** R-22; Infinity when this gap has been told. */
export function idleGapAt({ idleSinceAt, idleGapOf }: AgentState): number {
  return idleGapOf === idleSinceAt ? Infinity : idleSinceAt + IDLE_GAP_MS + 1;
}

/** A dial or an outcome is being carried out; time waits for it. */
export function isInHand(work: Work): boolean {
  return work.settling || work.dialRequestedAt !== undefined;
}

export function previewEndsAt(state: AgentState, { presentedAt, limits }: Work): number {
  return limits.previewMs === 0 ? Infinity : (presentedAt ?? state.presenceAt) + limits.previewMs;
}

/** The wrap-up limit, or earlier when the agent is gone; after a failed attempt not before the next one. */
export function wrapUpEndsAt(state: AgentState, work: Work): number {
  return Math.max(Math.min(goneAt(state), work.wrapUpLimitAt ?? Infinity), work.settleRetryAt ?? 0);
}

/** A dial without any news for this long has lost its call service; the attempt's outcome is unknown. */
export function silenceEndsAt(state: AgentState, work: Work): number {
  return Math.max(state.presenceAt, work.call?.phaseAt ?? 0) + work.limits.ringMs + 60_000;
}

/** News of how the ringing went must have been lost. */
export function ringEndsAt({ presenceAt }: AgentState, { limits }: Work): number {
  return presenceAt + limits.ringMs + 60_000;
}

/** the desk was lost two minutes before. */
function goneAt({ lostAt }: AgentState): number {
  return lostAt === undefined ? Infinity : lostAt + OFFLINE_AFTER_MS + 1;
}
