import type { Page, Stored } from '@firstring/store';
import type { ProspectDoc } from '../../store/prospects.ts';
import { reasonError } from '@firstring/contracts';
import { readList } from '../lists.ts';
import type { LeadStoreDeps } from '../ports.ts';
import { storeContact } from '../store-contact.ts';

/** Waiting prospects are counted no further. */
const WAITING_MAX = 100_000;

export interface ProspectPage extends Page<ProspectDoc> {
  readonly waiting: number;
}

/** what waits for somebody to look at it, newest first. */
export async function listProspects(
  deps: LeadStoreDeps,
  query: { readonly processId: string; readonly pageSize: number; readonly pageToken: string | undefined },
): Promise<ProspectPage> {
  const { processId, pageSize, pageToken } = query;
  const selection = { index: 'process', equals: [processId] };
  const [page, waiting] = await Promise.all([
    deps.prospects.query({ ...selection, order: 'desc', pageSize, pageToken }),
    deps.prospects.count({ ...selection, limit: WAITING_MAX }),
  ]);
  return { ...page, waiting };
}

export interface ReviewProspects {
  readonly processId: string;
  readonly prospectIds: readonly string[];
  /** Undefined drops them. */
  readonly listId: string | undefined;
}

/** a person's decision. What is gone already counts as moved: the same request may come twice. */
export async function reviewProspects(
  deps: LeadStoreDeps,
  { processId, prospectIds, listId }: ReviewProspects,
): Promise<{ readonly moved: number; readonly stayed: number }> {
  const found = (await deps.prospects.getMany(prospectIds)).filter(({ doc }) => doc.processId === processId);
  const left = await Promise.all(
    found.map((prospect) =>
      listId === undefined ? drop(deps, prospect) : moveProspect(deps, prospect, listId),
    ),
  );
  const stayed = left.filter((gone) => !gone).length;
  return { moved: prospectIds.length - stayed, stayed };
}

/** Into a list, under the id it has; false when the list knows the contact, and the prospect says so. */
export async function moveProspect(
  deps: LeadStoreDeps,
  prospect: Stored<ProspectDoc>,
  listId: string,
  asked = prospect.doc.asked,
): Promise<boolean> {
  const { id, doc } = prospect;
  const { processId, contact } = doc;
  const list = await readList(deps, { processId, listId });
  if (list.doc.state !== 'live') throw reasonError('LIST_BUSY');
  const place = { processId, listId, timeZone: list.doc.timeZone };
  const stored = await storeContact(deps, { place, contact, leadId: id, requestId: id, ignored: [] });
  if (stored.type === 'stored') return drop(deps, prospect);
  await noteProspect(deps, prospect, { asked, note: `${list.doc.name} knows this contact already` });
  return false;
}

/** What a pass has found out of a prospect that stays. A lost race means that somebody else has decided meanwhile. */
export async function noteProspect(
  deps: LeadStoreDeps,
  { id, version, doc }: Stored<ProspectDoc>,
  found: { readonly asked: number; readonly note: string },
): Promise<void> {
  await deps.prospects.put({ id, doc: { ...doc, ...found }, expectedVersion: version });
}

async function drop(deps: LeadStoreDeps, { id, version }: Stored<ProspectDoc>): Promise<boolean> {
  await deps.prospects.delete({ id, expectedVersion: version });
  return true;
}
