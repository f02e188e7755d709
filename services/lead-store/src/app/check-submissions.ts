import { createLead, updateLead, type Submission } from '../domain/take-submission.ts';
import { findLinkLead } from './change-lead.ts';
import type { LeadStoreDeps } from './ports.ts';
import { findSources } from './sources.ts';
import type { UpsertResult } from './upsert-leads.ts';

/** What upsertLeads would answer now. Nothing is stored; a lead that would be created has no id. */
export async function checkSubmissions(
  deps: LeadStoreDeps,
  submissions: readonly Submission[],
): Promise<readonly UpsertResult[]> {
  const sources = await findSources(
    deps,
    submissions.map(({ ingestLinkId }) => ingestLinkId),
  );
  const nowAt = deps.clock.now();
  return Promise.all(
    submissions.map(async (submission): Promise<UpsertResult> => {
      const { ingestLinkId, callerId } = submission;
      const source = sources.get(ingestLinkId) ?? 'LINK_NOT_FOUND';
      if (typeof source === 'string') return { type: 'refused', reason: source };
      const stored = await findLinkLead(deps, { processId: source.processId, ingestLinkId, callerId });
      if (stored === undefined) {
        return { type: 'stored', leadId: '', answer: createLead(source, submission, nowAt).answer };
      }
      const version = stored.version + 1;
      const { answer } = updateLead(stored.doc, source, { submission, version, nowAt });
      return { type: 'stored', leadId: stored.id, answer };
    }),
  );
}
