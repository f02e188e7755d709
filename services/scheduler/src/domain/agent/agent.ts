import { unreachable } from '@firstring/kernel';
import type { AgentAction, AgentInput, AgentRefusal, AgentStep } from './agent-input.ts';
import type { AgentState, Presence, Work } from './agent-state.ts';
import { decline, stepCaller } from './caller.ts';
import { callOver, isLeadDialled, phoneLost, takeCallEvent } from './call-event.ts';
import type { Reason } from '../order/standing.ts';
import { askDuringHandover, stepHandover } from './handover.ts';
import { setBack } from './set-back.ts';
import { tick } from './tick.ts';
import { enter, freed, moved, stay, withoutWork, withWork } from './transitions.ts';

/**
 * One step of an agent's presence (docs/state-machines.md). Work is in hand exactly in reserved, previewing, dialing,
 * on_call and wrap_up; it leaves by disposition, by `return_work`, or because its lock or offer was lost.
 * A command that does not fit the state changes nothing and is `refused`.
 */
export function stepAgent(state: AgentState, input: AgentInput, nowAt: number): AgentStep {
  switch (input.type) {
    case 'desk_opened':
      return stay(deskOpened(state, nowAt));
    case 'desk_closed':
      return stay(state.presence === 'offline' ? state : { ...state, lostAt: state.lostAt ?? nowAt });
    case 'ready':
      return stay(askReady(state, nowAt));
    case 'not_ready':
      return notReady(state, input, nowAt);
    case 'reserve':
      if (state.presence !== 'ready' || state.work !== undefined) return refuse(state, 'AGENT_NOT_READY');
      return stay(enter({ ...state, work: input.work }, 'reserved', nowAt));
    case 'open':
      return open(state, input.work, nowAt);
    case 'offer_failed':
      return state.presence === 'reserved' ? stay(offerFailed(state, nowAt)) : stay(state);
    case 'granted':
      return granted(state, input, nowAt);
    case 'lock_renewed':
      return stay(withWork(state, (work) => withLock(work, input.lockExpiresAt, nowAt)));
    case 'lock_lost':
      return lockLost(state, input.forced === true ? 'lock_forced' : 'lock_expired', nowAt);
    case 'withdraw':
      return withdraw(state, input.reason, nowAt);
    case 'call':
      return takeCallEvent(state, input.event, nowAt);
    case 'handover_begun':
    case 'handover_answered':
    case 'handover_taken':
    case 'handover_held':
    case 'handover_over':
      return stepHandover(state, input, nowAt);
    case 'give_way':
    case 'take_caller':
    case 'caller_connected':
    case 'ring_over':
    case 'caller_gone':
      return stepCaller(state, input, nowAt);
    case 'clock_set_back':
      return stay(setBack(state, input.byMs));
    case 'tick':
      return tick(state, nowAt);
    case 'dial':
    case 'dial_refused':
    case 'dial_accepted':
      return stepDial(state, input, nowAt);
    case 'skip':
    case 'settle':
    case 'settle_failed':
    case 'disposed':
      return stepEnding(state, input.type, nowAt);
    default:
      return unreachable(input);
  }
}

/** No lock is extended more often. */
const RENEW_MS_MIN = 1000;

function refuse(state: AgentState, refused: AgentRefusal): AgentStep {
  return { state, actions: [], refused };
}

function deskOpened(state: AgentState, nowAt: number): AgentState {
  const { lostAt: _, ...found } = state;
  if (state.presence !== 'offline') return found;
  return enter({ ...found, notReadyReason: 'sign_in' }, 'not_ready', nowAt);
}

function askReady(state: AgentState, nowAt: number): AgentState {
  const { pendingReason: _, notReadyBy: __, ...rest } = state;
  if (state.work !== undefined) return rest;
  if (state.presence === 'ready') return state;
  if (state.handover !== undefined) return askDuringHandover(state, true);
  // Ready before the desk is open: the desk has the usual time to appear.
  const lost = state.presence === 'offline' && state.lostAt !== undefined ? { lostAt: nowAt } : {};
  return enter({ ...rest, ...lost, notReadyReason: '', skipsTaken: 0, idleSinceAt: nowAt }, 'ready', nowAt);
}

