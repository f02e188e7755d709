import { updateDocument } from '@firstring/service-kit';
import { markOf, type ExclusionSubject } from '../domain/exclusion.ts';
import { exclusionId, type ExclusionDoc } from '../store/exclusions.ts';
import { claimEvent } from './claim-event.ts';
import { deleteEntry } from './delete-entry.ts';
import type { ClaimDeps } from './ports.ts';
import { withdrawPermitOf, withdrawPermitsOf } from './withdraw-permits.ts';

/** An entry that names whom it covers, as people make them. */
export type NewExclusion = Exclude<ExclusionSubject, { kind: 'erased' }> & Omit<ExclusionDoc, 'kind'>;

export interface ListedExclusion {
  /** Its mark: the id within the process. */
  readonly exclusionId: string;
  readonly doc: ExclusionDoc;
}

/**
 * Adds an entry and answers only when no permit that it covers can still be redeemed and no INVITE is between redeeming and ringing
 * (I6). Writing the same entry again is harmless: it keeps its first date.
 */
export async function createExclusion(deps: ClaimDeps, entry: NewExclusion): Promise<ListedExclusion> {
  const { processId } = entry;
  const mark = markOf(entry, deps.hashMark);
  const startMs = deps.clock.monotonicMs();
  const stored = await updateDocument<ExclusionDoc, ExclusionDoc>(
    deps.exclusions,
    exclusionId(processId, mark),
    (before, version) => {
      const doc: ExclusionDoc = { ...entry, createdAt: before?.createdAt ?? entry.createdAt };
      const subject = { processId, phone: phoneOf(doc), token: '0', version };
      const events = doc.kind === 'number' ? [claimEvent(deps, subject, { type: 'number-excluded' })] : [];
      return { answer: doc, doc, events };
    },
  );
  deps.listed.add(processId, mark);
  if (entry.kind === 'number') await withdrawPermitOf(deps, { processId, phone: entry.phone });
  else await withdrawPermitsOf(deps, processId, ({ permit }) => permit?.marks.includes(mark) === true);
  deps.events.excluded({
    processId,
    kind: entry.kind,
    waitedMs: Math.round(deps.clock.monotonicMs() - startMs),
  });
  return { exclusionId: mark, doc: stored };
}

export async function deleteExclusion(
  deps: ClaimDeps,
  { processId, mark }: { processId: string; mark: string },
): Promise<void> {
  const removed = await deleteEntry(deps.exclusions, exclusionId(processId, mark), (doc, version) =>
    readmitted(deps, doc, version),
  );
  if (removed === undefined) return;
  deps.listed.delete(processId, mark);
  deps.events.readmitted({ processId, kind: removed.kind });
}

/** Who was covered may be chosen again. */
export function readmitted(deps: ClaimDeps, doc: ExclusionDoc, version: number) {
  const subject = { processId: doc.processId, phone: phoneOf(doc), token: '0', version };
  return claimEvent(deps, subject, {
    type: doc.kind === 'number' ? 'number-readmitted' : 'customers-readmitted',
  });
}

function phoneOf(doc: ExclusionDoc): string {
  return doc.kind === 'number' ? doc.phone : '';
}
