import { reasonError } from '@firstring/contracts';
import {
  LadderSide,
  TestPhase,
  type CallLadder,
  type LadderMessage,
  type LiveCall,
  type MonitorServiceImplementation,
  type TestCallResult,
} from '@firstring/contracts/sip/monitor_service';
import type { RecordingServiceImplementation } from '@firstring/contracts/sip/recording_service';
import { Trunk, TrunkState, type TrunkServiceImplementation } from '@firstring/contracts/sip/trunk_service';
import { SoundsFolder, type SoundServiceImplementation } from '@firstring/contracts/sip/sound_service';
import { systemClock } from '@firstring/kernel/system';

/** Trunks and calls of the sip service because the test says so. */
export class FakeTelephony {
  readonly trunks = new Map<string, Trunk>();
  readonly states = new Map<string, TrunkState>();
  readonly calls: LiveCall[] = [];
  readonly ladders = new Map<string, CallLadder>();
  readonly endedTests: string[] = [];
  /** What RecordingService was asked for. */
  readonly recorded: string[] = [];
  /** Why a recording does not begin. */
  recordingProblem = '';
  /** What became of a test of a trunk. */
  trunkTestResult: TestCallResult = {
    phase: TestPhase.TEST_PHASE_DONE,
    sipStatus: 200,
    packetsHeard: 399,
    rang: true,
    reason: '',
  };
  /** What PlaceTestCall answers instead. */
  refusal: 'AGENT_NOT_REGISTERED' | 'AGENT_BUSY' | undefined;

  /** Names of sounds; undefined: no folder is set. */
  sounds: ReadonlySet<string> | undefined = new Set(['offer', 'who-we-are']);
  soundsSeen = true;

  readonly soundService: SoundServiceImplementation = {
    findSounds: async ({ names }) => {
      const { sounds } = this;
      if (!this.soundsSeen) return { folder: SoundsFolder.SOUNDS_FOLDER_NOT_SEEN, missing: [] };
      if (sounds === undefined) return { folder: SoundsFolder.SOUNDS_FOLDER_NOT_SET, missing: names };
      const missing = names.filter((name) => !sounds.has(name));
      return { folder: SoundsFolder.SOUNDS_FOLDER_SEEN, missing };
    },
  };

  readonly trunkService: TrunkServiceImplementation = {
    putTrunk: async ({ trunk }) => {
      if (trunk === undefined) throw reasonError('INVALID_ARGUMENT');
      if (trunk.targets.length === 0) throw invalid('targets');
      if (trunk.callerIds.some(({ number }) => !number.startsWith('+'))) throw invalid('caller_ids.number');
      const { account } = trunk;
      const stored = {
        ...trunk,
        callsPerSecond: trunk.callsPerSecond || 10,
        ...(account === undefined ? {} : { account: { ...account, password: '' } }),
      };
      this.trunks.set(trunk.trunkId, stored);
      return { trunk: stored };
    },
    getTrunk: async () => {
      throw reasonError('INTERNAL', { message: 'not part of this fake' });
    },
    listTrunks: async () => ({ trunks: [...this.trunks.values()] }),
    deleteTrunk: async ({ trunkId }) => {
      this.trunks.delete(trunkId);
      return {};
    },
    listTrunkStates: async () => ({ states: [...this.states.values()] }),
  };

  readonly recording: RecordingServiceImplementation = {
    startRecording: async ({ attemptId, processId }) => {
      if (this.recordingProblem !== '')
        throw reasonError('RECORDING_REFUSED', { message: this.recordingProblem });
      this.#setRecording(attemptId, 'RECORDING_STATE_RUNNING');
      this.recorded.push(`start ${processId} ${attemptId}`);
      return {};
    },
    stopRecording: async ({ attemptId, processId }) => {
      this.#setRecording(attemptId, 'RECORDING_STATE_OFF');
      this.recorded.push(`stop ${processId} ${attemptId}`);
      return {};
    },
    pauseRecording: async ({ attemptId, agentId }) => {
      this.recorded.push(`pause ${agentId} ${attemptId}`);
      return {};
    },
    resumeRecording: async ({ attemptId, agentId }) => {
      this.recorded.push(`resume ${agentId} ${attemptId}`);
      return {};
    },
  };

