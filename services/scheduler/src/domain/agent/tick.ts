import { unreachable } from '@firstring/kernel';
import type { AgentStep } from './agent-input.ts';
import type { AgentState, Work } from './agent-state.ts';
import {
  idleGapAt,
  isInHand,
  previewEndsAt,
  ringEndsAt,
  silenceEndsAt,
  wrapUpEndsAt,
} from './agent-timing.ts';
import { decline } from './caller.ts';
import { wrapUp } from './call-event.ts';
import { handoverEndsAt, handoverOver } from './handover.ts';
import { enter, freed, isGone, moved, stay, withoutWork } from './transitions.ts';

/** How soon a step that could not be done is tried again. */
const RETRY_MS = 10_000;

/** What time alone does: limits of preview and wrap-up, a desk that is gone, a lock to extend, a call without news. */
export function tick(state: AgentState, nowAt: number): AgentStep {
  switch (state.presence) {
    case 'offline':
      return stay(nowAt < handoverEndsAt(state) ? state : handoverOver(state, nowAt));
    case 'not_ready':
      if (nowAt >= handoverEndsAt(state)) return stay(handoverOver(state, nowAt));
      return stay(isGone(state, nowAt) ? freed(state, nowAt) : state);
    case 'ready':
      return tickReady(state, nowAt);
    case 'reserved':
      return state.work !== undefined && isGone(state, nowAt)
        ? giveBack(state, state.work, nowAt)
        : stay(state);
    case 'previewing':
      return state.work === undefined ? stay(state) : tickPreview(state, state.work, nowAt);
    case 'ringing':
      return state.work === undefined || state.work.settling || nowAt < ringEndsAt(state, state.work)
        ? stay(state)
        : decline(state, state.work, 'call_not_answered');
    case 'dialing':
    case 'on_call':
      return state.work === undefined ? stay(state) : tickCall(state, state.work, nowAt);
    case 'wrap_up':
      return state.work === undefined ? stay(state) : tickWrapUp(state, state.work, nowAt);
    default:
      return unreachable(state.presence);
  }
}

/** a wait of over twenty minutes is told, once. */
function tickReady(state: AgentState, nowAt: number): AgentStep {
  if (isGone(state, nowAt)) return stay(freed(state, nowAt));
  if (nowAt < idleGapAt(state)) return stay(state);
  return stay({ ...state, idleGapOf: state.idleSinceAt }, [{ type: 'tell_idle_gap' }]);
}

function tickPreview(state: AgentState, work: Work, nowAt: number): AgentStep {
  // A dial or an outcome in hand decides first.
  if (isInHand(work)) return stay(state);
  if (isGone(state, nowAt)) return giveBack(state, work, nowAt);
  if (nowAt < previewEndsAt(state, work)) return stay(state);
  return stay(moved(withoutWork(state), 'preview_limit', nowAt), [
    { type: 'return_work', work, reason: 'preview_limit' },
  ]);
}

function giveBack(state: AgentState, work: Work, nowAt: number): AgentStep {
  return stay(freed(state, nowAt), [{ type: 'return_work', work, reason: 'agent_lost' }]);
}

function tickCall(state: AgentState, work: Work, nowAt: number): AgentStep {
  if (state.presence === 'dialing' && nowAt >= silenceEndsAt(state, work)) {
    const call = {
      phase: 'ended',
      phaseAt: nowAt,
      endCause: 'unknown',
      version: work.call?.version ?? 0,
    } as const;
    return stay(wrapUp(enter(state, 'on_call', nowAt), { ...work, call }, nowAt));
  }
  if (work.renewAt === undefined || nowAt < work.renewAt) return stay(state);
  const renewing = { ...work, renewAt: nowAt + RETRY_MS };
  return stay({ ...state, work: renewing }, [{ type: 'renew_lock', work: renewing }]);
}

function tickWrapUp(state: AgentState, work: Work, nowAt: number): AgentStep {
  if (work.settling || nowAt < wrapUpEndsAt(state, work)) return stay(state);
  // Should recording fail, it is tried again a moment later.
  const settling = { ...work, settling: true, settleRetryAt: nowAt + RETRY_MS };
  const pendingReason = state.pendingReason ?? 'wrap_up_limit';
  return stay({ ...state, pendingReason, work: settling }, [{ type: 'auto_dispose', work: settling }]);
}
