import { LIST_CONFIG, reasonError, toTime } from '@firstring/contracts';
import { ListEvent, ListState, type LeadList } from '@firstring/contracts/leads/lead_list';
import { updateDocument } from '@firstring/service-kit';
import type { OutboxEvent, Stored } from '@firstring/store';
import { configurationEvents } from './configuration-events.ts';
import { leadPlace } from '../store/leads.ts';
import type { ListDoc, LiveListDoc } from '../store/lists.ts';
import { createOnce } from './create-once.ts';
import type { LeadStoreDeps } from './ports.ts';
import { readProcess } from './processes.ts';

/** Where many lists are shown a list's leads are counted no further. */
export const COUNT_OF_MANY_MAX = 100_000;
export const COUNT_OF_ONE_MAX = 1_000_000;

export interface ListRef {
  readonly processId: string;
  readonly listId: string;
}

export interface PutList {
  readonly requestId: string;
  readonly processId: string;
  /** Undefined makes a new one. */
  readonly listId: string | undefined;
  /** The version it replaces, 0 for a new list. */
  readonly version: number;
  readonly name: string;
  readonly timeZone: string | undefined;
  readonly owner: string;
  readonly description: string;
}

/** makes a list, enabled, or changes name, zone, owner and description of one. Its process stays what it was. */
export async function putList(deps: LeadStoreDeps, command: PutList): Promise<Stored<LiveListDoc>> {
  const process = await readProcess(deps, command.processId);
  const { requestId, processId, listId, version, name, owner, description } = command;
  const timeZone = command.timeZone ?? process.doc.timeZone;
  const given = { requestId, processId, name, owner, description, timeZone };
  if (version === 0) {
    const id = listId ?? deps.random.uuid();
    const doc: LiveListDoc = { ...given, state: 'live', enabled: true, createdAt: deps.clock.now() };
    const events = listChanged(deps, { id, version: 1, doc });
    return liveList(await createOnce<ListDoc>(deps.lists, listId, { doc, newId: id, events }));
  }
  const id = listId ?? '';
  return changeList(deps, id, (before, next) => {
    if (before.processId !== processId) throw reasonError('PROCESS_IMMUTABLE');
    if (before.requestId === requestId) return undefined;
    if (before.state !== 'live') throw reasonError('LIST_BUSY');
    if (next !== version + 1) throw reasonError('VERSION_CONFLICT');
    return { ...before, ...given };
  });
}

/** on or off at once, whoever changed the list meanwhile; the same again changes nothing. */
export function setListEnabled(
  deps: LeadStoreDeps,
  ref: ListRef,
  enabled: boolean,
): Promise<Stored<LiveListDoc>> {
  return changeList(deps, ref.listId, (before) => {
    if (before.processId !== ref.processId) throw reasonError('LIST_NOT_FOUND');
    if (before.state !== 'live') throw reasonError('LIST_BUSY');
    return before.enabled === enabled ? undefined : { ...before, enabled };
  });
}

/** The list of a process, or LIST_NOT_FOUND: another process's is answered the same way. */
export async function readList(deps: LeadStoreDeps, ref: ListRef): Promise<Stored<LiveListDoc>> {
  const stored = await deps.lists.get(ref.listId);
  if (stored === undefined || stored.doc.processId !== ref.processId) throw reasonError('LIST_NOT_FOUND');
  return liveList(stored);
}

/** The lists of a process by name. */
export async function listLists(
  deps: LeadStoreDeps,
  query: { readonly processId: string; readonly pageSize: number; readonly pageToken: string | undefined },
): Promise<{ lists: readonly Stored<LiveListDoc>[]; nextPageToken: string | undefined }> {
  const { processId, pageSize, pageToken } = query;
  const page = await deps.lists.query({ index: 'process', equals: [processId], pageSize, pageToken });
  return { lists: page.items.map(liveList), nextPageToken: page.nextPageToken };
}

/** Live leads of a list, counted no further than `limit`. */
export function countLeads(deps: LeadStoreDeps, ref: ListRef, limit: number): Promise<number> {
  return deps.leads.count({ index: 'place', equals: [ref.processId, leadPlace(ref)], limit });
}

/** The one way a list changes: a pure step, one compare-and-set, and the whole list goes out as an event. */
export async function changeList(
  deps: LeadStoreDeps,
  listId: string,
  step: (before: LiveListDoc, nextVersion: number) => LiveListDoc | undefined,
): Promise<Stored<LiveListDoc>> {
  return updateDocument<ListDoc, Stored<LiveListDoc>>(deps.lists, listId, (before, version) => {
    if (before === undefined || before.state === 'deleted') throw reasonError('LIST_NOT_FOUND');
    const doc = step(before, version);
    if (doc === undefined) return { answer: { id: listId, version: version - 1, doc: before } };
    const answer = { id: listId, version, doc };
    return { answer, doc, events: listChanged(deps, answer) };
  });
}

export function toLeadList({ id, version, doc }: Stored<LiveListDoc>): LeadList {
  return {
    listId: id,
    processId: doc.processId,
    name: doc.name,
    timeZone: doc.timeZone,
    owner: doc.owner,
    description: doc.description,
    enabled: doc.enabled && doc.state === 'live',
    version: BigInt(version),
    createTime: toTime(doc.createdAt),
    state: doc.state === 'live' ? ListState.LIST_STATE_LIVE : ListState.LIST_STATE_DELETING,
  };
}

export function liveList(stored: Stored<ListDoc>): Stored<LiveListDoc> {
  const { id, version, doc } = stored;
  if (doc.state === 'deleted') throw reasonError('LIST_NOT_FOUND');
  return { id, version, doc };
}

function listChanged(deps: LeadStoreDeps, stored: Stored<LiveListDoc>): OutboxEvent[] {
  const list = toLeadList(stored);
  const payload = ListEvent.encode({ list }).finish();
  const draft = { topic: LIST_CONFIG, key: stored.id, type: 'ListChanged', payload };
  return configurationEvents(deps, draft, { $case: 'list', value: list });
}