  #setRecording(attemptId: string, recording: LiveCall['recording']): void {
    const index = this.calls.findIndex((call) => call.attemptId === attemptId);
    const call = this.calls[index];
    if (call !== undefined) this.calls[index] = { ...call, recording };
  }

  readonly monitor: MonitorServiceImplementation = {
    listLiveCalls: async ({ processId }) => ({
      calls: this.calls.filter((call) => call.test || call.processId === processId),
    }),
    getCallLadder: async ({ attemptId }) => {
      const ladder = this.ladders.get(attemptId);
      if (ladder === undefined) throw reasonError('LADDER_NOT_KEPT');
      return { ladder };
    },
    placeTestCall: async ({ requestId, agentId }) => {
      if (this.refusal !== undefined) throw reasonError(this.refusal);
      const attemptId = `test-${requestId}`;
      const testResult = {
        phase: TestPhase.TEST_PHASE_DONE,
        sipStatus: 200,
        packetsHeard: 412,
        rang: true,
        reason: '',
      };
      this.ladders.set(attemptId, {
        ...toThePhone(aLadder(attemptId, { agentId })),
        processId: '',
        phone: '',
        test: true,
        testResult,
      });
      return { attemptId };
    },
    placeTrunkTest: async ({ permit }) => {
      if (permit === undefined) throw reasonError('PERMIT_INVALID');
      const { attemptId, phone } = permit;
      const [trunkId = ''] = permit.trunkIds;
      const testResult = this.trunkTestResult;
      const whole = aLadder(attemptId, { phone, trunkId, agentId: '', test: true, testResult });
      const legs = whole.legs.filter(({ name }) => name === 'l1');
      this.ladders.set(attemptId, {
        ...whole,
        legs,
        messages: whole.messages.filter(({ leg }) => leg === 'l1'),
      });
      return { attemptId };
    },
    endTestCall: async ({ attemptId }) => {
      this.endedTests.push(attemptId);
      return {};
    },
  };
}

/** Of a call its agent's leg alone. */
function toThePhone(ladder: CallLadder): CallLadder {
  const legs = ladder.legs.filter(({ name }) => name === 'a1');
  return { ...ladder, trunkId: '', legs, messages: ladder.messages.filter(({ leg }) => leg === 'a1') };
}

/** A believable trunk: `Trunk.fromPartial` fills what is left out. */
export function aTrunk(trunkId: string, more: Parameters<typeof Trunk.fromPartial>[0] = {}): Trunk {
  return Trunk.fromPartial({
    trunkId,
    name: trunkId,
    targets: [{ address: 'sip.carrier.example:5060;transport=udp', priority: 1, weight: 1 }],
    callerIds: [{ number: '+12025550100' }],
    callsPerSecond: 10,
    callsMax: 100,
    ...more,
  });
}

export function aTrunkState(
  trunkId: string,
  more: Parameters<typeof TrunkState.fromPartial>[0] = {},
): TrunkState {
  return TrunkState.fromPartial({ trunkId, invitesTotal: 0n, failuresTotal: 0n, ...more });
}

/** An answered call: agent's phone, then the lead over a trunk. */
export function aLadder(attemptId: string, more: Partial<CallLadder> = {}): CallLadder {
  const startedAt = systemClock.now() - 60_000;
  const phone = '+12025550123';
  const message = (
    afterMs: number,
    leg: string,
    sent: boolean,
    [method, status = 0, reason = '']: readonly [string, number?, string?],
  ): LadderMessage => {
    const line =
      status === 0 ? `${method} sip:${phone}@carrier.example SIP/2.0` : `SIP/2.0 ${status} ${reason}`;
    const raw = [
      line,
      `Call-ID: ${attemptId}-${leg}`,
      `CSeq: 1 ${method}`,
      `To: <sip:${phone}@carrier.example>`,
      '',
      '',
    ].join('\r\n');
    const time = new Date(startedAt + afterMs);
    return { time, leg, sent, method, status, reason, raw, cut: false, repeated: false, madeUp: false };
  };
  const ringing = message(620, 'l1', false, ['INVITE', 180, 'Ringing']);
  return {
    attemptId,
    processId: 'p1',
    agentId: 'ann',
    phone,
    test: false,
    startTime: new Date(startedAt),
    endTime: new Date(startedAt + 30_000),
    trunkId: 'carrier-east',
    legs: [
      { name: 'a1', side: LadderSide.LADDER_SIDE_AGENT, peer: 'udp/198.51.100.7:40312' },
      { name: 'l1', side: LadderSide.LADDER_SIDE_TRUNK, peer: 'udp/203.0.113.9:5060' },
    ],
    messages: [
      message(4, 'a1', true, ['INVITE']),
      message(38, 'a1', false, ['INVITE', 180, 'Ringing']),
      message(240, 'a1', false, ['INVITE', 200, 'OK']),
      message(243, 'a1', true, ['ACK']),
      message(410, 'l1', true, ['INVITE']),
      ringing,
      { ...ringing, repeated: true, time: new Date(startedAt + 1120) },
      message(4210, 'l1', false, ['INVITE', 200, 'OK']),
      message(4213, 'l1', true, ['ACK']),
      message(30_000, 'l1', false, ['BYE']),
      message(30_002, 'l1', true, ['BYE', 200, 'OK']),
      message(30_004, 'a1', true, ['BYE']),
      message(30_031, 'a1', false, ['BYE', 200, 'OK']),
    ],
    omitted: 0,
    omittedBefore: 0,
    ...more,
  };
}

function invalid(field: string): Error {
  return reasonError('INVALID_ARGUMENT', { message: `${field} is not valid`, details: { field } });
}
