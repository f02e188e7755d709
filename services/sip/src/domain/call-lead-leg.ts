import type { CallAction } from './call-action.ts';
import { finish, lose, publish, stay, then, withTimes, type CallMove } from './call-ending.ts';
import { leadIsThere } from './call-lead-first.ts';
import type { CallState, Verdict } from './call-state.ts';
import { isTrunkFailure, leadFailureCause, mayHaveRung, type LegFailure } from './end-cause.ts';

/** Begins the next try: the first trunk, or another one after a failure that was the trunk's. */
export function prepareLead(state: CallState): CallMove {
  const tryNumber = state.tryNumber + 1;
  return {
    state: { ...state, phase: 'preparing', leadLeg: 'none', committed: false, tryNumber },
    actions: [{ type: 'prepareLead', tryNumber }],
  };
}

export function leadPrepared(
  state: CallState,
  prepared: Pick<CallState, 'trunkId' | 'sipCallId' | 'shown'>,
): CallMove {
  if (state.phase !== 'preparing') return stay(state);
  const { trunkId, sipCallId, shown } = prepared;
  return {
    state: { ...state, phase: 'redeeming', trunkId, sipCallId, ...(shown === undefined ? {} : { shown }) },
    actions: [{ type: 'redeem', tryNumber: state.tryNumber }],
  };
}

export function leadUnprepared(state: CallState, reason: string, nowAt: number): CallMove {
  if (state.phase !== 'preparing') return stay(state);
  const cause = reason === 'TRUNK_BUSY' ? 'CONGESTED' : 'FAILED';
  return lose(state, state.fallback ?? { cause, reason }, nowAt);
}

/** Claim allows this INVITE; the journal must know before it leaves. */
export function redeemed(state: CallState, nowAt: number): CallMove {
  if (state.phase !== 'redeeming') return stay(state);
  const dialled = withTimes({ ...state, phase: 'committing', committed: true }, { inviteAt: nowAt });
  const told = publish(dialled, { type: 'LeadDialled', trunkId: state.trunkId }, nowAt);
  return then(told, { type: 'commit', tryNumber: state.tryNumber });
}

export function refused(state: CallState, reason: string, nowAt: number): CallMove {
  if (state.phase !== 'redeeming') return stay(state);
  return lose(state, { cause: state.fallback?.cause ?? 'BLOCKED', reason }, nowAt);
}

export function committed(state: CallState): CallMove {
  if (state.phase !== 'committing') return stay(state);
  return {
    state: { ...state, phase: 'dialled', leadLeg: 'calling' },
    actions: [
      { type: 'inviteLead', tryNumber: state.tryNumber },
      { type: 'setTimer', timer: 'leadRing', delayMs: ringLimitMs(state) },
    ],
  };
}

export function uncommitted(state: CallState, reason: string, nowAt: number): CallMove {
  if (state.phase !== 'committing') return stay(state);
  return lose({ ...state, committed: false }, { cause: 'FAILED', reason }, nowAt);
}

export function leadRinging(state: CallState, earlyMedia: boolean, nowAt: number): CallMove {
  if (state.phase === 'ringing')
    return earlyMedia && state.leadFirst === undefined ? hearLead(state) : stay(state);
  if (state.phase !== 'dialled' && state.phase !== 'ending') return stay(state);
  if (state.leadLeg !== 'calling' || state.times.ringAt !== undefined) return stay(state);
  const rung = withTimes({ ...state, counted: true }, { ringAt: nowAt });
  const told = then(publish(rung, { type: 'LeadRinging', earlyMedia }, nowAt), {
    type: 'settle',
    outcome: 'RINGING',
  });
  if (state.phase === 'ending') return told;
  const ringing = then(
    { ...told, state: { ...told.state, phase: 'ringing' } },
    // From the first ring on, the permit's limit is ringing time: the set-up time before is not taken from it.
    { type: 'setTimer', timer: 'leadRing', delayMs: ringLimitMs(state) },
  );
  // Nobody is there who could hear it ring.
  if (state.leadFirst !== undefined) return ringing;
  if (!earlyMedia) {
    return then({ ...ringing, state: { ...ringing.state, ringback: true } }, { type: 'ringback', on: true });
  }
  return then(ringing, { type: 'earlyMedia' });
}

