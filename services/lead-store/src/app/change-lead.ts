import { reasonError } from '@firstring/contracts';
import type { OutboxEvent, Stored } from '@firstring/store';
import type { Lead } from '../domain/lead.ts';
import { toLeadDoc, type LeadDoc, type LiveLeadDoc } from '../store/leads.ts';
import type { LeadStoreDeps } from './ports.ts';

/** Each lost race shows the winner's state; a lead still contended after this many is answered as busy. */
const RACES_MAX = 16;

export interface LeadRef {
  readonly processId: string;
  readonly leadId: string;
}

export type LeadStep<Answer> =
  | { readonly type: 'keep'; readonly answer: Answer }
  | {
      readonly type: 'write';
      readonly lead: Lead;
      readonly events: readonly OutboxEvent[];
      readonly answer: Answer;
    };

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

/**
 * The one way an existing lead changes: read, pure step, one compare-and-set with its events (DESIGN rule 2). The step
 * is given the version it would write; it runs again on what is there now when a race is lost.
 */
export async function changeLead<Answer>(
  deps: LeadStoreDeps,
  ref: LeadRef,
  step: (lead: Stored<LeadDoc>, nextVersion: number) => LeadStep<Answer>,
): Promise<Answer> {
  let stored: Stored<LeadDoc> | undefined = await deps.leads.get(ref.leadId);
  for (let race = 0; race < RACES_MAX; race += 1) {
    if (stored === undefined || stored.doc.processId !== ref.processId) throw reasonError('LEAD_NOT_FOUND');
    const result = step(stored, stored.version + 1);
    if (result.type === 'keep') return result.answer;
    const { lead, events } = result;
    const put = await deps.leads.put({
      id: ref.leadId,
      doc: toLeadDoc(lead),
      expectedVersion: stored.version,
      events,
    });
    if (put.type === 'stored') return result.answer;
    stored = put.type === 'conflict' ? put.current : await deps.leads.get(ref.leadId);
  }
  throw reasonError('VERSION_CONFLICT', { message: 'this lead changes too fast; try again' });
}

export function isLive(stored: Stored<LeadDoc>): stored is Stored<LiveLeadDoc> {
  return stored.doc.state === 'live';
}
