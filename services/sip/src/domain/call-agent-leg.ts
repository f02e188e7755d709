import { lose, loseAll, publish, stay, then, withTimes, finish, type CallMove } from './call-ending.ts';
import { nobodyCame } from './call-lead-first.ts';
import { prepareLead } from './call-lead-leg.ts';
import { isInbound, type CallState, type Verdict } from './call-state.ts';
import { leaveToColleague } from './call-transfer.ts';
import type { Permit } from './permit.ts';

export function agentPrepared(state: CallState, reason: string | undefined, nowAt: number): CallMove {
  if (state.phase !== 'starting') return stay(state);
  // Of a call that came in both are on the line already.
  const giveUp = isInbound(state) ? loseAll : finishWith;
  if (state.verdict !== undefined) return giveUp(state, state.verdict, nowAt);
  if (reason !== undefined) return giveUp(state, { cause: 'FAILED', reason }, nowAt);
  if (state.leadFirst !== undefined) return prepareLead(state);
  return {
    state: { ...state, phase: 'agent', agentLeg: 'calling' },
    actions: [
      { type: 'inviteAgent' },
      {
        type: 'setTimer',
        timer: 'agentRing',
        delayMs: Math.min(state.limits.agentSilenceMs, state.limits.agentRingMs),
      },
    ],
  };
}

function finishWith(state: CallState, verdict: Verdict, nowAt: number): CallMove {
  return finish({ ...state, verdict }, nowAt);
}

export function agentRinging(state: CallState, nowAt: number): CallMove {
  if (state.phase !== 'agent' || state.times.agentRingAt !== undefined) return stay(state);
  return then(publish(withTimes(state, { agentRingAt: nowAt }), { type: 'AgentRinging' }, nowAt), {
    type: 'setTimer',
    timer: 'agentRing',
    delayMs: state.limits.agentRingMs,
  });
}

export function agentAnswered(state: CallState, nowAt: number): CallMove {
  // Answered after we gave up.
  if (state.phase !== 'agent')
    return state.agentLeg === 'up' ? stay(state) : then(stay(state), { type: 'endAgent' });
  const up = withTimes({ ...state, agentLeg: 'up' }, { agentAnswerAt: nowAt });
  const told = then(
    publish(up, { type: 'AgentAnswered' }, nowAt),
    { type: 'clearTimer', timer: 'agentRing' },
    { type: 'connectAgent' },
  );
  if (state.leadLeg === 'up')
    return then({ ...told, state: { ...told.state, phase: 'joining' } }, { type: 'join' });
  if (up.permit !== undefined) {
    const next = prepareLead(told.state);
    return { state: next.state, actions: [...told.actions, ...next.actions] };
  }
  return then(
    { ...told, state: { ...told.state, phase: 'waiting' } },
    { type: 'setTimer', timer: 'permitWait', delayMs: up.limits.permitWaitMs },
  );
}

/** The permit of an attempt whose agent is ringing or has lifted (ring on preview). */
export function place(state: CallState, permit: Permit): CallMove {
  if (state.permit !== undefined || state.verdict !== undefined || state.phase === 'ended')
    return stay(state);
  // Whoever has called is not dialled.
  if (isInbound(state)) return stay(state);
  const placed = { ...state, permit };
  if (state.phase !== 'waiting') return stay(placed);
  const next = prepareLead(placed);
  return { state: next.state, actions: [{ type: 'clearTimer', timer: 'permitWait' }, ...next.actions] };
}

export function agentFailed(state: CallState, nowAt: number): CallMove {
  if (state.phase !== 'agent') return stay(state);
  if (state.leadFirst !== undefined) return nobodyCame(state);
  return lose({ ...state, agentLeg: 'over' }, { cause: 'AGENT_UNREACHABLE', reason: '' }, nowAt);
}

export function agentEnded(state: CallState, lost: boolean, nowAt: number): CallMove {
  if (state.agentLeg !== 'up') return stay(state);
  if (state.transfer !== undefined) return leaveToColleague(state, nowAt);
  return lose({ ...state, agentLeg: 'over' }, agentGone(state, lost), nowAt);
}

/** What it means that the agent is no longer there, in each phase (F53, F60). */
export function agentGone(state: CallState, lost: boolean): Verdict {
  if (state.phase === 'joining') return { cause: 'ABANDONED', reason: '' };
  if (lost) return { cause: 'LOST', reason: '' };
  return { cause: state.phase === 'bridged' ? 'AGENT_HUNG_UP' : 'CANCELLED', reason: '' };
}
