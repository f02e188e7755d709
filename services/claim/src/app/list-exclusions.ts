import { foldFilterText } from '@firstring/domain/filters';
import { erasedMark, isE164 } from '../domain/exclusion.ts';
import { exclusionId, isLive, markOfId } from '../store/exclusions.ts';
import type { ListedExclusion } from './create-exclusion.ts';
import type { ClaimDeps } from './ports.ts';

export interface ListExclusions {
  readonly processId: string;
  /** Empty for all of them. */
  readonly search: string;
  readonly pageSize: number;
  readonly pageToken: string | undefined;
}

export interface ExclusionPage {
  readonly exclusions: readonly ListedExclusion[];
  readonly nextPageToken: string | undefined;
}

/** Live entries of a process, newest first, or those whose number, customer id or value begins with the text searched. */
export async function listExclusions(
  deps: ClaimDeps,
  { processId, search, pageSize, pageToken }: ListExclusions,
): Promise<ExclusionPage> {
  const equals = [processId];
  const prefix = searchText(search);
  const page = await deps.exclusions.query(
    prefix === ''
      ? { index: 'process', equals, order: 'desc', pageSize, pageToken }
      : { index: 'search', equals, prefix, pageSize, pageToken },
  );
  const nowAt = deps.clock.now();
  const exclusions = page.items
    .filter(({ doc }) => isLive(doc, nowAt))
    .map(({ id, doc }) => ({ exclusionId: markOfId(id), doc }));
  const erased = pageToken === undefined ? await findErased(deps, processId, prefix) : [];
  return { exclusions: [...erased, ...exclusions], nextPageToken: page.nextPageToken };
}

/** A number is searched however it is written. */
function searchText(search: string): string {
  const text = foldFilterText(search);
  return text.startsWith('+') ? text.replace(/[^+\d]/g, '') : text;
}

/** Who knows the whole number finds the entry that is left of it. */
async function findErased(
  deps: ClaimDeps,
  processId: string,
  search: string,
): Promise<readonly ListedExclusion[]> {
  if (!isE164(search)) return [];
  const mark = erasedMark(search, deps.hashMark);
  const doc = (await deps.exclusions.get(exclusionId(processId, mark)))?.doc;
  return isLive(doc, deps.clock.now()) ? [{ exclusionId: mark, doc }] : [];
}

const CHUNK = 500;

/** Every live entry, for an export. */
export async function* streamExclusions(
  deps: ClaimDeps,
  processId: string,
  signal: AbortSignal,
): AsyncGenerator<readonly ListedExclusion[]> {
  let pageToken: string | undefined;
  do {
    signal.throwIfAborted();
    const page = await listExclusions(deps, { processId, search: '', pageSize: CHUNK, pageToken });
    if (page.exclusions.length > 0) yield page.exclusions;
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
}
