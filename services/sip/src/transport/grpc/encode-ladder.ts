import { toOptionalTime, toTime } from '@firstring/contracts';
import {
  LadderSide,
  TestPhase,
  type CallLadder as WireLadder,
  type LadderMessage as WireMessage,
  type TestCallResult,
} from '@firstring/contracts/sip/monitor_service';
import type { TestCall } from '../../app/test-call.ts';
import type { CallLadder, LadderMessage } from '../../domain/call-ladders.ts';
import type { TestOutcome } from '../../domain/test-call.ts';

const OUTCOMES: Readonly<Record<TestOutcome, TestPhase>> = {
  done: TestPhase.TEST_PHASE_DONE,
  no_answer: TestPhase.TEST_PHASE_NO_ANSWER,
  failed: TestPhase.TEST_PHASE_FAILED,
  hung_up: TestPhase.TEST_PHASE_HUNG_UP,
  ended: TestPhase.TEST_PHASE_ENDED,
  no_media: TestPhase.TEST_PHASE_NO_MEDIA,
  refused: TestPhase.TEST_PHASE_REFUSED,
};

export function encodeLadder(ladder: CallLadder): WireLadder {
  const { attemptId, processId, agentId, phone, test } = ladder.subject;
  return {
    attemptId,
    processId,
    agentId,
    phone,
    test,
    startTime: toTime(ladder.startedAt),
    endTime: toOptionalTime(ladder.endedAt),
    trunkId: ladder.trunkId,
    legs: ladder.legs.map(({ name, peer }) => ({ name, peer, side: sideOf(name) })),
    messages: ladder.messages.map(encodeMessage),
    omitted: ladder.omitted,
    omittedBefore: ladder.omittedBefore,
  };
}

export function encodeTestResult({ state, packetsHeard }: TestCall): TestCallResult {
  const phase =
    state.outcome === undefined
      ? state.phase === 'playing'
        ? TestPhase.TEST_PHASE_PLAYING
        : TestPhase.TEST_PHASE_RINGING
      : OUTCOMES[state.outcome];
  const { sipStatus, rang, reason } = state;
  return { phase, sipStatus, packetsHeard, rang, reason };
}

function encodeMessage({ at, ...message }: LadderMessage): WireMessage {
  return { ...message, time: toTime(at) };
}

/** Legs of the agent's phones are named a1, a2, rung for a caller r1-1, r2-1, those of a colleague's t1-1, t1-2 (leg-orders.ts). */
function sideOf(leg: string): LadderSide {
  if (leg.startsWith('a') || leg.startsWith('r')) return LadderSide.LADDER_SIDE_AGENT;
  return leg.startsWith('t') ? LadderSide.LADDER_SIDE_COLLEAGUE : LadderSide.LADDER_SIDE_TRUNK;
}
