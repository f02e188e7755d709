import { markOfId } from '../store/exclusions.ts';
import type { ClaimDeps } from './ports.ts';

/** Small enough that reading a page keeps the loop free. */
const PAGE = 500;

/** Reads every entry once after the start, one page a step. Entries that come meanwhile are added by whoever writes them. */
export function listedMarksFiller(deps: ClaimDeps): () => Promise<'more' | 'done'> {
  let pageToken: string | undefined;
  let isDone = false;
  return async () => {
    if (isDone) return 'done';
    const page = await deps.exclusions.query({ index: 'id', pageSize: PAGE, pageToken });
    for (const { id, doc } of page.items) deps.listed.add(doc.processId, markOfId(id));
    pageToken = page.nextPageToken;
    isDone = pageToken === undefined;
    if (isDone) deps.listed.filled();
    return isDone ? 'done' : 'more';
  };
}
