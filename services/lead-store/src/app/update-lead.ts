import { reasonError } from '@firstring/contracts';
import type { Stored } from '@firstring/store';
import { editLead, type LeadEdit } from '../domain/edit-lead.ts';
import { rememberedRequest, type LiveLead } from '../domain/lead.ts';
import { changeLead, readLead, type LeadRef } from './change-lead.ts';
import { readDeclaredNames } from './custom-parameters.ts';
import { leadChanged } from './lead-card.ts';
import type { LeadStoreDeps } from './ports.ts';

/** changes what is known of a person; returns the lead as it then is. The same request changes it once. */
export async function updateLead(
  deps: LeadStoreDeps,
  ref: LeadRef,
  edit: LeadEdit,
): Promise<Stored<LiveLead>> {
  const declared = new Set(await readDeclaredNames(deps, ref.processId));
  const unknown = Object.keys(edit.custom).find((name) => !declared.has(name));
  if (unknown !== undefined)
    throw reasonError('PARAMETER_INVALID', { details: { field: `custom.${unknown}` } });
  const nowAt = deps.clock.now();
  const changed = await changeLead<boolean>(deps, ref, (before, version) => {
    if (before.state === 'deleted') throw reasonError('LEAD_NOT_FOUND');
    if (rememberedRequest(before, edit.requestId) !== undefined) return { answer: false };
    const step = editLead(before, edit, { version, nowAt });
    if (step.type === 'refused') throw reasonError(step.reason);
    const { lead } = step;
    return {
      answer: true,
      doc: lead,
      events: [leadChanged(deps, 'LeadUpdated', { leadId: ref.leadId, version, lead })],
    };
  });
  if (changed) deps.events.leadEdited(ref);
  return readLead(deps, ref);
}
