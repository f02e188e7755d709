import { fromTime } from '@firstring/contracts';
import { Dialback, DialbackState } from '@firstring/contracts/dialback/dialback_service';
import { failpoint } from '@firstring/kernel';
import { updateDocument } from '@firstring/service-kit';
import type { LoggedCall } from '../store/call-log.ts';
import type { DialbackDeps } from './ports.ts';

/** Nobody calls these back, by hand or otherwise. */
const NOT_BY_HAND: ReadonlySet<string> = new Set(['number_excluded', 'number_withheld', 'lead_deleted']);

/** Writes a missed call as its event tells it into the log, once. */
export async function logMissedCall(deps: Pick<DialbackDeps, 'callLog'>, dialback: Dialback): Promise<void> {
  await failpoint('dialback.d4.before');
  await updateDocument(deps.callLog, dialback.dialbackId, (before) => {
    const isNews = before === undefined || before.version < Number(dialback.version);
    return { answer: undefined, doc: isNews && !isOver(before, dialback) ? loggedCall(dialback) : undefined };
  });
  await failpoint('dialback.d4.after');
}

/** An outcome stands: another one is of a report that came again after its person's document had forgotten the call. */
function isOver(before: LoggedCall | undefined, { state }: Dialback): boolean {
  return before !== undefined && ENDED.has(before.state) && before.state !== state;
}

const ENDED: ReadonlySet<string> = new Set([
  DialbackState.DIALBACK_STATE_COMPLETED,
  DialbackState.DIALBACK_STATE_CANCELLED,
  DialbackState.DIALBACK_STATE_EXPIRED,
  DialbackState.DIALBACK_STATE_CLOSED,
]);

function loggedCall(dialback: Dialback): LoggedCall {
  const { processId, phone, leadId, campaignId, incomingNumberId, missedCause, state, cause, version } =
    dialback;
  const missedAt = fromTime(dialback.missedTime) ?? 0;
  const isListed = state === DialbackState.DIALBACK_STATE_MISSED_ONLY;
  const isToHandle = isListed && dialback.handledTime === undefined && !NOT_BY_HAND.has(cause);
  return {
    processId,
    phone,
    leadId,
    campaignId,
    incomingNumberId,
    missedCause,
    state,
    missedAt,
    ...(isToHandle ? { toHandleAt: missedAt } : {}),
    version: Number(version),
    dialback: Dialback.toJSON(dialback),
  };
}
