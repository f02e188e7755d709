import { CALL_EVENTS, toOptionalTime, toTime } from '@firstring/contracts';
import {
  CallDirection,
  EndCause as WireCause,
  LeadChoice,
  RecordingState,
  type CallRecord as WireRecord,
} from '@firstring/contracts/common/call_record';
import { CallEvent } from '@firstring/contracts/sip/call_events';
import { unreachable, type Clock, type Random } from '@firstring/kernel';
import { outboxEvent } from '@firstring/service-kit';
import type { OutboxEvent } from '@firstring/store';
import type { CallStep } from '../domain/call-action.ts';
import type { CallRecord } from '../domain/call-record.ts';
import type { CallRecording, CallSubject } from '../domain/call-state.ts';
import type { EndCause } from '../domain/end-cause.ts';
import type { LeadChoice as Choice } from '../domain/lead-first.ts';

const CAUSES: Readonly<Record<EndCause, WireCause>> = {
  LEAD_HUNG_UP: WireCause.END_CAUSE_LEAD_HUNG_UP,
  AGENT_HUNG_UP: WireCause.END_CAUSE_AGENT_HUNG_UP,
  LOST: WireCause.END_CAUSE_LOST,
  NO_ANSWER: WireCause.END_CAUSE_NO_ANSWER,
  BUSY: WireCause.END_CAUSE_BUSY,
  REJECTED: WireCause.END_CAUSE_REJECTED,
  CANCELLED: WireCause.END_CAUSE_CANCELLED,
  INVALID_NUMBER: WireCause.END_CAUSE_INVALID_NUMBER,
  CONGESTED: WireCause.END_CAUSE_CONGESTED,
  FORBIDDEN: WireCause.END_CAUSE_FORBIDDEN,
  FAILED: WireCause.END_CAUSE_FAILED,
  AGENT_UNREACHABLE: WireCause.END_CAUSE_AGENT_UNREACHABLE,
  BLOCKED: WireCause.END_CAUSE_BLOCKED,
  ABANDONED: WireCause.END_CAUSE_ABANDONED,
  UNKNOWN: WireCause.END_CAUSE_UNKNOWN,
  ANNOUNCED: WireCause.END_CAUSE_ANNOUNCED,
};

const CHOICES: Readonly<Record<Choice, LeadChoice>> = {
  CONNECT: LeadChoice.LEAD_CHOICE_CONNECT,
  LATER: LeadChoice.LEAD_CHOICE_LATER,
  EXCLUDE: LeadChoice.LEAD_CHOICE_EXCLUDE,
};

/** Whether a call is being written down, as others are told. */
export const RECORDING_STATES: Readonly<Record<CallRecording['state'], RecordingState>> = {
  off: RecordingState.RECORDING_STATE_OFF,
  running: RecordingState.RECORDING_STATE_RUNNING,
  paused: RecordingState.RECORDING_STATE_PAUSED,
};

/** A step of an attempt as the topic carries it. */
export function encodeCallEvent(
  deps: { clock: Clock; random: Random },
  subject: CallSubject,
  published: { readonly version: number; readonly step: CallStep; readonly at: number },
): OutboxEvent {
  const { processId, campaignId, leadId, agentId, attemptId } = subject;
  const event: CallEvent = {
    processId,
    campaignId,
    leadId,
    agentId,
    attemptId,
    version: BigInt(published.version),
    eventTime: toTime(published.at),
    event: encodeStep(published.step),
  };
  return outboxEvent(deps, {
    topic: CALL_EVENTS,
    key: processId,
    type: published.step.type,
    payload: CallEvent.encode(event).finish(),
  });
}

function encodeStep(step: CallStep): NonNullable<CallEvent['event']> {
  switch (step.type) {
    case 'AgentRinging':
      return { $case: 'agentRinging', value: {} };
    case 'AgentAnswered':
      return { $case: 'agentAnswered', value: {} };
    case 'LeadDialled':
      return { $case: 'leadDialled', value: { trunkId: step.trunkId } };
    case 'LeadRinging':
      return { $case: 'leadRinging', value: { earlyMedia: step.earlyMedia } };
    case 'LeadAnswered':
      return { $case: 'leadAnswered', value: {} };
    case 'Bridged':
      return { $case: 'bridged', value: {} };
    case 'HoldChanged': {
      const { desk, agent, lead, muted = false } = step.hold;
      const value = { byDesk: desk, byAgentPhone: agent !== 'talk', byLead: lead !== 'talk', muted };
      return { $case: 'holdChanged', value };
    }
    case 'RecordingChanged':
      return { $case: 'recordingChanged', value: { state: RECORDING_STATES[step.state] } };
    case 'TransferStarted':
      return { $case: 'transferStarted', value: { agentId: step.agentId, attended: step.attended } };
    case 'TransferAnswered':
      return { $case: 'transferAnswered', value: { agentId: step.agentId } };
    case 'TransferFailed':
      return { $case: 'transferFailed', value: { agentId: step.agentId } };
    case 'Transferred':
      return { $case: 'transferred', value: { agentId: step.agentId } };
    case 'Ended':
      return { $case: 'ended', value: { record: encodeRecord(step.record) } };
    default:
      return unreachable(step);
  }
}

function encodeRecord(record: CallRecord): WireRecord {
  const { attemptId, processId, campaignId, leadId, agentId, phone, callerId, trunkId, attestation } = record;
  return {
    attemptId,
    processId,
    campaignId,
    leadId,
    agentId,
    phone,
    callerId,
    trunkId,
    attestation,
    endCause: CAUSES[record.cause],
    sipStatus: record.sipStatus,
    counted: record.counted,
    fencingToken: BigInt(record.fencingToken),
    dialTime: toOptionalTime(record.dialAt),
    agentRingTime: toOptionalTime(record.agentRingAt),
    agentAnswerTime: toOptionalTime(record.agentAnswerAt),
    inviteTime: toOptionalTime(record.inviteAt),
    ringTime: toOptionalTime(record.ringAt),
    answerTime: toOptionalTime(record.answerAt),
    bridgeTime: toOptionalTime(record.bridgeAt),
    endTime: toTime(record.endAt),
    sipCallId: record.sipCallId,
    reason: record.reason,
    dialback: record.dialback,
    direction:
      record.incomingNumberId === undefined
        ? CallDirection.CALL_DIRECTION_OUTBOUND
        : CallDirection.CALL_DIRECTION_INBOUND,
    incomingNumberId: record.incomingNumberId ?? '',
    leadChoice:
      record.leadChoice === undefined ? LeadChoice.LEAD_CHOICE_UNSPECIFIED : CHOICES[record.leadChoice],
    recordings: record.recordings.map(({ name, startedAt, endedAt, failure }) => ({
      name,
      startTime: toTime(startedAt),
      durationMs: BigInt(endedAt - startedAt),
      failure: failure ?? '',
    })),
  };
}
