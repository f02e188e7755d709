import { updateDocument } from '@firstring/service-kit';
import { eraseLead as step } from '../domain/erasure.ts';
import { erasedMark, markOf } from '../domain/exclusion.ts';
import { exclusionId, type ExclusionDoc } from '../store/exclusions.ts';
import { guardId } from '../store/guards.ts';
import type { ClaimDeps } from './ports.ts';
import { updateGuard } from './update-guard.ts';

export interface ErasedLead {
  readonly processId: string;
  readonly leadId: string;
  /** Every number of the lead, E.164. */
  readonly phones: readonly string[];
  /** Empty when the lead had none. */
  readonly customerId: string;
}

/**
 * claim forgets an erased lead and keeps what protects its person: their entries on the do-not-call list stay, as keyed hashes.
 * Each step may be repeated.
 */
export async function eraseLead(deps: ClaimDeps, lead: ErasedLead): Promise<void> {
  const { processId, leadId, phones, customerId } = lead;
  for (const phone of phones) {
    await eraseNumber(deps, processId, phone);
    if (customerId !== '') {
      const mark = markOf({ kind: 'combined', phone, customerId }, deps.hashMark);
      await hideEntry(deps, exclusionId(processId, mark), 'combined');
    }
    if ((await deps.guards.get(guardId(processId, phone))) === undefined) continue;
    await updateGuard(deps, { processId, phone }, (guard) => step(guard, leadId, deps.leaseClock.now()));
  }
  if (customerId !== '') {
    const mark = markOf({ kind: 'customer', customerId }, deps.hashMark);
    await hideEntry(deps, exclusionId(processId, mark), 'customer');
  }
}

/** The hashed entry is there before the plain one goes: at no moment may the number be dialled. */
async function eraseNumber(deps: ClaimDeps, processId: string, phone: string): Promise<void> {
  const id = exclusionId(processId, phone);
  const plain = await deps.exclusions.get(id);
  if (plain === undefined) return;
  const mark = erasedMark(phone, deps.hashMark);
  await updateDocument<ExclusionDoc, void>(deps.exclusions, exclusionId(processId, mark), () => ({
    answer: undefined,
    doc: hidden(plain.doc, 'number'),
  }));
  deps.listed.add(processId, mark);
  const gone = await deps.exclusions.delete({ id, expectedVersion: plain.version });
  if (gone.type === 'deleted') deps.listed.delete(processId, phone);
  else await eraseNumber(deps, processId, phone);
}

async function hideEntry(deps: ClaimDeps, id: string, of: 'customer' | 'combined'): Promise<void> {
  await updateDocument<ExclusionDoc, void>(deps.exclusions, id, (doc) =>
    doc === undefined || doc.kind === 'erased'
      ? { answer: undefined }
      : { answer: undefined, doc: hidden(doc, of) },
  );
}

/** What protects the person, without what names them: notes may. */
function hidden(doc: ExclusionDoc, of: 'number' | 'customer' | 'combined'): ExclusionDoc {
  const { processId, cause, createdBy, createdAt, expiresAt } = doc;
  const until = expiresAt === undefined ? {} : { expiresAt };
  return { kind: 'erased', of, processId, cause, createdBy, createdAt, ...until };
}