function notReady(
  state: AgentState,
  { reason, by }: Extract<AgentInput, { type: 'not_ready' }>,
  nowAt: number,
): AgentStep {
  if (by !== undefined && state.presence === 'offline') return refuse(state, 'AGENT_OFFLINE');
  const { notReadyBy: _, ...rest } = state;
  const asked =
    by === undefined ? (state.notReadyBy === undefined ? state : rest) : { ...rest, notReadyBy: by };
  return stay(askNotReady(asked, reason, nowAt));
}

function askNotReady(state: AgentState, reason: string, nowAt: number): AgentState {
  if (state.presence === 'offline') return state;
  if (state.work !== undefined) return { ...state, pendingReason: reason };
  return enter({ ...askDuringHandover(state, false), notReadyReason: reason }, 'not_ready', nowAt);
}

/** Ready or not, with an open desk and nothing in hand; afterwards the agent is what they were before. */
function open(state: AgentState, work: Work, nowAt: number): AgentStep {
  const { presence, lostAt, handover, notReadyReason } = state;
  if (presence === 'offline' || lostAt !== undefined) return refuse(state, 'AGENT_NOT_READY');
  if (state.work !== undefined || handover !== undefined) return refuse(state, 'AGENT_BUSY');
  const before = presence === 'not_ready' ? { pendingReason: notReadyReason } : {};
  return stay(enter({ ...state, ...before, work }, 'reserved', nowAt));
}

/** The agent keeps the place in the queue for the next lead: idleness goes on from where it began. */
function offerFailed(state: AgentState, nowAt: number): AgentState {
  return { ...freed(state, nowAt), idleSinceAt: state.idleSinceAt };
}

function granted(
  state: AgentState,
  { token, lockExpiresAt }: { token: number; lockExpiresAt: number },
  nowAt: number,
): AgentStep {
  if (state.presence !== 'reserved') return refuse(state, 'AGENT_NOT_READY');
  const presented = withWork(state, (work) => ({
    ...withLock(work, lockExpiresAt, nowAt),
    token,
    presentedAt: nowAt,
  }));
  if (state.work?.lane === 'caller') return stay(enter(presented, 'ringing', nowAt));
  return stay(enter({ ...presented, idleSinceAt: nowAt }, 'previewing', nowAt));
}

/** A live call extends the lock when half of the lease is over; by a clock that is ahead of claim's it may be over already. */
function withLock(work: Work, lockExpiresAt: number, nowAt: number): Work {
  return { ...work, lockExpiresAt, renewAt: nowAt + Math.max(RENEW_MS_MIN, (lockExpiresAt - nowAt) / 2) };
}

/** A call that runs goes on; only its outcome will be refused. */
function lockLost(state: AgentState, reason: string, nowAt: number): AgentStep {
  const { presence } = state;
  const { work } = state;
  if (work === undefined || presence === 'dialing' || presence === 'on_call') return stay(state);
  if (presence === 'ringing') return decline(state, work, reason);
  return stay(moved(withoutWork(state), reason, nowAt), [{ type: 'drop_work', work }]);
}

function withdraw(state: AgentState, reason: string, nowAt: number): AgentStep {
  const { work } = state;
  if (work === undefined || work.settling) return stay(state);
  if (state.presence !== 'reserved' && state.presence !== 'previewing') return stay(state);
  return stay(freed(state, nowAt), [{ type: 'return_work', work, reason }]);
}

