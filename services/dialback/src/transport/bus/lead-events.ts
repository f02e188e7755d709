import { decodedOfProcess, type BusMessage } from '@firstring/bus';
import { LeadEvent } from '@firstring/contracts/leads/lead_events';
import { forgetLead } from '../../app/forget-lead.ts';
import type { DialbackDeps } from '../../app/ports.ts';

/** Follows leads.lead.events.v1 for deletions only. */
export function followErasures(deps: DialbackDeps): (batch: readonly BusMessage[]) => Promise<void> {
  return async (batch) => {
    for (const message of batch) {
      if (message.type !== 'LeadDeleted') continue;
      const { processId, leadId, event } = decodedOfProcess(LeadEvent, message);
      if (event?.$case === 'deleted') await forgetLead(deps, { processId, leadId }, event.value.phones);
    }
  };
}
