import { reasonError } from '@firstring/contracts';
import { fetchOrderProblem } from '@firstring/domain/filters';
import { nameOf } from '../../domain/filter-columns/lead-facts.ts';
import { scriptLead, type KeyOutcome } from '../../domain/script/script-key.ts';
import { isLive } from '../change-lead.ts';
import type { LeadStoreDeps } from '../ports.ts';
import { readProcess } from '../processes.ts';

const LEADS_MAX = 5;
/** Some of them may be erased. */
const READ_MAX = 20;

export interface TriedLead {
  readonly leadId: string;
  readonly name: string;
  readonly outcome: KeyOutcome;
}

/** what a script, saved or not, answers for a few leads of the process. Counts for nothing. */
export async function tryScript(
  deps: LeadStoreDeps,
  { processId, source }: { readonly processId: string; readonly source: string },
): Promise<readonly TriedLead[]> {
  await readProcess(deps, processId);
  const policy = { type: 'script', source, direction: 'asc' } as const;
  const message = fetchOrderProblem(policy, new Map()) ?? (await deps.scripts.problemOf(source));
  if (message !== undefined) throw reasonError('INVALID_ARGUMENT', { message, details: { field: 'script' } });
  const page = await deps.leads.query({ index: 'process', equals: [processId], pageSize: READ_MAX });
  const leads = page.items.filter(isLive).slice(0, LEADS_MAX);
  if (leads.length === 0) return [];
  const asked = leads.map(({ id, doc }) => scriptLead(id, doc));
  const { outcomes } = await deps.scripts.run({ source, leads: asked });
  return leads.flatMap(({ id, doc: { firstName, lastName } }, at) => {
    const outcome = outcomes[at];
    return outcome === undefined ? [] : [{ leadId: id, name: nameOf(firstName, lastName) ?? '', outcome }];
  });
}
