import { AppError, type Clock } from '@firstring/kernel';
import type { Collection, Stored } from '@firstring/store';
import type { ConsoleEvents } from '../events.ts';
import type { Leaving, UserDoc } from '../store/users.ts';
import type { Claims } from './claim-ports.ts';

export interface LeaversDeps {
  readonly users: Collection<UserDoc>;
  readonly claims: Pick<Claims, 'releaseAll'>;
  readonly clock: Clock;
  readonly events: ConsoleEvents;
}

/** Tried again by the sweep not before this: whoever made the change tries first. */
const RETRY_AFTER_MS = 60_000;
const PAGE_SIZE = 50;

/** What an agent leaves behind with a change of their rights; undefined: nothing. */
export function leavingOf(
  before: UserDoc,
  after: Pick<UserDoc, 'agentId' | 'disabled' | 'processIds'>,
  by: { readonly actorId: string; readonly at: number },
): Leaving | undefined {
  const { agentId } = before;
  if (agentId === '') return before.leaving;
  const isGone = after.disabled || after.agentId === '';
  const left = before.processIds.filter((processId) => isGone || !after.processIds.includes(processId));
  if (left.length === 0) return before.leaving;
  return { agentId, processIds: [...new Set([...(before.leaving?.processIds ?? []), ...left])], ...by };
}

/**
 * the claims of somebody who leaves are everybody's. What is left to do stands in the account, written with the change itself, so that
 * neither a crash nor a silent claim service loses it; the account as it is afterwards.
 */
export async function settleLeaver(deps: LeaversDeps, user: Stored<UserDoc>): Promise<Stored<UserDoc>> {
  const { leaving, ...settled } = user.doc;
  if (leaving === undefined) return user;
  const { agentId, actorId, at } = leaving;
  try {
    for (const processId of leaving.processIds) {
      await deps.claims.releaseAll({ requestId: `leaver.${at}`, actorId, agentId, processId });
    }
  } catch (thrown) {
    deps.events.leaverPending(agentId, AppError.from(thrown).reason);
    return user;
  }
  const put = await deps.users.put({ id: user.id, doc: settled, expectedVersion: user.version });
  return put.type === 'stored' ? { id: user.id, version: put.version, doc: settled } : user;
}

/** Those that could not be settled at once; how many are settled now. */
export async function sweepLeavers(deps: LeaversDeps): Promise<number> {
  const before = deps.clock.now() - RETRY_AFTER_MS;
  const page = await deps.users.query({ index: 'leaving', range: { to: before }, pageSize: PAGE_SIZE });
  const settled = await Promise.all(page.items.map((user) => settleLeaver(deps, user)));
  return settled.filter(({ doc }) => doc.leaving === undefined).length;
}
