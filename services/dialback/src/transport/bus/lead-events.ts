import { PoisonMessage, type BusMessage } from '@firstring/bus';
import { LeadEvent } from '@firstring/contracts/leads/lead_events';
import type { DialbackDeps } from '../../app/ports.ts';
import { updateMissedCalls } from '../../app/update-missed-calls.ts';

/** Follows leads.lead.events.v1 for deletions only. */
export function followErasures(deps: DialbackDeps): (batch: readonly BusMessage[]) => Promise<void> {
  return async (batch) => {
    for (const message of batch) {
      if (message.type !== 'LeadDeleted') continue;
      const { processId, leadId, event } = decode(message);
      if (event?.$case !== 'deleted') continue;
      for (const phone of event.value.phones) {
        await updateMissedCalls(deps, { processId, phone }, { type: 'lead-erased', leadId });
      }
    }
  };
}

function decode(message: BusMessage): LeadEvent {
  try {
    return LeadEvent.decode(message.payload);
  } catch (cause) {
    throw new PoisonMessage('a lead event cannot be decoded', { cause });
  }
}
