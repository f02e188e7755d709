import { reasonError } from '@firstring/contracts';
import type { Stored } from '@firstring/store';
import { namesLevel } from '../domain/placement/criteria-steps.ts';
import type { FilterDoc } from '../store/filters.ts';
import type { LeadStoreDeps } from './ports.ts';

const PAGE_SIZE = 1000;
/** Each change of a lead is held against all of them. */
const ASSIGNED_SEGMENTS_MAX = 100;

/** whether the leads of a filter are given to some agents only. */
export function isAssigned({
  level,
  enabled,
  agentIds,
}: Pick<FilterDoc, 'level' | 'enabled' | 'agentIds'>): boolean {
  return level === 'segment' && enabled && agentIds.length > 0;
}

/** The assigned segments of a process. */
export async function assignedSegments(
  { filters }: Pick<LeadStoreDeps, 'filters'>,
  processId: string,
): Promise<readonly Stored<FilterDoc>[]> {
  const found: Stored<FilterDoc>[] = [];
  let pageToken: string | undefined;
  do {
    const page = await filters.query({
      index: 'process',
      equals: [processId],
      pageSize: PAGE_SIZE,
      pageToken,
    });
    found.push(...page.items.filter(({ doc }) => isAssigned(doc)));
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
  return found;
}

/** Refuses a segment for agents that time alone would change, and one too many. */
export async function requireAssignable(
  deps: Pick<LeadStoreDeps, 'filters'>,
  filterId: string,
  doc: Omit<FilterDoc, 'updatedAt'>,
): Promise<void> {
  if (!isAssigned(doc)) return;
  if (namesLevel(doc.root))
    throw refused(
      'a segment that asks for the priority level cannot be given to agents: it changes by itself',
    );
  const known = await assignedSegments(deps, doc.processId);
  const others = known.filter((each) => each.id !== filterId && each.doc.requestId !== doc.requestId);
  if (others.length >= ASSIGNED_SEGMENTS_MAX)
    throw refused(`at most ${ASSIGNED_SEGMENTS_MAX} segments of a process are given to agents at a time`);
}

function refused(message: string): Error {
  return reasonError('INVALID_ARGUMENT', { message, details: { field: 'agent_ids' } });
}
