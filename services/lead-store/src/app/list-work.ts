import { repeat } from '@firstring/service-kit';
import type { Stored } from '@firstring/store';
import { AppError, unreachable } from '@firstring/kernel';
import type { LiveListDoc } from '../store/lists.ts';
import { eraseSome } from './delete-list.ts';
import { liveList } from './lists.ts';
import type { LeadStoreDeps } from './ports.ts';
import { splitSome } from './split-list.ts';

const INTERVAL_MS = 1000;
const LISTS_MAX = 100;

/** What lists still have to do, in passes: a restart goes on where the documents say. */
export function startListWork(deps: LeadStoreDeps): AsyncDisposable {
  const { clock, log } = deps;
  return repeat({ clock, log, intervalMs: INTERVAL_MS, name: 'list work' }, async () => {
    const results = [...(await workOn(deps, 'erase')), ...(await workOn(deps, 'split'))];
    return results.includes('more') ? 'more' : 'done';
  });
}

async function workOn(deps: LeadStoreDeps, type: 'erase' | 'split'): Promise<('more' | 'wait' | 'done')[]> {
  const { items } = await deps.lists.query({ index: 'work', equals: [type], pageSize: LISTS_MAX });
  const results: ('more' | 'wait' | 'done')[] = [];
  for (const list of items) results.push(await someOf(deps, liveList(list)));
  return results;
}

async function someOf(deps: LeadStoreDeps, list: Stored<LiveListDoc>): Promise<'more' | 'wait' | 'done'> {
  const { work } = list.doc;
  try {
    switch (work?.type) {
      case 'erase':
        return await eraseSome(deps, list);
      case 'split':
        return await splitSome(deps, list);
      case undefined:
        return 'done';
      default:
        return unreachable(work);
    }
  } catch (error) {
    // The bus lags behind: the events of what is done wait for it.
    if (AppError.from(error).reason === 'OUTBOX_FULL') return 'wait';
    throw error;
  }
}
