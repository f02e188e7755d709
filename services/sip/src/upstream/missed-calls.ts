import { createHash } from 'node:crypto';
import { toTime } from '@firstring/contracts';
import { MissedCause, type ReportMissedCallRequest } from '@firstring/contracts/dialback/dialback_service';
import type { MissedCalls } from '../app/ports.ts';
import type { LostCause } from '../domain/caller-state.ts';

/** The one call of the gRPC client that is used here. */
export interface DialbackClient {
  reportMissedCall(request: ReportMissedCallRequest): Promise<unknown>;
}

const CAUSES: Readonly<Record<LostCause, MissedCause>> = {
  CALLER_HUNG_UP: MissedCause.MISSED_CAUSE_CALLER_HUNG_UP,
  QUEUE_TIMEOUT: MissedCause.MISSED_CAUSE_QUEUE_TIMEOUT,
  NO_AGENT: MissedCause.MISSED_CAUSE_NO_AGENT,
  CLOSED_HOURS: MissedCause.MISSED_CAUSE_CLOSED_HOURS,
  REFUSED: MissedCause.MISSED_CAUSE_REFUSED,
};

/**
 * Reports calls that came in and reached nobody; the SIP Call-ID is the idempotency key, so a call that the carrier brings again is one
 * missed call (F65).
 */
export function createMissedCalls(dialback: DialbackClient): MissedCalls {
  return {
    async report(call, { match, cause, missedAt }) {
      await dialback.reportMissedCall({
        requestId: nameOf(call.sipCallId),
        processId: call.processId,
        campaignId: match.campaignId || call.campaignId,
        phone: call.phone,
        leadId: match.leadId,
        cause: CAUSES[cause],
        missedTime: toTime(missedAt),
        incomingNumberId: call.incomingNumberId,
        leadCreated: match.created,
      });
    },
  };
}

/** The missed call's name everywhere, addresses of pages included: a Call-ID is the carrier's own words, and may hold any mark and be of any length. */
function nameOf(sipCallId: string): string {
  return `inbound:${createHash('sha256').update(sipCallId).digest('base64url')}`;
}
