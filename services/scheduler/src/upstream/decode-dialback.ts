import { fromTime } from '@firstring/contracts';
import { DialbackState, type Dialback } from '@firstring/contracts/dialback/dialback_service';
import type { MissedCallNews } from '../app/callers/lost-calls.ts';
import type { DialbackEntry } from '../domain/dialback-queue.ts';

const OPEN: ReadonlySet<DialbackState> = new Set([
  DialbackState.DIALBACK_STATE_QUEUED,
  DialbackState.DIALBACK_STATE_PRESENTED,
  DialbackState.DIALBACK_STATE_DIALING,
]);

export function isOpenDialback({ state }: Dialback): boolean {
  return OPEN.has(state);
}

/** The call that an entry is of. */
export function decodeMissedCall({ processId, phone, missedTime }: Dialback): MissedCallNews {
  return { processId, phone, missedAt: fromTime(missedTime) ?? 0 };
}

/** A dial-back entry as the queue keeps it. */
export function decodeDialback(dialback: Dialback): DialbackEntry {
  const commonAt = fromTime(dialback.commonTime);
  return {
    dialbackId: dialback.dialbackId,
    processId: dialback.processId,
    campaignId: dialback.campaignId,
    leadId: dialback.leadId,
    phone: dialback.phone,
    isQueued: dialback.state === DialbackState.DIALBACK_STATE_QUEUED,
    orderAt: fromTime(dialback.orderTime) ?? 0,
    notBeforeAt: fromTime(dialback.notBeforeTime) ?? 0,
    expiresAt: fromTime(dialback.expireTime) ?? Infinity,
    ...(commonAt === undefined ? {} : { commonAt }),
    cause: dialback.cause,
    version: Number(dialback.version),
  };
}
