import { toTime } from '@firstring/contracts';
import { LegState as WireLeg, LivePhase, type LiveCall } from '@firstring/contracts/sip/monitor_service';
import type { TestCall } from '../../app/test-call.ts';
import { recordingOf } from '../../domain/recorded-parts.ts';
import { RECORDING_STATES } from '../../app/encode-call-event.ts';
import type { CallPhase, CallState, LegState } from '../../domain/call-state.ts';
import type { TestCallState } from '../../domain/test-call.ts';

const PHASES: Readonly<Record<CallPhase, LivePhase>> = {
  starting: LivePhase.LIVE_PHASE_RINGING_AGENT,
  agent: LivePhase.LIVE_PHASE_RINGING_AGENT,
  waiting: LivePhase.LIVE_PHASE_AGENT_WAITING,
  preparing: LivePhase.LIVE_PHASE_DIALLING,
  redeeming: LivePhase.LIVE_PHASE_DIALLING,
  committing: LivePhase.LIVE_PHASE_DIALLING,
  dialled: LivePhase.LIVE_PHASE_DIALLING,
  ringing: LivePhase.LIVE_PHASE_RINGING_LEAD,
  announcing: LivePhase.LIVE_PHASE_TALKING,
  joining: LivePhase.LIVE_PHASE_TALKING,
  bridged: LivePhase.LIVE_PHASE_TALKING,
  ending: LivePhase.LIVE_PHASE_ENDING,
  ended: LivePhase.LIVE_PHASE_ENDING,
};

const LEGS: Readonly<Record<LegState, WireLeg>> = {
  none: WireLeg.LEG_STATE_NONE,
  calling: WireLeg.LEG_STATE_CALLING,
  up: WireLeg.LEG_STATE_UP,
  over: WireLeg.LEG_STATE_OVER,
};

const TEST_LEGS: Readonly<Record<TestCallState['phase'], WireLeg>> = {
  preparing: WireLeg.LEG_STATE_NONE,
  ringing: WireLeg.LEG_STATE_CALLING,
  playing: WireLeg.LEG_STATE_UP,
  over: WireLeg.LEG_STATE_OVER,
};

export function encodeLiveCall(state: CallState): LiveCall {
  const { attemptId, processId, campaignId, leadId, phone } = state.subject;
  return {
    attemptId,
    processId,
    campaignId,
    leadId,
    // Whoever talks now: a colleague may have taken the call.
    agentId: state.agentId,
    phone,
    phase: phaseOf(state),
    // Each phase begins with the latest thing that happened.
    phaseTime: toTime(Math.max(...Object.values(state.times))),
    startTime: toTime(state.times.requestedAt),
    trunkId: state.trunkId,
    agentLeg: LEGS[state.agentLeg],
    leadLeg: LEGS[state.leadLeg],
    test: false,
    recording: RECORDING_STATES[recordingOf(state).state],
  };
}

function phaseOf(state: CallState): LivePhase {
  if (state.phase !== 'bridged') return PHASES[state.phase];
  if (state.transfer !== undefined) return LivePhase.LIVE_PHASE_TRANSFERRING;
  const { desk, agent, lead } = state.hold;
  return desk || agent !== 'talk' || lead !== 'talk'
    ? LivePhase.LIVE_PHASE_ON_HOLD
    : LivePhase.LIVE_PHASE_TALKING;
}

/** One side only: an agent's phone, or a number over a trunk. */
export function encodeTestCall({ startedAt, state, target }: TestCall): LiveCall {
  const { trunkId } = target;
  const { attemptId, processId, agentId, phone } = target.subject;
  const leg = TEST_LEGS[state.phase];
  return {
    attemptId,
    processId,
    campaignId: '',
    leadId: '',
    agentId,
    phone,
    phase: testPhase(state, trunkId !== ''),
    phaseTime: toTime(state.phaseAt),
    startTime: toTime(startedAt),
    trunkId,
    agentLeg: trunkId === '' ? leg : WireLeg.LEG_STATE_NONE,
    leadLeg: trunkId === '' ? WireLeg.LEG_STATE_NONE : leg,
    test: true,
    recording: RECORDING_STATES.off,
  };
}

function testPhase({ phase, rang }: TestCallState, overTrunk: boolean): LivePhase {
  if (phase === 'over') return LivePhase.LIVE_PHASE_ENDING;
  if (phase === 'playing') return LivePhase.LIVE_PHASE_TALKING;
  if (!overTrunk) return LivePhase.LIVE_PHASE_RINGING_AGENT;
  return rang ? LivePhase.LIVE_PHASE_RINGING_LEAD : LivePhase.LIVE_PHASE_DIALLING;
}
