import type { DialbackDeps } from './ports.ts';
import { updateMissedCalls } from './update-missed-calls.ts';

const PAGE = 200;

/** One pass over open entries whose time limit has passed. */
export async function sweepOnce(deps: DialbackDeps): Promise<'more' | 'done'> {
  const page = await deps.missedCalls.query({
    index: 'sweep',
    range: { to: deps.clock.now() + 1 },
    order: 'asc',
    pageSize: PAGE,
  });
  let moved = 0;
  for (const { doc } of page.items) {
    const after = await updateMissedCalls(deps, doc, { type: 'tick' });
    if (after.sweepAt === undefined) moved += 1;
  }
  // Entries that ring stay due until their call ends: only progress makes another pass worth it.
  return moved === PAGE ? 'more' : 'done';
}
