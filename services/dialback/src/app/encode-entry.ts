import { toTime } from '@firstring/contracts';
import {
  DialbackState as WireState,
  MissedCause,
  type Dialback,
} from '@firstring/contracts/dialback/dialback_service';
import type { DialbackState, Entry, MissedCalls } from '../domain/dialback.ts';

const STATES: Readonly<Record<DialbackState, WireState>> = {
  queued: WireState.DIALBACK_STATE_QUEUED,
  presented: WireState.DIALBACK_STATE_PRESENTED,
  dialing: WireState.DIALBACK_STATE_DIALING,
  completed: WireState.DIALBACK_STATE_COMPLETED,
  cancelled: WireState.DIALBACK_STATE_CANCELLED,
  expired: WireState.DIALBACK_STATE_EXPIRED,
  closed: WireState.DIALBACK_STATE_CLOSED,
  'missed-only': WireState.DIALBACK_STATE_MISSED_ONLY,
};

/** An entry as events and answers carry it. */
export function encodeEntry(calls: MissedCalls, entry: Entry, version: number): Dialback {
  return {
    dialbackId: entry.dialbackId,
    processId: calls.processId,
    campaignId: entry.campaignId,
    leadId: entry.leadId,
    phone: calls.phone,
    state: STATES[entry.state],
    orderTime: toTime(entry.orderAt),
    missedTime: toTime(entry.missedAt),
    expireTime: toTime(entry.expiresAt),
    notBeforeTime: toTime(entry.notBeforeAt),
    attempts: entry.attempts,
    cause: entry.cause,
    version: BigInt(version),
    missedCause: MissedCause.MISSED_CAUSE_UNSPECIFIED,
    incomingNumberId: '',
    agentId: entry.agentId ?? '',
    ownerAgentId: '',
    handledAgentId: '',
  };
}
