import { RecordingState } from '@firstring/contracts/common/call_record';
import { LegState, LivePhase, type LiveCall } from '@firstring/contracts/sip/monitor_service';
import { BanScope } from '@firstring/contracts/sip/registration_service';
import { Health, RegistrationStatus } from '@firstring/contracts/sip/trunk_service';
import { systemClock } from '@firstring/kernel/system';
import { aLadder, aTrunk, aTrunkState } from './_fake-telephony.ts';
import type { Harness } from './_harness.ts';

/** Two calls and a test call, three trunks of which one is down, phones, and a guesser who is kept out. */
export function furnishTelephony({ telephony, phones }: Harness): void {
  telephony.calls.push(
    aLiveCall('live-1', { phase: LivePhase.LIVE_PHASE_TALKING, trunkId: 'carrier-east' }),
    aLiveCall('live-2', { agentId: 'bob', phone: '+12025550144', phase: LivePhase.LIVE_PHASE_RINGING_LEAD }),
    aLiveCall('test-9', { phone: '', processId: '', trunkId: '', test: true }),
  );
  telephony.ladders.set('live-1', aLadder('live-1'));
  // Of the call log's furniture.
  telephony.ladders.set('a2', aLadder('a2'));
  telephony.trunks.set('carrier-east', aTrunk('carrier-east', { name: 'Carrier East' }));
  telephony.trunks.set('carrier-west', aTrunk('carrier-west', { disabled: true }));
  telephony.trunks.set('pstn-backup', aTrunk('pstn-backup', { name: 'Backup line' }));
  telephony.states.set(
    'carrier-east',
    aTrunkState('carrier-east', {
      health: Health.HEALTH_HEALTHY,
      callsNow: 2,
      invitesLastMinute: 14,
      registration: { status: RegistrationStatus.REGISTRATION_STATUS_REGISTERED },
    }),
  );
  telephony.states.set(
    'pstn-backup',
    aTrunkState('pstn-backup', {
      health: Health.HEALTH_DOWN,
      reason: 'no answer to 3 probes',
      registration: {
        status: RegistrationStatus.REGISTRATION_STATUS_FAILED,
        reason: '403 Forbidden, next try in 60 s',
      },
    }),
  );
  phones.bans.push({
    banId: 'b1',
    scope: BanScope.BAN_SCOPE_ADDRESS,
    address: '203.0.113.66',
    username: '',
    expireTime: new Date(systemClock.now() + 600_000),
    times: 2,
  });
}

export function aLiveCall(attemptId: string, more: Partial<LiveCall> = {}): LiveCall {
  const now = systemClock.now();
  return {
    attemptId,
    processId: 'p1',
    campaignId: 'solar',
    leadId: 'lea',
    agentId: 'ann',
    phone: '+12025550123',
    recording: RecordingState.RECORDING_STATE_OFF,
    phase: LivePhase.LIVE_PHASE_RINGING_AGENT,
    phaseTime: new Date(now - 12_000),
    startTime: new Date(now - 74_000),
    trunkId: 'carrier-east',
    agentLeg: LegState.LEG_STATE_UP,
    leadLeg: LegState.LEG_STATE_CALLING,
    test: false,
    ...more,
  };
}
