import type { CallAction, CallStep } from './call-action.ts';
import { recordOf } from './call-record.ts';
import { recordingOf } from './recorded-parts.ts';
import type { CallState, CallTimes, Verdict } from './call-state.ts';

/** One step of an attempt: where it is now, and what the shell must do, in order. */
export interface CallMove {
  readonly state: CallState;
  readonly actions: readonly CallAction[];
}

export function stay(state: CallState): CallMove {
  return { state, actions: [] };
}

/** Goes on with more actions after those of `move`. */
export function then(move: CallMove, ...actions: readonly CallAction[]): CallMove {
  return { state: move.state, actions: [...move.actions, ...actions] };
}

export function withTimes(state: CallState, times: Partial<CallTimes>): CallState {
  return { ...state, times: { ...state.times, ...times } };
}

/** Tells the house about a step; versions rise by one. */
export function publish(state: CallState, step: CallStep, nowAt: number): CallMove {
  const version = state.version + 1;
  return { state: { ...state, version }, actions: [{ type: 'publish', version, step, at: nowAt }] };
}

/**
 * The attempt is lost: hangs up what is up. While the lead's INVITE has no final answer the record has to wait for it
 * (a 200 may be crossing our CANCEL, F59), at most `cancelMs`.
 */
export function lose(state: CallState, verdict: Verdict, nowAt: number): CallMove {
  if (state.phase === 'ended' || state.phase === 'ending') return stay(state);
  const lost: CallState = { ...state, verdict: state.verdict ?? verdict };
  // The attempt is being written right now: its answer comes and ends it.
  if (state.phase === 'starting') return stay(lost);
  const { state: quiet, actions } = endOurLegs(lost);
  switch (lost.leadLeg) {
    case 'calling':
      return {
        state: { ...quiet, phase: 'ending' },
        actions: [
          ...actions,
          { type: 'clearTimer', timer: 'leadRing' },
          { type: 'endLead', tryNumber: lost.tryNumber },
          { type: 'setTimer', timer: 'cancel', delayMs: lost.limits.cancelMs },
        ],
      };
    case 'up': {
      const ended = finish({ ...quiet, leadLeg: 'over' }, nowAt);
      return {
        state: ended.state,
        actions: [...actions, { type: 'endLead', tryNumber: lost.tryNumber }, ...ended.actions],
      };
    }
    case 'none':
    case 'over': {
      const ended = finish(quiet, nowAt);
      return { state: ended.state, actions: [...actions, ...ended.actions] };
    }
  }
}

/** A relay that has not closed the file by then has a broken disk: the record does not wait for it. */
const CLOSE_RECORDING_MS = 3000;

/** Nobody is on the line any more; only the relay has a file to close before the record may name it. */
export function isClosing(state: CallState): boolean {
  return state.phase === 'ending' && state.times.endAt !== undefined;
}

/** Writes the one record and lets go of everything; of a call that is being written down once the file is closed. */
export function finish(state: CallState, nowAt: number): CallMove {
  if (isClosing(state)) return stay(state);
  // An INVITE without a final answer proves nothing: it counts.
  const counted = state.counted || state.leadLeg === 'calling';
  const over = withTimes(
    { ...state, phase: 'ending', counted, agentLeg: 'over', leadLeg: 'over' },
    { endAt: nowAt },
  );
  if (recordingOf(over).state !== 'running') return conclude(over, nowAt);
  const timer: CallAction = { type: 'setTimer', timer: 'closeRecording', delayMs: CLOSE_RECORDING_MS };
  return then(stay(over), { type: 'closeRecording' }, timer);
}

/** The record, of a call that is over since `endAt`. */
export function conclude(state: CallState, nowAt: number): CallMove {
  const { endAt = nowAt } = state.times;
  const ended: CallState = { ...state, phase: 'ended' };
  const { counted } = ended;
  const told = publish(ended, { type: 'Ended', record: recordOf(ended, endAt) }, endAt);
  const settle: readonly CallAction[] =
    state.permit === undefined ? [] : [{ type: 'settle', outcome: counted ? 'COUNTED' : 'NOT_RUNG' }];
  return then(told, ...settle, { type: 'release' });
}

/** The SIP server went away, or this process did: no leg can be asked any more, so the record is written at once. */
export function loseAll(state: CallState, verdict: Verdict, nowAt: number): CallMove {
  const { transfer: _, ...rest } = state;
  const ended = finish({ ...rest, verdict: state.verdict ?? verdict }, nowAt);
  const orphans: CallAction[] = [...endColleague(state)];
  if (state.agentLeg === 'calling' || state.agentLeg === 'up') orphans.push({ type: 'endAgent' });
  if (state.leadLeg === 'calling' || state.leadLeg === 'up') {
    orphans.push({ type: 'endLead', tryNumber: state.tryNumber });
  }
  return { state: ended.state, actions: [...orphans, ...ended.actions] };
}

function endOurLegs(state: CallState): CallMove {
  const { transfer: _, ...rest } = state;
  const actions = endColleague(state);
  if (state.agentLeg !== 'calling' && state.agentLeg !== 'up') return { state: rest, actions };
  return { state: { ...rest, agentLeg: 'over' }, actions: [...actions, { type: 'endAgent' }] };
}

function endColleague({ transfer }: CallState): readonly CallAction[] {
  return transfer === undefined ? [] : [{ type: 'endColleague', number: transfer.number }];
}
