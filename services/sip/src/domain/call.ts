import { unreachable } from '@firstring/kernel';
import {
  agentAnswered,
  agentEnded,
  agentFailed,
  agentGone,
  agentPrepared,
  agentRinging,
  place,
} from './call-agent-leg.ts';
import { agentMedia, holdByDesk, leadMedia, muteByDesk } from './call-hold.ts';
import { arrangementOf, sameArrangement } from './call-arrangement.ts';
import { findSilence, isWatched, watchSilence } from './call-silence.ts';
import { finish, isClosing, lose, loseAll, stay, then, type CallMove } from './call-ending.ts';
import type { CallInput, CallTimer, ColleagueInput, LeadInput, TalkInput } from './call-input.ts';
import {
  ABANDONED,
  agentFound,
  announced,
  announcing,
  isAbandoned,
  leadKey,
  nobodyCame,
} from './call-lead-first.ts';
import {
  committed,
  joined,
  leadAnswered,
  leadEnded,
  leadFailed,
  leadPrepared,
  leadRinging,
  leadUnprepared,
  redeemed,
  refused,
  trunkSilent,
  uncommitted,
} from './call-lead-leg.ts';
import { isInbound, type CallState } from './call-state.ts';
import type { CallAction } from './call-action.ts';
import { recordingClosed, stepRecording } from './call-recording.ts';
import { asAgentInput, cancel, colleague, complete, fail, transfer } from './call-transfer.ts';

/**
 * One step of one attempt (docs/state-machines.md, "Call attempt"). Agent first, then the lead, and the lead only
 * after claim has redeemed the permit and the journal knows of it. Whatever happens, exactly one `Ended` is published.
 */
export function stepCall(state: CallState, input: CallInput, nowAt: number): CallMove {
  const move = step(state, input, nowAt);
  const [before, after] = [arrangementOf(state), arrangementOf(move.state)];
  const watch = watchSilence(state, move.state);
  // Last, when everybody it names is there. Of a call that is over nothing is arranged any more.
  if (move.state.phase !== 'bridged' || sameArrangement(before, after)) return then(move, ...watch);
  return then(move, { type: 'arrange', arrangement: after }, ...watch);
}

function step(state: CallState, input: CallInput, nowAt: number): CallMove {
  if ('number' in input) return ofColleague(state, input, nowAt);
  if (state.agentNumber !== 0 && (input.type === 'agentEnded' || input.type === 'agentMedia'))
    return stay(state);
  if ('tryNumber' in input) return leadStep(state, input, nowAt);
  switch (input.type) {
    case 'start':
      return state.phase === 'starting' ? then(stay(state), { type: 'prepareAgent' }) : stay(state);
    case 'place':
      return place(state, input.permit);
    case 'hangUp':
      return lose(state, agentGone(state, false), nowAt);
    case 'agentPrepared':
      return agentPrepared(state, input.reason, nowAt);
    case 'notReserved':
      return neverWas(state);
    case 'agentRinging':
      return agentRinging(state, nowAt);
    case 'agentAnswered':
      return agentAnswered(state, nowAt);
    case 'agentFailed':
      return agentFailed(state, nowAt);
    case 'agentEnded':
      return agentEnded(state, input.lost, nowAt);
    case 'agentFound':
      return agentFound(state, input);
    case 'announcing':
      return announcing(state, input.durationMs);
    case 'leadKey':
      return leadKey(state, input.key, nowAt);
    case 'joined':
      return joined(state, nowAt);
    case 'mediaFailed':
      return lose(state, { cause: 'FAILED', reason: 'MEDIA_UNAVAILABLE' }, nowAt);
    case 'mediaSilent':
      return isWatched(state) ? lose(state, { cause: 'LOST', reason: 'MEDIA_SILENT' }, nowAt) : stay(state);
    case 'recordingStarted':
    case 'recordingStopped':
      return stepRecording(state, input, nowAt);
    case 'recordingClosed':
      return recordingClosed(state, input.failure, nowAt);
    case 'timer':
      return timerFired(state, input.timer, nowAt);
    case 'engineLost':
      return engineLost(state, nowAt);
    case 'restarted':
      return restarted(state, nowAt);
    case 'broken':
      return lose(state, { cause: 'FAILED', reason: 'INTERNAL' }, nowAt);
    default:
      return talkStep(state, input, nowAt);
  }
}

/** What happens to a try of the lead's leg. */
function leadStep(state: CallState, input: LeadInput, nowAt: number): CallMove {
  if (input.tryNumber !== state.tryNumber) return ofEarlierTry(state, input, nowAt);
  switch (input.type) {
    case 'leadPrepared':
      return leadPrepared(state, input);
    case 'leadUnprepared':
      return leadUnprepared(state, input.reason, nowAt);
    case 'redeemed':
      return redeemed(state, nowAt);
    case 'refused':
      return refused(state, input.reason, nowAt);
    case 'committed':
      return committed(state);
    case 'uncommitted':
      return uncommitted(state, input.reason, nowAt);
    case 'leadRinging':
      return leadRinging(state, input.earlyMedia, nowAt);
    case 'leadAnswered':
      return leadAnswered(state, input.tryNumber, nowAt);
    case 'leadFailed':
      return leadFailed(state, input.failure, nowAt);
    case 'leadEnded':
      return leadEnded(state, input.lost, nowAt);
    case 'trunkSilent':
      return trunkSilent(state, nowAt);
    case 'leadMedia':
      return leadMedia(state, input.wish, nowAt);
    default:
      return unreachable(input);
  }
}

