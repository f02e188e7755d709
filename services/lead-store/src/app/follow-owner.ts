import { followOwner as step, type OwnerChange } from '../domain/follow-owner.ts';
import { changeLead, findLead, type LeadRef } from './change-lead.ts';
import { leadChanged } from './lead-card.ts';
import type { LeadStoreDeps } from './ports.ts';

/** Applies one change of a lead's owner; idempotent, and nothing for a lead that is gone. */
export async function followOwner(deps: LeadStoreDeps, ref: LeadRef, change: OwnerChange): Promise<void> {
  if ((await findLead(deps, ref)) === undefined) return;
  await changeLead<void>(deps, ref, (before, version) => {
    if (before.state === 'deleted') return { answer: undefined };
    const lead = step(before, change);
    if (lead === before) return { answer: undefined };
    const events = [leadChanged(deps, 'LeadUpdated', { leadId: ref.leadId, version, lead })];
    return { answer: undefined, doc: lead, events };
  });
}
