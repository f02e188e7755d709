import type { CallLogEntry } from '@firstring/contracts/leads/call_log_service';
import { CallDirection, CallRecord, type EndCause } from '@firstring/contracts/common/call_record';
import { DialState, LeadStatus, type Lead } from '@firstring/contracts/leads/lead';
import type { Campaign } from '@firstring/contracts/leads/lead_events';
import { fromTime } from '@firstring/contracts';
import { categoryOf } from '@firstring/service-kit/disposition-category';
import type { LoggedCall } from '../app/ports.ts';
import type {
  CallRow,
  CampaignView,
  EndCauseName,
  LeadRow,
  LeadStatusName,
  LeadView,
} from '../app/views/leads.ts';

/** Protobuf to the browser's words, one function a message. */

const STATUS_NAMES: Readonly<Record<LeadStatus, LeadStatusName>> = {
  LEAD_STATUS_UNSPECIFIED: 'new',
  LEAD_STATUS_NEW: 'new',
  LEAD_STATUS_CONTACTED: 'contacted',
  LEAD_STATUS_CONVERTED: 'converted',
  UNRECOGNIZED: 'new',
};

const STATUS_BY_NAME: Readonly<Record<LeadStatusName, LeadStatus>> = {
  new: LeadStatus.LEAD_STATUS_NEW,
  contacted: LeadStatus.LEAD_STATUS_CONTACTED,
  converted: LeadStatus.LEAD_STATUS_CONVERTED,
};

const CAUSE_NAMES: Readonly<Record<EndCause, EndCauseName>> = {
  END_CAUSE_UNSPECIFIED: 'unspecified',
  END_CAUSE_LEAD_HUNG_UP: 'lead_hung_up',
  END_CAUSE_AGENT_HUNG_UP: 'agent_hung_up',
  END_CAUSE_LOST: 'lost',
  END_CAUSE_NO_ANSWER: 'no_answer',
  END_CAUSE_BUSY: 'busy',
  END_CAUSE_REJECTED: 'rejected',
  END_CAUSE_CANCELLED: 'cancelled',
  END_CAUSE_INVALID_NUMBER: 'invalid_number',
  END_CAUSE_CONGESTED: 'congested',
  END_CAUSE_FORBIDDEN: 'forbidden',
  END_CAUSE_FAILED: 'failed',
  END_CAUSE_AGENT_UNREACHABLE: 'agent_unreachable',
  END_CAUSE_BLOCKED: 'blocked',
  END_CAUSE_ABANDONED: 'abandoned',
  END_CAUSE_UNKNOWN: 'unknown',
  END_CAUSE_ANNOUNCED: 'announced',
  UNRECOGNIZED: 'unknown',
};

export function statusByName(name: LeadStatusName | undefined): LeadStatus {
  return name === undefined ? LeadStatus.LEAD_STATUS_UNSPECIFIED : STATUS_BY_NAME[name];
}

export function toLeadRow(lead: Lead): LeadRow {
  return {
    leadId: lead.card?.leadId ?? '',
    processId: lead.card?.processId ?? '',
    status: STATUS_NAMES[lead.card?.status ?? LeadStatus.LEAD_STATUS_NEW],
    dialbackQueued: false,
    automaticRedial: lead.card?.dialState === DialState.DIAL_STATE_AUTOMATIC_REDIAL,
    callerId: lead.card?.homeGuard ?? '',
    firstName: lead.firstName,
    lastName: lead.lastName,
    email: lead.email,
    campaignId: lead.card?.campaignId ?? '',
    campaignName: lead.campaignName,
    vendorName: lead.vendorName,
    listName: lead.listName,
    totalAttempts: lead.card?.totalAttempts ?? 0,
    createdAt: fromTime(lead.createTime) ?? 0,
    parameters: lead.custom,
  };
}

export function toLeadView(lead: Lead): LeadView {
  const custom = Object.entries(lead.custom).map(([name, value]) => ({ name, label: name, value }));
  return {
    ...toLeadRow(lead),
    callerIdRaw: lead.callerIdRaw,
    updatedAt: fromTime(lead.updateTime) ?? 0,
    timeZone: lead.card?.timeZone ?? '',
    ownershipCode: lead.card?.ownershipCode ?? '',
    listId: lead.card?.listId ?? '',
    version: Number(lead.card?.version ?? 0),
    otherPhones: lead.otherPhones,
    custom: custom.sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

export function toCallRow(entry: CallLogEntry): CallRow {
  const record = entry.record;
  const bridgeAt = fromTime(record?.bridgeTime);
  const endAt = fromTime(record?.endTime);
  return {
    attemptId: record?.attemptId ?? '',
    incoming: record?.direction === CallDirection.CALL_DIRECTION_INBOUND,
    leadId: record?.leadId ?? '',
    agentId: record?.agentId ?? '',
    agentName: record?.agentId ?? '',
    leadName: '',
    phone: record?.phone ?? '',
    cause: CAUSE_NAMES[record?.endCause ?? 'END_CAUSE_UNSPECIFIED'],
    reason: record?.reason ?? '',
    dialAt: fromTime(record?.dialTime) ?? fromTime(record?.inviteTime),
    endAt,
    talkMs: bridgeAt === undefined || endAt === undefined ? 0 : Math.max(0, endAt - bridgeAt),
    dispositionLabel: entry.dispositionLabel,
    note: entry.note,
    recordings: (record?.recordings ?? []).map(({ name, startTime, durationMs, failure }) => ({
      name,
      startedAt: fromTime(startTime) ?? 0,
      durationMs: Number(durationMs),
      failure,
    })),
  };
}

export function toLoggedCall(entry: CallLogEntry): LoggedCall {
  const row = toCallRow(entry);
  const record = entry.record ?? CallRecord.fromPartial({});
  return {
    row,
    campaignId: record.campaignId,
    times: {
      dial_pressed: fromTime(record.dialTime),
      agent_rang: fromTime(record.agentRingTime),
      agent_lifted: fromTime(record.agentAnswerTime),
      invite_sent: fromTime(record.inviteTime),
      lead_rang: fromTime(record.ringTime),
      lead_answered: fromTime(record.answerTime),
      connected: fromTime(record.bridgeTime),
      recording_began: row.recordings[0]?.startedAt,
      ended: row.endAt,
      disposed: fromTime(entry.dispositionTime),
    },
    trunkId: record.trunkId,
    callerId: record.callerId,
    attestation: record.attestation,
    sipStatus: record.sipStatus,
    counted: record.counted,
    dialback: record.dialback,
    fencingToken: String(record.fencingToken),
    sipCallId: record.sipCallId,
  };
}

export function toCampaignView(campaign: Campaign): CampaignView {
  return {
    campaignId: campaign.campaignId,
    processId: campaign.processId,
    name: campaign.name,
    timeZone: campaign.timeZone,
    ringOnPreview: campaign.ringOnPreview,
    manualDialling: campaign.manualDialling,
    dispositions: campaign.dispositions.map((disposition) => ({
      code: disposition.code,
      label: disposition.label,
      category: categoryOf(disposition.category) ?? 'retry',
    })),
  };
}
