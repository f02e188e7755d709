import { fromTime } from '@firstring/contracts';
import { ListState, type LeadList } from '@firstring/contracts/leads/lead_list';
import { ListServiceDefinition } from '@firstring/contracts/leads/list_service';
import type { GrpcClients } from '@firstring/service-kit';
import type { Lists } from '../app/list-ports.ts';
import type { ListView } from '../app/views/lists.ts';
import { required } from './lead-store.ts';

export function createLists(clients: GrpcClients, address: string): Lists {
  const lists = clients.client(ListServiceDefinition, address);
  return {
    async list(processId, page) {
      const answer = await lists.listLists({ processId, page });
      return {
        lists: answer.lists.map(({ list, leadCount }) => toListView(required(list), leadCount)),
        nextPageToken: answer.nextPageToken,
      };
    },
    async get(processId, listId) {
      const { list, leadCount } = required((await lists.getList({ processId, listId })).list);
      return toListView(required(list), leadCount);
    },
    async create(processId, { requestId, ...list }) {
      return toListView(required((await lists.putList({ requestId, list: { processId, ...list } })).list));
    },
    async change(processId, listId, { requestId, version, ...list }) {
      const change = { processId, listId, ...list, version: BigInt(version) };
      return toListView(required((await lists.putList({ requestId, list: change })).list));
    },
    async setEnabled(processId, listId, { requestId, enabled }) {
      const answer = await lists.setListEnabled({ requestId, processId, listId, enabled });
      return toListView(required(answer.list));
    },
    async delete(processId, listId, requestId) {
      await lists.deleteList({ requestId, processId, listId });
    },
    async split(processId, listId, { requestId, shares }) {
      const answer = await lists.splitList({ requestId, processId, listId, shares: [...shares] });
      return answer.lists.map((list) => toListView(list));
    },
    async addContact(processId, listId, { requestId, defaultCountry, phones, ...contact }) {
      const request = { requestId, processId, listId, defaultCountry };
      return lists.addContact({ ...request, contact: { ...contact, phones: [...phones] } });
    },
  };
}

function toListView(list: LeadList, leadCount = 0n): ListView {
  return {
    listId: list.listId,
    name: list.name,
    timeZone: list.timeZone,
    owner: list.owner,
    description: list.description,
    enabled: list.enabled,
    deleting: list.state === ListState.LIST_STATE_DELETING,
    version: Number(list.version),
    createdAt: fromTime(list.createTime),
    leadCount: Number(leadCount),
  };
}
