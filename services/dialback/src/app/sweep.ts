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
  for (const { doc } of page.items) await updateMissedCalls(deps, doc, { type: 'tick' });
  return page.items.length === PAGE ? 'more' : 'done';
}

/** One pass over lines of the log that are older than they are kept. */
export async function sweepLog(
  { callLog, clock }: Pick<DialbackDeps, 'callLog' | 'clock'>,
  keepMs: number,
): Promise<'more' | 'done'> {
  const page = await callLog.query({ index: 'age', range: { to: clock.now() - keepMs }, pageSize: PAGE });
  for (const { id, version } of page.items) await callLog.delete({ id, expectedVersion: version });
  return page.items.length === PAGE ? 'more' : 'done';
}
