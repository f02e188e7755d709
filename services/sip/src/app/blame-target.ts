import { isTrunkFailure } from '../domain/end-cause.ts';
import type { CallEventLog } from '../events.ts';
import type { LegEvents } from './ports.ts';
import type { TrunkSlot } from './trunk-pool.ts';

/** What a refused INVITE says of its target: it works, it is to blame, or nothing, because we had ended the leg. Gives the place back. */
export function blameTarget(
  events: CallEventLog,
  call: {
    readonly attemptId: string;
    readonly slot: TrunkSlot;
    readonly failure: Parameters<LegEvents['failed']>[0];
    readonly wasEnded: boolean;
  },
): void {
  const { attemptId, slot, failure } = call;
  const { status, heard, retryAfterS } = failure;
  const blamed = isTrunkFailure(failure) && !call.wasEnded;
  if (heard && !blamed) slot.works();
  slot.release(blamed ? { status: heard ? status : 0, retryAfterS } : undefined);
  if (blamed) events.trunkFailed({ attemptId, trunkId: slot.trunk.trunkId, status, heard });
}
