import { DispositionCategory, type Disposition } from '@firstring/contracts/leads/lead_events';
import { updateDocument } from '@firstring/service-kit';
import { reasonError } from '@firstring/contracts';
import type { DispositionsDoc } from '../store/configuration.ts';
import type { LeadStoreDeps } from './ports.ts';
import { readProcess } from './processes.ts';

/** What a process has until somebody changes it. */
const BUILT_IN: readonly Disposition[] = [
  { code: 'sale', label: 'Sale', category: DispositionCategory.DISPOSITION_CATEGORY_CONVERTED },
  { code: 'callback', label: 'Call back', category: DispositionCategory.DISPOSITION_CATEGORY_CALLBACK },
  { code: 'no_answer', label: 'No answer', category: DispositionCategory.DISPOSITION_CATEGORY_RETRY },
  {
    code: 'not_interested',
    label: 'Not interested',
    category: DispositionCategory.DISPOSITION_CATEGORY_FINAL,
  },
  { code: 'dnc', label: 'Never call again', category: DispositionCategory.DISPOSITION_CATEGORY_DNC },
];

export interface DispositionSet {
  readonly dispositions: readonly Disposition[];
  /** 0 while it is the built-in one. */
  readonly version: number;
}

/** The set that new campaigns of a process start with. */
export async function readDispositions(deps: LeadStoreDeps, processId: string): Promise<DispositionSet> {
  await readProcess(deps, processId);
  const stored = await deps.dispositions.get(processId);
  return { dispositions: stored?.doc.dispositions ?? BUILT_IN, version: stored?.version ?? 0 };
}

/** Replaces the set if nobody changed it meanwhile; campaigns that exist keep theirs. */
export async function putDispositions(
  deps: LeadStoreDeps,
  requestId: string,
  { processId, dispositions, version }: DispositionSet & { readonly processId: string },
): Promise<DispositionSet> {
  await readProcess(deps, processId);
  return updateDocument<DispositionsDoc, DispositionSet>(
    deps.dispositions,
    processId,
    (before, nextVersion) => {
      if (before?.requestId === requestId) {
        return { answer: { dispositions: before.dispositions, version: nextVersion - 1 } };
      }
      if (version !== nextVersion - 1) throw reasonError('VERSION_CONFLICT');
      return { answer: { dispositions, version: nextVersion }, doc: { dispositions, requestId } };
    },
  );
}
