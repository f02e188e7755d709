import { foldFilterText } from '@firstring/domain/filters';
import { markOfId, isLive } from '../store/exclusions.ts';
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
  const page = await deps.exclusions.query(
    search === ''
      ? { index: 'process', equals, order: 'desc', pageSize, pageToken }
      : { index: 'search', equals, prefix: foldFilterText(search), pageSize, pageToken },
  );
  const nowAt = deps.clock.now();
  const exclusions = page.items
    .filter(({ doc }) => isLive(doc, nowAt))
    .map(({ id, doc }) => ({ exclusionId: markOfId(id), doc }));
  return { exclusions, nextPageToken: page.nextPageToken };
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
