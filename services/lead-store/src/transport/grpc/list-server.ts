import type {
  AddContactRequest,
  ListServiceDefinition,
  ListView,
  PutListRequest,
  SplitListRequest,
} from '@firstring/contracts/leads/list_service';
import type { ServiceImplementation } from '@firstring/service-kit';
import type { Stored } from '@firstring/store';
import { addContact, type AddContact } from '../../app/add-contact.ts';
import { deleteList } from '../../app/delete-list.ts';
import {
  COUNT_OF_MANY_MAX,
  COUNT_OF_ONE_MAX,
  countLeads,
  listLists,
  putList,
  readList,
  setListEnabled,
  toLeadList,
  type ListRef,
  type PutList,
} from '../../app/lists.ts';
import type { LeadStoreDeps } from '../../app/ports.ts';
import { splitList, type ListShare } from '../../app/split-list.ts';
import type { LiveListDoc } from '../../store/lists.ts';
import { decodeTyped } from './decode-contact.ts';
import { id, invalid, name, optionalId, page, requestId, text, zone } from './decode.ts';

const DESCRIPTION_CHARS_MAX = 2000;
const SHARES_MAX = 200;

/** The method table of ListService: decode, use case, encode. */
export function listServer(deps: LeadStoreDeps): ServiceImplementation<typeof ListServiceDefinition> {
  return {
    async putList(request) {
      return { list: toLeadList(await putList(deps, decodePut(request))) };
    },
    async getList(request) {
      const list = await readList(deps, listRef(request));
      return { list: await view(deps, list, COUNT_OF_ONE_MAX) };
    },
    async listLists(request) {
      const processId = id(request.processId, 'process_id');
      const { lists, nextPageToken } = await listLists(deps, { processId, ...page(request.page) });
      const views = await Promise.all(lists.map((list) => view(deps, list, COUNT_OF_MANY_MAX)));
      return { lists: views, nextPageToken: nextPageToken ?? '' };
    },
    async setListEnabled(request) {
      requestId(request.requestId);
      return { list: toLeadList(await setListEnabled(deps, listRef(request), request.enabled)) };
    },
    async deleteList(request) {
      await deleteList(deps, listRef(request), requestId(request.requestId));
      return {};
    },
    async splitList(request) {
      const command = { requestId: requestId(request.requestId), shares: decodeShares(request) };
      return { lists: (await splitList(deps, listRef(request), command)).map(toLeadList) };
    },
    async addContact(request) {
      const { leadId, ignored } = await addContact(deps, decodeContact(request));
      return { leadId, ignoredParameters: [...ignored] };
    },
  };
}

async function view(deps: LeadStoreDeps, list: Stored<LiveListDoc>, limit: number): Promise<ListView> {
  const ref = { processId: list.doc.processId, listId: list.id };
  return { list: toLeadList(list), leadCount: BigInt(await countLeads(deps, ref, limit)) };
}

function listRef(request: ListRef): ListRef {
  return { processId: id(request.processId, 'process_id'), listId: id(request.listId, 'list_id') };
}

function decodePut({ requestId: key, list }: PutListRequest): PutList {
  if (list === undefined) throw invalid('list', 'is required');
  if (list.version < 0n || list.version > BigInt(Number.MAX_SAFE_INTEGER))
    throw invalid('list.version', 'is out of range');
  const listId = optionalId(list.listId, 'list.list_id');
  if (list.version > 0n && listId === undefined) throw invalid('list.list_id', 'is required');
  return {
    requestId: requestId(key),
    processId: id(list.processId, 'list.process_id'),
    listId,
    version: Number(list.version),
    name: name(list.name, 'list.name'),
    timeZone: list.timeZone === '' ? undefined : zone(list.timeZone, 'list.time_zone'),
    owner: text(list.owner, 'list.owner'),
    description: text(list.description, 'list.description', DESCRIPTION_CHARS_MAX),
  };
}

function decodeShares({ shares }: SplitListRequest): readonly ListShare[] {
  if (shares.length < 2 || shares.length > SHARES_MAX) throw invalid('shares', `must be 2 to ${SHARES_MAX}`);
  return shares.map((share) => ({
    name: name(share.name, 'shares.name'),
    owner: text(share.owner, 'shares.owner'),
  }));
}

function decodeContact(request: AddContactRequest): AddContact {
  return {
    processId: id(request.processId, 'process_id'),
    listId: optionalId(request.listId, 'list_id') ?? '',
    requestId: requestId(request.requestId),
    ...decodeTyped(request),
  };
}
