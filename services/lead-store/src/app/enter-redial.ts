import { automaticRedial } from '@firstring/domain/lead-lifecycle';
import { changeLead, findLead, type LeadRef } from './change-lead.ts';
import { leadChanged } from './lead-card.ts';
import type { LeadStoreDeps } from './ports.ts';

/** nobody answered the dial-back of a lead that was made for its call; it waits for its turn with everybody else from now on. */
export async function enterRedial(deps: LeadStoreDeps, ref: LeadRef): Promise<void> {
  if ((await findLead(deps, ref)) === undefined) return;
  await changeLead<void>(deps, ref, (before, version) => {
    if (before.state === 'deleted') return { answer: undefined };
    const progress = automaticRedial(before.progress);
    if (progress === before.progress) return { answer: undefined };
    const lead = { ...before, progress };
    const events = [leadChanged(deps, 'LeadUpdated', { leadId: ref.leadId, version, lead })];
    return { answer: undefined, doc: lead, events };
  });
}
