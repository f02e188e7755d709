import { ERROR_REASONS, fromTime, isErrorReason } from '@firstring/contracts';
import type { RecordingState } from '@firstring/contracts/common/call_record';
import {
  LadderSide,
  LivePhase,
  MonitorServiceDefinition,
  TestPhase,
  type CallLadder,
  type LadderMessage,
  type TestCallResult,
} from '@firstring/contracts/sip/monitor_service';
import type { GrpcClients } from '@firstring/service-kit';
import type { CallMonitor, PlainLadder } from '../app/telephony-ports.ts';
import type {
  LadderLegView,
  LadderMessageView,
  LiveCallRow,
  LivePhaseName,
  TestPhaseName,
  TestResultView,
} from '../app/views/telephony.ts';
import { required } from './lead-store.ts';

const PHASES: Readonly<Record<LivePhase, LivePhaseName>> = {
  LIVE_PHASE_UNSPECIFIED: 'ringing_agent',
  LIVE_PHASE_RINGING_AGENT: 'ringing_agent',
  LIVE_PHASE_AGENT_WAITING: 'agent_waiting',
  LIVE_PHASE_DIALLING: 'dialling',
  LIVE_PHASE_RINGING_LEAD: 'ringing_lead',
  LIVE_PHASE_TALKING: 'talking',
  LIVE_PHASE_ENDING: 'ending',
  LIVE_PHASE_ON_HOLD: 'on_hold',
  LIVE_PHASE_TRANSFERRING: 'transferring',
  UNRECOGNIZED: 'talking',
};

const RECORDINGS: Readonly<Record<RecordingState, LiveCallRow['recording']>> = {
  RECORDING_STATE_UNSPECIFIED: 'off',
  RECORDING_STATE_OFF: 'off',
  RECORDING_STATE_RUNNING: 'running',
  RECORDING_STATE_PAUSED: 'paused',
  UNRECOGNIZED: 'off',
};

const SIDES: Readonly<Record<LadderSide, LadderLegView['side']>> = {
  LADDER_SIDE_UNSPECIFIED: 'trunk',
  LADDER_SIDE_AGENT: 'agent',
  LADDER_SIDE_TRUNK: 'trunk',
  LADDER_SIDE_COLLEAGUE: 'colleague',
  UNRECOGNIZED: 'trunk',
};

const TEST_PHASES: Readonly<Record<TestPhase, TestPhaseName>> = {
  TEST_PHASE_UNSPECIFIED: 'ringing',
  TEST_PHASE_RINGING: 'ringing',
  TEST_PHASE_PLAYING: 'playing',
  TEST_PHASE_DONE: 'done',
  TEST_PHASE_NO_ANSWER: 'no_answer',
  TEST_PHASE_FAILED: 'failed',
  TEST_PHASE_HUNG_UP: 'hung_up',
  TEST_PHASE_ENDED: 'ended',
  TEST_PHASE_NO_MEDIA: 'no_media',
  TEST_PHASE_REFUSED: 'refused',
  UNRECOGNIZED: 'ended',
};

/** What calls are doing, and what was said on the wire. */
export function createCallMonitor(clients: GrpcClients, address: string): CallMonitor {
  const monitor = clients.client(MonitorServiceDefinition, address);
  return {
    async liveCalls(processId) {
      const { calls } = await monitor.listLiveCalls({ processId });
      return calls.map(({ attemptId, agentId, phone, trunkId, test, ...call }) => ({
        attemptId,
        agentId,
        phone,
        trunkId,
        test,
        phase: PHASES[call.phase],
        recording: RECORDINGS[call.recording],
        phaseAt: fromTime(call.phaseTime) ?? 0,
        startedAt: fromTime(call.startTime) ?? 0,
      }));
    },
    async ladder(attemptId) {
      return toLadder(required((await monitor.getCallLadder({ attemptId })).ladder));
    },
    async placeTestCall(agentId, requestId) {
      return (await monitor.placeTestCall({ requestId, agentId })).attemptId;
    },
    async endTestCall(attemptId) {
      await monitor.endTestCall({ attemptId });
    },
  };
}

function toLadder(ladder: CallLadder): PlainLadder {
  const { attemptId, processId, agentId, phone, test, trunkId, omitted, omittedBefore, testResult } = ladder;
  return {
    attemptId,
    processId,
    agentId,
    phone,
    test,
    startedAt: fromTime(ladder.startTime) ?? 0,
    endedAt: fromTime(ladder.endTime),
    trunkId,
    legs: ladder.legs.map(({ name, peer, side }) => ({
      name,
      peer,
      side: SIDES[side],
    })),
    messages: ladder.messages.map(toMessage),
    omitted,
    omittedBefore,
    testResult: testResult === undefined ? undefined : toResult(testResult),
  };
}

function toResult({ phase, sipStatus, packetsHeard, rang, reason }: TestCallResult): TestResultView {
  const refusal = isErrorReason(reason) ? ERROR_REASONS[reason].message : reason;
  return { phase: TEST_PHASES[phase], sipStatus, packetsHeard, rang, refusal };
}

function toMessage({ time, ...message }: LadderMessage): LadderMessageView {
  return { ...message, at: fromTime(time) ?? 0 };
}
