import { decoded, type BusMessage } from '@firstring/bus';
import { IncomingNumberEvent } from '@firstring/contracts/leads/incoming_number_service';
import { keepIncomingRules } from '../../app/keep-incoming-rules.ts';
import type { DialbackDeps } from '../../app/ports.ts';

/** Follows leads.incoming-number.config.v1: what each number says of dial-backs. */
export function followIncomingNumbers(deps: DialbackDeps): (batch: readonly BusMessage[]) => Promise<void> {
  return async (batch) => {
    for (const message of batch) {
      const { incomingNumber, deleted } = decoded(IncomingNumberEvent, message);
      if (incomingNumber !== undefined) await keepIncomingRules(deps, incomingNumber, deleted);
    }
  };
}