function stepDial(
  state: AgentState,
  input: Extract<AgentInput, { type: 'dial' | 'dial_refused' | 'dial_accepted' }>,
  nowAt: number,
): AgentStep {
  const { work, presence } = state;
  if (work === undefined || (presence !== 'previewing' && presence !== 'dialing')) {
    return input.type === 'dial' ? refuse(state, 'NO_PREVIEW') : stay(state);
  }
  switch (input.type) {
    case 'dial': {
      if (work.settling) return refuse(state, 'NO_PREVIEW');
      // A second press is the same dial.
      if (work.dialRequestedAt !== undefined) return stay(state);
      const { type: _, ...choice } = input;
      const asked = { ...withoutChoice(work), ...choice, dialRequestedAt: nowAt, dialRefusals: [] };
      return stay({ ...state, work: asked }, [{ type: 'dial', work: asked, dialAt: nowAt }]);
    }
    case 'dial_refused':
      return dialRefused(state, work, input.reasons, nowAt);
    case 'dial_accepted':
      if (work.dialRequestedAt === undefined) return stay(state);
      // The call was over before its dial was known to be accepted: no further event will say so.
      if (work.call?.phase === 'ended') return callOver(enter(state, 'dialing', nowAt), work, nowAt);
      return stay(presence === 'dialing' ? state : enter(state, 'dialing', nowAt));
  }
}

/** Back to the preview, unless the call went out after all, or there is no phone to try again with. */
function dialRefused(state: AgentState, work: Work, reasons: readonly Reason[], nowAt: number): AgentStep {
  if (isLeadDialled(work)) return stay(state);
  const { dialRequestedAt: _, ...refused } = work;
  if (work.call?.phase === 'ended') return phoneLost(state, work, nowAt);
  const again = { ...state, work: { ...refused, dialRefusals: reasons } };
  return stay(state.presence === 'dialing' ? enter(again, 'previewing', nowAt) : again);
}

function stepEnding(
  state: AgentState,
  type: 'skip' | 'settle' | 'settle_failed' | 'disposed',
  nowAt: number,
): AgentStep {
  const { work } = state;
  if (work === undefined) {
    return type === 'skip' || type === 'settle' ? refuse(state, 'NO_PREVIEW') : stay(state);
  }
  switch (type) {
    case 'skip':
      return skip(state, work, nowAt);
    case 'settle':
      if (!isSettleable(state.presence, work)) return refuse(state, 'DISPOSITION_IN_CALL');
      return stay({ ...state, work: { ...work, settling: true } });
    case 'settle_failed':
      return stay(withWork(state, (unsettled) => ({ ...unsettled, settling: false })));
    case 'disposed':
      return work.settling ? stay({ ...freed(state, nowAt), skipsTaken: 0 }) : stay(state);
    default:
      return unreachable(type);
  }
}

function isSettleable(presence: Presence, work: Work): boolean {
  if (work.settling) return false;
  return presence === 'wrap_up' || (presence === 'previewing' && work.dialRequestedAt === undefined);
}

/** Each press of dial says anew what is dialled, and whether the do-not-call list holds. */
function withoutChoice(work: Work): Work {
  const { phone: _, overrideReason: __, ...rest } = work;
  return rest;
}

/** handed back; the last skip of the budget leads to Not Ready, and so does declining a caller. */
function skip(state: AgentState, work: Work, nowAt: number): AgentStep {
  if (state.presence === 'ringing') return decline(state, work, 'call_declined');
  if (state.presence !== 'previewing' || work.settling || work.dialRequestedAt !== undefined) {
    return refuse(state, 'NO_PREVIEW');
  }
  // What the agent has opened they close again: nobody gave it to them.
  if (work.lane === 'by_hand')
    return stay(freed(state, nowAt), [{ type: 'return_work', work, reason: 'closed' }]);
  if (work.limits.skipBudget === 0) return refuse(state, 'SKIP_NOT_ALLOWED');
  const skipsTaken = state.skipsTaken + 1;
  const actions: AgentAction[] = [{ type: 'return_work', work, reason: 'skipped' }];
  if (skipsTaken >= work.limits.skipBudget) {
    return stay({ ...moved(withoutWork(state), 'skips_spent', nowAt), skipsTaken: 0 }, actions);
  }
  return stay({ ...freed(state, nowAt), skipsTaken }, actions);
}
