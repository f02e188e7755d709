import { reasonError } from '@firstring/contracts';
import { updateDocument } from '@firstring/service-kit';
import { BUILT_IN_CLAIMING, type Claiming } from '../domain/outcome-claim.ts';
import type { ClaimingDoc } from '../store/configuration.ts';
import type { LeadStoreDeps } from './ports.ts';
import { readProcess } from './processes.ts';

export interface StoredClaiming {
  readonly claiming: Claiming;
  /** 0 while nobody has changed them. */
  readonly version: number;
}

/** the claiming settings of a process. */
export async function readClaiming(deps: LeadStoreDeps, processId: string): Promise<StoredClaiming> {
  await readProcess(deps, processId);
  const stored = await deps.claiming.get(processId);
  return { claiming: stored?.doc.claiming ?? BUILT_IN_CLAIMING, version: stored?.version ?? 0 };
}

/** Replaces them if nobody did meanwhile: VERSION_CONFLICT otherwise. They hold from the next outcome on. */
export async function putClaiming(
  deps: LeadStoreDeps,
  requestId: string,
  { processId, claiming, version }: StoredClaiming & { readonly processId: string },
): Promise<StoredClaiming> {
  await readProcess(deps, processId);
  return updateDocument<ClaimingDoc, StoredClaiming>(deps.claiming, processId, (before, nextVersion) => {
    if (before?.requestId === requestId) {
      return { answer: { claiming: before.claiming, version: nextVersion - 1 } };
    }
    if (version !== nextVersion - 1) throw reasonError('VERSION_CONFLICT');
    return { answer: { claiming, version: nextVersion }, doc: { claiming, requestId } };
  });
}
