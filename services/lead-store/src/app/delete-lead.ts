import { reasonError } from '@firstring/contracts';
import { customerIdOf } from '../domain/customer-id.ts';
import { changeLead, type LeadRef } from './change-lead.ts';
import { leadDeleted } from './lead-card.ts';
import type { LeadStoreDeps } from './ports.ts';
import { readPrimaryField } from './table-definition.ts';

/**
 * the person's data are gone for good, the id stays as a tombstone, calls keep what they have.
 * Refused with LEAD_IN_CALL while a call runs.
 */
export async function deleteLead(deps: LeadStoreDeps, ref: LeadRef, requestId: string): Promise<void> {
  const nowAt = deps.clock.now();
  const primaryField = await readPrimaryField(deps, ref.processId);
  const deleted = await changeLead<boolean>(deps, ref, (lead, version) => {
    if (lead.state === 'deleted') {
      if (lead.requestId !== requestId) throw reasonError('LEAD_NOT_FOUND');
      return { answer: false };
    }
    if (lead.call !== undefined && lead.call.startedAt > nowAt - deps.callMarkMsMax)
      throw reasonError('LEAD_IN_CALL');
    return {
      answer: true,
      doc: { state: 'deleted', processId: ref.processId, deletedAt: nowAt, requestId },
      events: [leadDeleted(deps, { leadId: ref.leadId, version, lead }, customerIdOf(lead, primaryField))],
    };
  });
  if (deleted) deps.events.leadDeleted(ref);
}
