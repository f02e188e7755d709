import { AppError } from '@firstring/kernel';
import type { ConsoleEvents } from '../events.ts';
import type { MissedCalls } from './missed-call-ports.ts';
import type { LeadRow } from './views/leads.ts';

export interface DialbackMarkDeps {
  missedCalls: Pick<MissedCalls, 'find'>;
  events: Pick<ConsoleEvents, 'dialbacksUnknown'>;
}

/** leads with an open dial-back say so; their own status stays. While dial-back does not answer they are shown without it. */
export async function markDialbacks<Lead extends LeadRow>(
  { missedCalls, events }: DialbackMarkDeps,
  processId: string,
  leads: readonly Lead[],
): Promise<readonly Lead[]> {
  if (leads.length === 0) return leads;
  try {
    const found = await missedCalls.find(
      processId,
      leads.map(({ leadId }) => leadId),
    );
    const open = new Set(found.map(({ leadId }) => leadId));
    return leads.map((lead) => ({ ...lead, dialbackQueued: open.has(lead.leadId) }));
  } catch (thrown) {
    events.dialbacksUnknown(processId, AppError.from(thrown).reason);
    return leads;
  }
}
