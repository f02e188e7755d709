import { decoded, type BusMessage } from '@firstring/bus';
import { DialbackEvent, DialbackState } from '@firstring/contracts/dialback/dialback_service';
import { enterRedial } from '../../app/enter-redial.ts';
import type { LeadStoreDeps } from '../../app/ports.ts';

/** Follows dialing.dialback.events.v1 for those that close into the cadence only; no lead's status is touched otherwise. */
export function followDialbacks(deps: LeadStoreDeps): (batch: readonly BusMessage[]) => Promise<void> {
  return async (batch) => {
    for (const message of batch) {
      const { dialback } = decoded(DialbackEvent, message);
      if (dialback?.state !== DialbackState.DIALBACK_STATE_CLOSED || dialback.leadId === '') continue;
      await enterRedial(deps, dialback);
    }
  };
}
