import { reasonError } from '@firstring/contracts';
import { updateDocument } from '@firstring/service-kit';
import type { DistributionRule, RulesDoc } from '../../store/prospects.ts';
import { readCatalogue, requireValid } from '../filter-deps.ts';
import { readList } from '../lists.ts';
import type { LeadStoreDeps } from '../ports.ts';
import { readProcess } from '../processes.ts';

export interface RulesView {
  readonly rules: readonly DistributionRule[];
  readonly version: number;
}

export async function readRules(deps: LeadStoreDeps, processId: string): Promise<RulesView> {
  await readProcess(deps, processId);
  const stored = await deps.rules.get(processId);
  return { rules: stored?.doc.rules ?? [], version: stored?.version ?? 0 };
}

export interface PutRules {
  readonly requestId: string;
  readonly processId: string;
  readonly rules: readonly DistributionRule[];
  readonly version: number;
}

/** replaces the rules of a process, in the order they are asked. Prospects that wait are asked again by the next pass. */
export async function putRules(deps: LeadStoreDeps, command: PutRules): Promise<RulesView> {
  const { requestId, processId, rules, version } = command;
  const catalogue = await readCatalogue(deps, processId);
  for (const { root, listId } of rules) {
    requireValid(root, catalogue);
    await readList(deps, { processId, listId });
  }
  await updateDocument<RulesDoc, void>(deps.rules, processId, (before, next) => {
    if (before?.requestId === requestId) return { answer: undefined };
    if (next !== version + 1) throw reasonError('VERSION_CONFLICT');
    return { answer: undefined, doc: { rules, requestId } };
  });
  return readRules(deps, processId);
}
