import { fromTime } from '@firstring/contracts';
import type { RecordingState } from '@firstring/contracts/common/call_record';
import type { CallEvent } from '@firstring/contracts/sip/call_events';
import type { HandoverNews } from '../../app/apply-handover.ts';
import type { CallInput } from '../../domain/agent/agent-input.ts';
import type { RecordingName } from '../../domain/agent/agent-state.ts';
import { endCauseName } from '../../upstream/end-cause-name.ts';

const PHASES = {
  agentRinging: 'agent_ringing',
  agentAnswered: 'agent_answered',
  leadDialled: 'lead_dialled',
  leadRinging: 'lead_ringing',
  leadAnswered: 'lead_answered',
  bridged: 'bridged',
  // For the agent who dialled; the colleague's call goes on without this attempt's work.
  transferred: 'ended',
  ended: 'ended',
} as const;

const RECORDINGS: Readonly<Record<RecordingState, RecordingName>> = {
  RECORDING_STATE_UNSPECIFIED: 'off',
  RECORDING_STATE_OFF: 'off',
  RECORDING_STATE_RUNNING: 'running',
  RECORDING_STATE_PAUSED: 'paused',
  UNRECOGNIZED: 'off',
};

/** What a step means for the agent whose attempt it is. */
export function decodeCallEvent({ attemptId, eventTime, version, event }: CallEvent): CallInput | undefined {
  if (event === undefined) return undefined;
  const at = fromTime(eventTime) ?? 0;
  const talking = { attemptId, phase: 'bridged', at, version: Number(version) } as const;
  switch (event.$case) {
    case 'holdChanged':
      return { ...talking, talk: { held: event.value.byDesk, muted: event.value.muted } };
    case 'transferStarted':
      return {
        ...talking,
        talk: { held: false, colleague: { agentId: event.value.agentId, answered: false } },
      };
    case 'transferAnswered':
      return {
        ...talking,
        talk: { held: false, colleague: { agentId: event.value.agentId, answered: true } },
      };
    case 'transferFailed':
      return { ...talking, talk: { held: false } };
    case 'recordingChanged':
      return { ...talking, recording: RECORDINGS[event.value.state] };
    default:
  }
  const input = {
    attemptId,
    phase: PHASES[event.$case],
    at: fromTime(eventTime) ?? 0,
    version: Number(version),
  };
  if (event.$case === 'transferred') return { ...input, endCause: 'transferred' };
  return event.$case === 'ended' ? { ...input, endCause: endCauseName(event.value.record?.endCause) } : input;
}

/** What a step means for a colleague to whom the call is given; undefined: nothing. */
export function decodeHandover(call: CallEvent): HandoverNews | undefined {
  const { attemptId, processId, campaignId, leadId, event } = call;
  switch (event?.$case) {
    case 'transferStarted': {
      const origin = { attemptId, processId, campaignId, leadId, fromAgentId: call.agentId };
      return { type: 'begun', toAgentId: event.value.agentId, origin };
    }
    case 'transferAnswered':
      return { type: 'answered', toAgentId: event.value.agentId, attemptId };
    case 'transferFailed':
      return { type: 'failed', toAgentId: event.value.agentId, attemptId };
    case 'transferred':
      return { type: 'taken', toAgentId: event.value.agentId, attemptId };
    case 'holdChanged':
      return { type: 'held', attemptId, held: event.value.byDesk, muted: event.value.muted };
    case 'ended':
      return { type: 'ended', attemptId };
    default:
      return undefined;
  }
}
