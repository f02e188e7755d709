import { reasonError } from '@firstring/contracts';
import { updateDocument } from '@firstring/service-kit';
import type { Stored } from '@firstring/store';
import type { LiveLead } from '../domain/lead.ts';
import { leadPlace, toLeadDoc } from '../store/leads.ts';
import type { ListDoc, LiveListDoc } from '../store/lists.ts';
import { isLive } from './change-lead.ts';
import { leadChanged } from './lead-card.ts';
import { changeList, putList, readList, type ListRef } from './lists.ts';
import type { LeadStoreDeps } from './ports.ts';

const MOVED_AT_ONCE = 100;

export interface ListShare {
  readonly name: string;
  readonly owner: string;
}

/**
 * makes a list of each share, with the settings of the one that is split, and deals its leads out to them in turn, in the
 * background. The same request finds what it made before.
 */
export async function splitList(
  deps: LeadStoreDeps,
  ref: ListRef,
  command: { readonly requestId: string; readonly shares: readonly ListShare[] },
): Promise<readonly Stored<LiveListDoc>[]> {
  const { doc } = await readList(deps, ref);
  if (doc.state !== 'live') throw reasonError('LIST_BUSY');
  const { requestId, shares } = command;
  const made: Stored<LiveListDoc>[] = [];
  for (const [at, share] of shares.entries()) {
    const { processId, timeZone, description } = doc;
    const list = { processId, timeZone, description, ...share, listId: undefined, version: 0 };
    made.push(await putList(deps, { ...list, requestId: `${requestId}:${at}` }));
  }
  const listIds = made.map(({ id }) => id);
  await changeList(deps, ref.listId, (before) => {
    if (before.work?.type === 'split' && before.work.listIds[0] === listIds[0]) return undefined;
    if (before.work !== undefined || before.state !== 'live') throw reasonError('LIST_BUSY');
    return { ...before, work: { type: 'split', listIds, moved: 0 } };
  });
  return made;
}

/** Deals out some of the list's leads. A stop in between may deal one of them to the wrong hand, and never loses one. */
export async function splitSome(
  deps: LeadStoreDeps,
  { id: listId, doc }: Stored<LiveListDoc>,
): Promise<'more' | 'done'> {
  if (doc.work?.type !== 'split') return 'done';
  const { listIds, moved } = doc.work;
  const { processId } = doc;
  const { items } = await deps.leads.query({
    index: 'place',
    equals: [processId, leadPlace({ listId })],
    pageSize: MOVED_AT_ONCE,
  });
  await deps.leads.putMany(
    items.filter(isLive).map(({ id: leadId, version, doc: lead }, at) => {
      const target = listIds[(moved + at) % listIds.length] ?? listId;
      const moving: LiveLead = { ...lead, listId: target, updatedAt: deps.clock.now() };
      const changed = { leadId, version: version + 1, lead: moving };
      const events = [leadChanged(deps, 'LeadUpdated', changed)];
      return { id: leadId, doc: toLeadDoc(moving), expectedVersion: version, events };
    }),
  );
  const work: LiveListDoc['work'] =
    items.length === 0 ? undefined : { type: 'split', listIds, moved: moved + items.length };
  await updateDocument<ListDoc, void>(deps.lists, listId, (before) => ({
    answer: undefined,
    doc: before?.state === 'live' ? { ...before, work } : undefined,
  }));
  return items.length === 0 ? 'done' : 'more';
}
