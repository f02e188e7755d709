import { reasonError } from '@firstring/contracts';
import { AppError } from '@firstring/kernel';
import { updateDocument } from '@firstring/service-kit';
import type { Stored } from '@firstring/store';
import { leadPlace } from '../store/leads.ts';
import type { ListDoc, LiveListDoc } from '../store/lists.ts';
import { isLive } from './change-lead.ts';
import { deleteLead } from './delete-lead.ts';
import { changeList, type ListRef } from './lists.ts';
import type { LeadStoreDeps } from './ports.ts';

/** Leads erased at a stretch: their writes share a commit. */
const ERASED_AT_ONCE = 100;

/** nothing of the list is dialled from now on; its leads are erased for good in the background. */
export async function deleteList(deps: LeadStoreDeps, ref: ListRef, requestId: string): Promise<void> {
  const stored = await deps.lists.get(ref.listId);
  if (stored?.doc.processId !== ref.processId) throw reasonError('LIST_NOT_FOUND');
  if (stored.doc.state === 'deleted') {
    if (stored.doc.requestId !== requestId) throw reasonError('LIST_NOT_FOUND');
    return;
  }
  await changeList(deps, ref.listId, (before) => {
    if (before.state === 'deleting') return undefined;
    return { ...before, state: 'deleting', enabled: false, requestId, work: { type: 'erase' } };
  });
  deps.events.listDeleted(ref);
}

/** Erases some of the list's leads, and the list itself once it has none. A lead in a call waits for a later pass. */
export async function eraseSome(
  deps: LeadStoreDeps,
  { id: listId, doc }: Stored<LiveListDoc>,
): Promise<'more' | 'wait' | 'done'> {
  const { processId, requestId } = doc;
  const { items } = await deps.leads.query({
    index: 'place',
    equals: [processId, leadPlace({ listId })],
    pageSize: ERASED_AT_ONCE,
  });
  const erased = await Promise.all(
    items.filter(isLive).map(({ id: leadId }) => eraseLead(deps, { processId, leadId }, requestId)),
  );
  if (items.length > 0) return erased.includes(true) ? 'more' : 'wait';
  await updateDocument<ListDoc, void>(deps.lists, listId, () => ({
    answer: undefined,
    doc: { state: 'deleted', processId, deletedAt: deps.clock.now(), requestId },
  }));
  return 'done';
}

async function eraseLead(
  deps: LeadStoreDeps,
  ref: { readonly processId: string; readonly leadId: string },
  requestId: string,
): Promise<boolean> {
  try {
    await deleteLead(deps, ref, requestId);
    return true;
  } catch (error) {
    // A call runs; or somebody else has just deleted it.
    const { reason } = AppError.from(error);
    if (reason === 'LEAD_IN_CALL' || reason === 'LEAD_NOT_FOUND') return false;
    throw error;
  }
}