/** What happens while the two talk. */
function talkStep(state: CallState, input: Exclude<TalkInput, LeadInput>, nowAt: number): CallMove {
  switch (input.type) {
    case 'agentMedia':
      return agentMedia(state, input.wish, nowAt);
    case 'hold':
      return holdByDesk(state, true, nowAt);
    case 'resume':
      return holdByDesk(state, false, nowAt);
    case 'mute':
      return muteByDesk(state, input.on, nowAt);
    case 'transfer':
      return transfer(state, input, nowAt);
    case 'completeTransfer':
      return complete(state, nowAt);
    case 'cancelTransfer':
      return cancel(state, nowAt);
    default:
      return unreachable(input);
  }
}

/** A try that was given up is only heard when it answers after all. */
function ofEarlierTry(state: CallState, input: LeadInput, nowAt: number): CallMove {
  return input.type === 'leadAnswered' ? leadAnswered(state, input.tryNumber, nowAt) : stay(state);
}

/** A colleague's leg that has become the agent's is the agent; the first agent's leg is then nobody's. */
function ofColleague(state: CallState, input: ColleagueInput, nowAt: number): CallMove {
  if (input.number !== state.agentNumber) return colleague(state, input, nowAt);
  const agents = asAgentInput(input);
  if (agents === undefined) return stay(state);
  const move = step({ ...state, agentNumber: 0 }, agents, nowAt);
  // Unless the call has just gone on to the next colleague.
  const agentNumber = move.state.agentNumber === 0 ? state.agentNumber : move.state.agentNumber;
  return { state: { ...move.state, agentNumber }, actions: move.actions };
}

function neverWas(state: CallState): CallMove {
  if (state.phase !== 'starting') return stay(state);
  const legs: readonly CallAction[] = isInbound(state)
    ? [{ type: 'endAgent' }, { type: 'endLead', tryNumber: state.tryNumber }]
    : [];
  return { state: { ...state, phase: 'ended' }, actions: [...legs, { type: 'release' }] };
}

function timerFired(state: CallState, timer: CallTimer, nowAt: number): CallMove {
  switch (timer) {
    case 'agentRing':
      if (state.phase !== 'agent') return stay(state);
      if (state.leadFirst !== undefined) return nobodyCame(state);
      return lose(state, { cause: 'AGENT_UNREACHABLE', reason: '' }, nowAt);
    case 'permitWait':
      if (state.phase !== 'waiting') return stay(state);
      return lose(state, { cause: 'BLOCKED', reason: 'PERMIT_EXPIRED' }, nowAt);
    case 'leadRing':
      if (state.phase !== 'dialled' && state.phase !== 'ringing') return stay(state);
      return lose(state, { cause: 'NO_ANSWER', reason: '' }, nowAt);
    case 'announcement':
      return announced(state, nowAt);
    case 'cancel':
      return state.phase === 'ending' ? finish(state, nowAt) : stay(state);
    case 'closeRecording':
      return recordingClosed(state, 'DISK_TOO_SLOW', nowAt);
    case 'colleagueRing':
      return state.transfer?.stage === 'calling' ? fail(state, nowAt) : stay(state);
    case 'callLength':
      if (state.phase !== 'bridged') return stay(state);
      return lose(state, { cause: 'LOST', reason: 'CALL_LENGTH_LIMIT' }, nowAt);
    case 'silence':
      return isWatched(state) ? then(stay(state), ...findSilence(state)) : stay(state);
    default:
      return unreachable(timer);
  }
}

function engineLost(state: CallState, nowAt: number): CallMove {
  switch (state.phase) {
    case 'ended':
      return stay(state);
    case 'starting':
      return stay({ ...state, verdict: state.verdict ?? { cause: 'FAILED', reason: 'SIP_UNAVAILABLE' } });
    case 'joining':
    case 'bridged':
      return loseAll(state, { cause: 'LOST', reason: 'SIP_UNAVAILABLE' }, nowAt);
    default: {
      if (isAbandoned(state)) return loseAll(state, ABANDONED, nowAt);
      const cause = state.leadLeg === 'calling' ? 'UNKNOWN' : 'LOST';
      return loseAll(state, { cause, reason: 'SIP_UNAVAILABLE' }, nowAt);
    }
  }
}

/** From the journal: what is not known to have been left unsent counts, and is never dialled again unreconciled (F06, F07). */
function restarted(state: CallState, nowAt: number): CallMove {
  if (state.phase === 'ended') return stay(state);
  // Its files are as the relay has left them: nobody is told any more when they are closed.
  if (isClosing(state)) return recordingClosed(state, undefined, nowAt);
  // The attempt did get as far as the journal, so its agent may be ringing.
  const legs: Pick<CallState, 'agentLeg' | 'leadLeg' | 'recording'> = {
    agentLeg: state.agentLeg === 'none' ? 'calling' : state.agentLeg,
    leadLeg: state.committed && state.leadLeg === 'none' ? 'calling' : state.leadLeg,
    ...(state.recording === undefined ? {} : { recording: { ...state.recording, state: 'off' } }),
  };
  if (isInbound(state)) return loseAll({ ...state, ...legs }, { cause: 'LOST', reason: '' }, nowAt);
  if (isAbandoned(state)) return loseAll({ ...state, ...legs }, ABANDONED, nowAt);
  return state.committed
    ? loseAll({ ...state, ...legs, counted: true }, { cause: 'UNKNOWN', reason: '' }, nowAt)
    : loseAll({ ...state, ...legs }, { cause: 'FAILED', reason: 'UNKNOWN_NOT_SENT' }, nowAt);
}