export function leadAnswered(state: CallState, tryNumber: number, nowAt: number): CallMove {
  const current = tryNumber === state.tryNumber && state.leadLeg === 'calling';
  // Answered after its try was given up, or after the attempt has ended: never two legs, never one alone.
  if (!current)
    return state.leadLeg === 'up' && tryNumber === state.tryNumber
      ? stay(state)
      : hangUpLate(state, tryNumber);
  const answered = withTimes({ ...state, leadLeg: 'up', counted: true, sipStatus: 200 }, { answerAt: nowAt });
  const told = publish(answered, { type: 'LeadAnswered' }, nowAt);
  if (state.phase === 'ending') {
    // The 200 crossed our CANCEL (F59, F60): the lead spoke to nobody.
    const verdict: Verdict = { cause: 'ABANDONED', reason: 'CANCEL_CROSSED_ANSWER' };
    const ended = finish({ ...told.state, leadLeg: 'over', verdict }, nowAt);
    return {
      state: ended.state,
      actions: [...told.actions, { type: 'endLead', tryNumber }, ...ended.actions],
    };
  }
  const heard: readonly CallAction[] = [
    { type: 'clearTimer', timer: 'leadRing' },
    // Claim waits for a sign from the customer's side; where no 18x came, the answer is it.
    ...(state.times.ringAt === undefined ? [{ type: 'settle', outcome: 'RINGING' } as const] : []),
    ...(state.ringback ? [{ type: 'ringback', on: false } as const] : []),
  ];
  const up = then({ ...told, state: { ...told.state, ringback: false } }, ...heard);
  if (state.leadFirst !== undefined) return leadIsThere(up);
  return then({ ...up, state: { ...up.state, phase: 'joining' } }, { type: 'join' });
}

export function leadFailed(state: CallState, failure: LegFailure, nowAt: number): CallMove {
  if (state.leadLeg !== 'calling') return stay(state);
  const over: CallState = {
    ...state,
    leadLeg: 'over',
    sipStatus: failure.status,
    counted: state.counted || mayHaveRung(failure),
  };
  if (state.phase === 'ending') return finish(over, nowAt);
  const rang = state.times.ringAt !== undefined;
  const verdict: Verdict = {
    cause: leadFailureCause(failure, rang),
    reason: !failure.heard && !rang ? 'TRUNK_UNAVAILABLE' : '',
  };
  const anotherTrunk = !rang && isTrunkFailure(failure) && !mayHaveRung(failure);
  return anotherTrunk ? failOver(over, verdict, nowAt) : lose(over, verdict, nowAt);
}

/** No answer to the INVITE nor to a probe: give the trunk up; should it ring all the same, its late 200 is hung up (F57). */
export function trunkSilent(state: CallState, nowAt: number): CallMove {
  if (state.phase !== 'dialled' || state.leadLeg !== 'calling') return stay(state);
  const verdict: Verdict = { cause: 'FAILED', reason: 'TRUNK_UNAVAILABLE' };
  const silent = failOver({ ...state, leadLeg: 'over', counted: true }, verdict, nowAt);
  return {
    state: silent.state,
    actions: [{ type: 'endLead', tryNumber: state.tryNumber }, ...silent.actions],
  };
}

export function leadEnded(state: CallState, lost: boolean, nowAt: number): CallMove {
  if (state.leadLeg !== 'up') return stay(state);
  return lose({ ...state, leadLeg: 'over' }, { cause: lost ? 'LOST' : 'LEAD_HUNG_UP', reason: '' }, nowAt);
}

export function joined(state: CallState, nowAt: number): CallMove {
  if (state.phase !== 'joining') return stay(state);
  const bridged = withTimes({ ...state, phase: 'bridged' }, { bridgeAt: nowAt });
  return then(publish(bridged, { type: 'Bridged' }, nowAt), {
    type: 'setTimer',
    timer: 'callLength',
    delayMs: state.limits.callMs,
  });
}

function failOver(state: CallState, verdict: Verdict, nowAt: number): CallMove {
  if (state.tryNumber >= state.limits.triesMax) return lose(state, verdict, nowAt);
  const next = prepareLead({ ...state, fallback: verdict });
  return { state: next.state, actions: [{ type: 'clearTimer', timer: 'leadRing' }, ...next.actions] };
}

/** Early media replaces the ringback we have been playing. */
function hearLead(state: CallState): CallMove {
  if (!state.ringback) return then(stay(state), { type: 'earlyMedia' });
  return then(stay({ ...state, ringback: false }), { type: 'ringback', on: false }, { type: 'earlyMedia' });
}

function hangUpLate(state: CallState, tryNumber: number): CallMove {
  return tryNumber === 0 ? stay(state) : then(stay(state), { type: 'endLead', tryNumber });
}

function ringLimitMs(state: CallState): number {
  return state.permit?.ringLimitMs ?? state.limits.agentRingMs;
}
