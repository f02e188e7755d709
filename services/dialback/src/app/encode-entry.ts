import { toOptionalTime, toTime } from '@firstring/contracts';
import {
  DialbackState as WireState,
  MissedCause as WireCause,
  type Dialback,
} from '@firstring/contracts/dialback/dialback_service';
import type { DialbackState, Entry, MissedCalls, MissedCause } from '../domain/missed-calls.ts';

export const WIRE_STATES: Readonly<Record<DialbackState, WireState>> = {
  queued: WireState.DIALBACK_STATE_QUEUED,
  presented: WireState.DIALBACK_STATE_PRESENTED,
  dialing: WireState.DIALBACK_STATE_DIALING,
  completed: WireState.DIALBACK_STATE_COMPLETED,
  cancelled: WireState.DIALBACK_STATE_CANCELLED,
  expired: WireState.DIALBACK_STATE_EXPIRED,
  closed: WireState.DIALBACK_STATE_CLOSED,
  'missed-only': WireState.DIALBACK_STATE_MISSED_ONLY,
};

export const WIRE_CAUSES: Readonly<Record<MissedCause, WireCause>> = {
  caller_hung_up: WireCause.MISSED_CAUSE_CALLER_HUNG_UP,
  queue_timeout: WireCause.MISSED_CAUSE_QUEUE_TIMEOUT,
  no_agent: WireCause.MISSED_CAUSE_NO_AGENT,
  closed_hours: WireCause.MISSED_CAUSE_CLOSED_HOURS,
  refused: WireCause.MISSED_CAUSE_REFUSED,
};

/** An entry as events and answers carry it. */
export function encodeEntry({ processId }: MissedCalls, entry: Entry, version: number): Dialback {
  return {
    dialbackId: entry.dialbackId,
    processId,
    campaignId: entry.campaignId,
    leadId: entry.leadId,
    phone: entry.phone,
    state: WIRE_STATES[entry.state],
    orderTime: toTime(entry.orderAt),
    missedTime: toTime(entry.missedAt),
    expireTime: toTime(entry.expiresAt),
    notBeforeTime: toTime(entry.notBeforeAt),
    attempts: entry.attempts,
    cause: entry.cause,
    version: BigInt(version),
    missedCause: WIRE_CAUSES[entry.missedCause],
    incomingNumberId: entry.incomingNumberId,
    agentId: entry.agentId ?? '',
    ownerAgentId: entry.ownerId ?? '',
    commonTime: toOptionalTime(entry.commonAt),
    endTime: toOptionalTime(entry.endedAt),
    handledTime: toOptionalTime(entry.handledAt),
    handledAgentId: entry.handledBy ?? '',
  };
}
