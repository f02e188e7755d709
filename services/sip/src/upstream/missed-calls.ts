import { toTime } from '@firstring/contracts';
import { MissedCause, type ReportMissedCallRequest } from '@firstring/contracts/dialback/dialback_service';
import type { MissedCalls } from '../app/ports.ts';

/** The one call of the gRPC client that is used here. */
export interface DialbackClient {
  reportMissedCall(request: ReportMissedCallRequest): Promise<unknown>;
}

/** Reports incoming calls nobody took; the SIP Call-ID is the idempotency key, so a repeated INVITE is one missed call. */
export function createMissedCalls(
  dialback: DialbackClient,
  route: { readonly processId: string; readonly campaignId: string },
): MissedCalls {
  return {
    async report({ phone, missedAt, callId }) {
      await dialback.reportMissedCall({
        requestId: `inbound:${callId}`,
        processId: route.processId,
        campaignId: route.campaignId,
        phone,
        leadId: '',
        cause: MissedCause.MISSED_CAUSE_NO_AGENT,
        missedTime: toTime(missedAt),
        incomingNumberId: '',
        leadCreated: false,
      });
    },
  };
}
