import { decoded, type BusMessage } from '@firstring/bus';
import { DialbackEvent } from '@firstring/contracts/dialback/dialback_service';
import { logMissedCall } from '../../app/log-missed-call.ts';
import type { DialbackDeps } from '../../app/ports.ts';

/** Follows our own dialing.dialback.events.v1: the log of missed calls is what it has told. */
export function followDialbacks(deps: DialbackDeps): (batch: readonly BusMessage[]) => Promise<void> {
  return async (batch) => {
    for (const message of batch) {
      const { dialback } = decoded(DialbackEvent, message);
      if (dialback !== undefined) await logMissedCall(deps, dialback);
    }
  };
}
