import { mergeSubmission, type LeadData } from '@firstring/domain/lead-lifecycle';
import { candidateZones } from '@firstring/domain/phone';
import { isOlderToken, remember, type LiveLead } from './lead.ts';

/** What somebody changes by hand: absent fields stay, an empty text clears. Names of custom parameters are declared ones. */
export interface LeadEdit extends LeadData {
  readonly requestId: string;
  readonly timeZone?: string | undefined;
  /** Decimal; `0` for people who hold no lock. */
  readonly fencingToken: string;
  /** The version that was read; undefined asks for no check. */
  readonly readVersion: number | undefined;
}

export type EditStep =
  | { readonly type: 'stored'; readonly lead: LiveLead }
  | { readonly type: 'refused'; readonly reason: 'STALE_TOKEN' | 'VERSION_CONFLICT' };

/** a change by hand. Whoever lost the lock changes nothing more (rule 4 of ARCHITECTURE.md). */
export function editLead(
  lead: LiveLead,
  edit: LeadEdit,
  { version, nowAt }: { version: number; nowAt: number },
): EditStep {
  const holdsLock = edit.fencingToken !== '0';
  if (holdsLock && isOlderToken(edit.fencingToken, lead.fencingToken))
    return { type: 'refused', reason: 'STALE_TOKEN' };
  if (edit.readVersion !== undefined && edit.readVersion !== version - 1)
    return { type: 'refused', reason: 'VERSION_CONFLICT' };
  const { timeZone } = edit;
  const edited: LiveLead = {
    ...lead,
    ...mergeSubmission(lead, edit, true),
    ...(timeZone === undefined
      ? {}
      : { timeZone, candidateZones: candidateZones(lead.callerId, { timeZone }) }),
    ...(holdsLock ? { fencingToken: edit.fencingToken } : {}),
    updatedAt: nowAt,
  };
  return { type: 'stored', lead: remember(edited, { id: edit.requestId, type: 'edited', version }) };
}
