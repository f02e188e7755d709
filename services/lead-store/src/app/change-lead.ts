import { reasonError } from '@firstring/contracts';
import { updateDocument, type DocumentStep } from '@firstring/service-kit';
import type { Stored } from '@firstring/store';
import type { Lead, LiveLead } from '../domain/lead.ts';
import { toLeadDoc, type LeadDoc, type LiveLeadDoc } from '../store/leads.ts';
import type { LeadStoreDeps } from './ports.ts';

export interface LeadRef {
  readonly processId: string;
  readonly leadId: string;
}

/** The lead of a process; undefined when there is none, it is deleted, or it is another process's. */
export async function findLead(deps: LeadStoreDeps, ref: LeadRef): Promise<Stored<LiveLeadDoc> | undefined> {
  const stored = await deps.leads.get(ref.leadId);
  return stored !== undefined && isLive(stored) && stored.doc.processId === ref.processId
    ? stored
    : undefined;
}

/** As findLead, with LEAD_NOT_FOUND instead of undefined. */
export async function readLead(deps: LeadStoreDeps, ref: LeadRef): Promise<Stored<LiveLeadDoc>> {
  const stored = await findLead(deps, ref);
  if (stored === undefined) throw reasonError('LEAD_NOT_FOUND');
  return stored;
}

/** The one way an existing lead changes: a pure step, then one compare-and-set with its events. The step may throw to refuse. */
export function changeLead<Answer>(
  deps: LeadStoreDeps,
  ref: LeadRef,
  step: (lead: LeadDoc, nextVersion: number) => DocumentStep<Lead, Answer>,
): Promise<Answer> {
  return updateDocument(deps.leads, ref.leadId, (doc, nextVersion) => {
    if (doc === undefined || doc.processId !== ref.processId) throw reasonError('LEAD_NOT_FOUND');
    const { answer, doc: lead, events = [] } = step(doc, nextVersion);
    return lead === undefined ? { answer } : { answer, doc: toLeadDoc(lead), events };
  });
}

/** As changeLead where there may be no such lead, or none that lives: then nothing changes, and the answer is undefined. */
export function changeLeadIfLive<Answer>(
  deps: LeadStoreDeps,
  ref: LeadRef,
  step: (lead: LiveLead, nextVersion: number) => DocumentStep<Lead, Answer>,
): Promise<Answer | undefined> {
  return updateDocument<LeadDoc, Answer | undefined>(deps.leads, ref.leadId, (doc, nextVersion) => {
    if (doc?.state !== 'live' || doc.processId !== ref.processId) return { answer: undefined };
    const { answer, doc: lead, events = [] } = step(doc, nextVersion);
    return lead === undefined ? { answer } : { answer, doc: toLeadDoc(lead), events };
  });
}

/** The live lead that came through a link with this Caller ID; undefined when there is none. */
export async function findLinkLead(
  deps: Pick<LeadStoreDeps, 'leads'>,
  from: { readonly processId: string; readonly ingestLinkId: string; readonly callerId: string },
): Promise<Stored<LiveLeadDoc> | undefined> {
  const identity = [from.processId, from.callerId, from.ingestLinkId];
  const stored = await deps.leads.getByKey('identity', identity);
  return stored !== undefined && isLive(stored) ? stored : undefined;
}

export function isLive(stored: Stored<LeadDoc>): stored is Stored<LiveLeadDoc> {
  return stored.doc.state === 'live';
}
