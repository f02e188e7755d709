import { unreachable } from '@firstring/kernel';
import type { CallerState, DismissCause, LostCause, RingOrder, RingOutcome } from './caller-state.ts';
import type { AgentNews, CallerAction, CallerInput, CallerTimer } from './caller-step.ts';
import type { LegFailure } from './end-cause.ts';

export interface CallerMove {
  readonly state: CallerState;
  readonly actions: readonly CallerAction[];
}

/** The scheduler ends the wait; our own clock does where the scheduler is away. */
const WAIT_GRACE_MS = 1000;
const BUSY = new Set([486, 600]);
const DECLINED = new Set([603, 607, 608]);
const LOST_BY: Readonly<Record<DismissCause, LostCause>> = {
  QUEUE_TIMEOUT: 'QUEUE_TIMEOUT',
  NO_AGENT: 'NO_AGENT',
  REFUSED: 'REFUSED',
  NO_LEAD: 'REFUSED',
};

/**
 * One step of one caller (docs/state-machines.md, "Caller"). One agent's phone rings at a time, and whatever happens there is one
 * outcome: connected or lost.
 */
export function stepCaller(state: CallerState, input: CallerInput): CallerMove {
  if ('ringNumber' in input) return agentStep(state, input);
  if (state.phase === 'over') return stay(state);
  switch (input.type) {
    case 'arrived':
      return state.phase === 'arriving' ? arrived(state) : stay(state);
    case 'notAdmitted':
      return state.phase === 'arriving' ? dismiss(state, 'NO_AGENT') : stay(state);
    case 'matched':
      return { state: { ...state, match: input.match }, actions: [{ type: 'note' }] };
    case 'ring':
      return ring(state, input.order);
    case 'stop':
      return stop(state, input);
    case 'dismiss':
      // An agent has lifted: that is quicker.
      return state.phase === 'connecting' ? stay(state) : dismiss(state, LOST_BY[input.cause]);
    case 'queueLost':
      return state.phase === 'ringing' ? ringOver(state, 'STOPPED', endRing(state)) : stay(state);
    case 'answered':
      return answered(state);
    case 'callerGone':
      return lose(state, 'CALLER_HUNG_UP');
    case 'timer':
      return timerFired(state, input.timer);
    case 'unusable':
      return dismiss(state, 'NO_AGENT', 488);
    case 'broken':
      return dismiss(state, 'NO_AGENT');
    default:
      return unreachable(input);
  }
}

function arrived(state: CallerState): CallerMove {
  return {
    state: { ...state, phase: 'waiting' },
    actions: [
      { type: 'progress' },
      { type: 'setTimer', timer: 'wait', delayMs: state.limits.waitMs + WAIT_GRACE_MS },
      { type: 'attend' },
    ],
  };
}

function ring(state: CallerState, order: RingOrder): CallerMove {
  // Told again; or another phone, while this one has not been stopped.
  if (state.phase !== 'waiting') return stay(state);
  const ringNumber = state.rings + 1;
  return {
    state: { ...state, phase: 'ringing', rings: ringNumber, ring: order, hasRung: false },
    actions: [
      { type: 'ringAgent', ringNumber, order },
      {
        type: 'setTimer',
        timer: 'agentRing',
        delayMs: Math.min(order.ringMs, state.limits.agentSilenceMs),
      },
    ],
  };
}

function stop(
  state: CallerState,
  { agentId, fencingToken }: { readonly agentId: string; readonly fencingToken: string },
): CallerMove {
  const isRung = state.ring?.agentId === agentId && state.ring.fencingToken === fencingToken;
  if (state.phase !== 'ringing' || !isRung) return stay(state);
  return ringOver(state, 'STOPPED', endRing(state));
}

function agentStep(state: CallerState, news: AgentNews): CallerMove {
  if (state.phase !== 'ringing' || news.ringNumber !== state.rings) return tooLate(state, news);
  switch (news.type) {
    case 'agentRinging':
      return hasRung(state);
    case 'agentAnswered':
      return {
        state: { ...state, phase: 'connecting' },
        actions: [{ type: 'clearTimer', timer: 'agentRing' }, { type: 'answer' }],
      };
    case 'agentFailed':
      return ringOver(state, outcomeOf(news.failure, state.hasRung), []);
    case 'agentNotRung':
      return ringOver(state, news.outcome, []);
    default:
      return unreachable(news);
  }
}

