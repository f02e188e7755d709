import { reasonError } from '@firstring/contracts';
import { LeadList, ListState } from '@firstring/contracts/leads/lead_list';
import type { ListServiceImplementation } from '@firstring/contracts/leads/list_service';

const unimplemented = async (): Promise<never> => {
  throw reasonError('INTERNAL', { message: 'not part of this fake' });
};

/** Two lists that are only read. */
export function fakeLists(): ListServiceImplementation {
  const list = (listId: string, name: string): LeadList =>
    LeadList.fromPartial({
      listId,
      name,
      processId: 'p1',
      timeZone: 'America/Chicago',
      enabled: true,
      state: ListState.LIST_STATE_LIVE,
      version: 1n,
    });
  const lists = [list('fair', 'Spring fair'), list('web', 'Web forms of 2025')];
  return {
    putList: unimplemented,
    setListEnabled: unimplemented,
    deleteList: unimplemented,
    splitList: unimplemented,
    addContact: unimplemented,
    getList: async ({ listId }) => {
      const list = lists.find((each) => each.listId === listId);
      if (list === undefined) throw reasonError('LIST_NOT_FOUND');
      return { list: { list, leadCount: 12n } };
    },
    listLists: async ({ processId }) => ({
      lists: lists
        .filter((each) => each.processId === processId)
        .map((each) => ({ list: each, leadCount: 1200n })),
      nextPageToken: '',
    }),
  };
}
