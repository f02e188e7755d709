import type { ExclusionFact } from '@firstring/domain';
import { blockOf } from './blacklist-check.ts';
import { customerMarks, erasedMark, exclusionReason, kindOf, type Customer } from '../domain/exclusion.ts';
import { exclusionId, isLive } from '../store/exclusions.ts';
import type { ClaimDeps } from './ports.ts';

interface Target {
  readonly processId: string;
  readonly phone: string;
}

interface Asked {
  /** Of the lead, beside the number's. */
  readonly marks: readonly string[];
  /** the reason to dial all the same. The do-not-call list is not asked then; the blacklist always is. */
  readonly override?: string | undefined;
}

/** Marks of a lead beside its number's; none where nobody said whose lead it is. */
export function marksOf(deps: ClaimDeps, phone: string, customer: Customer | undefined): readonly string[] {
  return customer === undefined ? [] : customerMarks(phone, customer, deps.hashMark);
}

/**
 * The entry that covers this lead now, if any (R-140: asked at selection and at dial time). Memory answers for nearly everybody; what
 * it is not sure of is read.
 */
export async function findExclusion(
  deps: ClaimDeps,
  { processId, phone }: Target,
  { marks, override }: Asked,
): Promise<ExclusionFact | undefined> {
  if (override !== undefined && override !== '') return blockOf(deps, { processId, phone }, 'outbound');
  const all = [...numberMarks(deps, processId, phone), ...marks];
  const doubtful = all.filter((mark) => deps.listed.mayList(processId, mark));
  const entry = doubtful.length === 0 ? undefined : await readExclusion(deps, processId, doubtful);
  return entry ?? (await blockOf(deps, { processId, phone }, 'outbound'));
}

/** The same from the store alone: the last word before an INVITE, whatever memory knows. */
export async function readLastExclusion(
  deps: ClaimDeps,
  { processId, phone }: Target,
  { marks, override }: Asked,
): Promise<ExclusionFact | undefined> {
  if (override !== undefined && override !== '') return blockOf(deps, { processId, phone }, 'outbound');
  const all = [phone, erasedMark(phone, deps.hashMark), ...marks];
  return (
    (await readExclusion(deps, processId, all)) ?? (await blockOf(deps, { processId, phone }, 'outbound'))
  );
}

async function readExclusion(
  deps: ClaimDeps,
  processId: string,
  marks: readonly string[],
): Promise<ExclusionFact | undefined> {
  const found = await deps.exclusions.getMany(marks.map((mark) => exclusionId(processId, mark)));
  const nowAt = deps.clock.now();
  const entry = found.find(({ doc }) => isLive(doc, nowAt))?.doc;
  return entry === undefined
    ? undefined
    : { reason: exclusionReason(kindOf(entry)), clearsAt: entry.expiresAt };
}

/** Positions of the numbers that have an entry of their own, rising. */
export async function findExcluded(
  deps: ClaimDeps,
  processId: string,
  phones: readonly string[],
): Promise<readonly number[]> {
  const positions = phones.map((phone, position) => ({
    position,
    marks: numberMarks(deps, processId, phone).filter((mark) => deps.listed.mayList(processId, mark)),
  }));
  const doubtful = positions.filter(({ marks }) => marks.length > 0);
  const ids = doubtful.flatMap(({ marks }) => marks.map((mark) => exclusionId(processId, mark)));
  const nowAt = deps.clock.now();
  const live = new Set<string>();
  for (let from = 0; from < ids.length; from += READ_MAX) {
    const found = await deps.exclusions.getMany(ids.slice(from, from + READ_MAX));
    for (const { id, doc } of found) if (isLive(doc, nowAt)) live.add(id);
  }
  return doubtful
    .filter(({ marks }) => marks.some((mark) => live.has(exclusionId(processId, mark))))
    .map(({ position }) => position);
}

/** Small enough that parsing the answer keeps the loop free. */
const READ_MAX = 500;

/** What a number may be listed by. */
function numberMarks(deps: ClaimDeps, processId: string, phone: string): readonly string[] {
  return deps.listed.hasErased(processId) ? [phone, erasedMark(phone, deps.hashMark)] : [phone];
}