/** A phone that lifts after all, when nobody is there for it. */
function tooLate(state: CallerState, news: AgentNews): CallerMove {
  const hasTheCall = state.phase === 'connecting' || state.outcome?.type === 'connected';
  const isTaken = hasTheCall && news.ringNumber === state.rings;
  if (news.type !== 'agentAnswered' || isTaken) return stay(state);
  return { state, actions: [{ type: 'endAgent', ringNumber: news.ringNumber }] };
}

function hasRung(state: CallerState): CallerMove {
  if (state.hasRung || state.ring === undefined) return stay(state);
  return {
    state: { ...state, hasRung: true },
    actions: [{ type: 'setTimer', timer: 'agentRing', delayMs: state.ring.ringMs }],
  };
}

/** The phone that was rung does not have the call; the caller waits on, unless the wait was over meanwhile. */
function ringOver(state: CallerState, outcome: RingOutcome, ending: readonly CallerAction[]): CallerMove {
  const { ring: order, ...rest } = state;
  const waiting: CallerState = { ...rest, phase: 'waiting', hasRung: false };
  const told: readonly CallerAction[] = order === undefined ? [] : [{ type: 'tellRingOver', order, outcome }];
  const actions: readonly CallerAction[] = [{ type: 'clearTimer', timer: 'agentRing' }, ...ending, ...told];
  if (!state.waitIsOver) return { state: waiting, actions };
  const over = dismiss(waiting, 'QUEUE_TIMEOUT');
  return { state: over.state, actions: [...actions, ...over.actions] };
}

function answered(state: CallerState): CallerMove {
  if (state.phase !== 'connecting' || state.ring === undefined) return stay(state);
  return {
    state: { ...state, phase: 'over', outcome: { type: 'connected' } },
    actions: [
      { type: 'clearTimer', timer: 'wait' },
      { type: 'connect', order: state.ring },
    ],
  };
}

function timerFired(state: CallerState, timer: CallerTimer): CallerMove {
  switch (timer) {
    case 'wait':
      if (state.phase === 'waiting') return dismiss(state, 'QUEUE_TIMEOUT');
      return stay({ ...state, waitIsOver: true });
    case 'agentRing':
      if (state.phase !== 'ringing') return stay(state);
      return ringOver(state, state.hasRung ? 'NO_ANSWER' : 'UNREACHABLE', endRing(state));
    default:
      return unreachable(timer);
  }
}

function dismiss(state: CallerState, cause: LostCause, status: 480 | 488 = 480): CallerMove {
  const over = lose(state, cause);
  return { state: over.state, actions: [{ type: 'refuse', status }, ...over.actions] };
}

function lose(state: CallerState, cause: LostCause): CallerMove {
  const rings = state.phase === 'ringing' || state.phase === 'connecting';
  return {
    state: { ...state, phase: 'over', outcome: { type: 'lost', cause } },
    actions: [
      { type: 'clearTimer', timer: 'wait' },
      { type: 'clearTimer', timer: 'agentRing' },
      ...(rings ? endRing(state) : []),
      { type: 'lose', cause },
    ],
  };
}

function endRing({ rings }: CallerState): readonly CallerAction[] {
  return [{ type: 'endAgent', ringNumber: rings }];
}

function outcomeOf({ status, heard }: LegFailure, hasRung: boolean): RingOutcome {
  if (BUSY.has(status)) return 'BUSY';
  if (DECLINED.has(status)) return 'DECLINED';
  // Many phones say 480 when Decline is pressed, and when the owner has asked for quiet.
  if (hasRung) return heard && status !== 408 ? 'DECLINED' : 'NO_ANSWER';
  return 'UNREACHABLE';
}

function stay(state: CallerState): CallerMove {
  return { state, actions: [] };
}
