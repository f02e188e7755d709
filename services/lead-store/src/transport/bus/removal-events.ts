import { decodedOfProcess, type BusMessage } from '@firstring/bus';
import { LeadEvent } from '@firstring/contracts/leads/lead_events';
import type { RemovalDeps } from '../../app/removals/removal-deps.ts';
import { tellRemoval } from '../../app/removals/tell-removal.ts';

/** Follows our own leads.lead.events.v1 for deletions: the message to a CRM is as durable as the deletion itself. */
export function followRemovals(deps: RemovalDeps): (batch: readonly BusMessage[]) => Promise<void> {
  return async (batch) => {
    for (const message of batch) {
      if (message.type !== 'LeadDeleted') continue;
      const { processId, leadId, event } = decodedOfProcess(LeadEvent, message);
      if (event?.$case !== 'deleted') continue;
      const { phones, customerId } = event.value;
      await tellRemoval(deps, { processId, leadId, phones, customerId, erasedAt: message.occurredAt });
    }
  };
}
