import { fromTime, reasonError } from '@firstring/contracts';
import {
  FilterLevel,
  SortDirection,
  type Filter,
  type FilterGroup,
  type FilterLayer,
} from '@firstring/contracts/leads/filter';
import {
  FilterAttributeType,
  FilterServiceDefinition,
  type FilterAttribute,
  type ParseCriteriaResponse,
} from '@firstring/contracts/leads/filter_service';
import { type GrpcClients } from '@firstring/service-kit';
import {
  decodeFetchOrder,
  decodeFilterClause,
  decodeFilterOperator,
  encodeFetchOrder,
  encodeFilterClause,
} from '@firstring/service-kit/filter-wire';
import type {
  Filters,
  PutFilter,
  PutFilterGroup,
  StoredFilter,
  StoredFilterGroup,
} from '../app/filter-ports.ts';
import type {
  CriteriaView,
  FilterAttributeView,
  FilterLayerView,
  FilterLevelName,
} from '../app/views/filters.ts';
import { required } from './lead-store.ts';
import { statusByName, toLeadRow } from './lead-views.ts';

/** The service's client, as it is made below. */
type Client = ReturnType<typeof clientOf>;

function clientOf(clients: GrpcClients, address: string) {
  return clients.client(FilterServiceDefinition, address);
}

/** Filters, groups and segments of the lead store, and questions to its leads. */
export function createFilters(clients: GrpcClients, address: string): Filters {
  const client = clientOf(clients, address);
  return { ...filterCalls(client), ...groupCalls(client), ...questions(client) };
}

function filterCalls(client: Client): Pick<Filters, 'get' | 'list' | 'put' | 'delete'> {
  return {
    async get(processId, filterId) {
      return toFilter(required((await client.getFilter({ processId, filterId })).filter));
    },
    async list(processId, { level, campaignId }) {
      const wire = level === undefined ? FilterLevel.FILTER_LEVEL_UNSPECIFIED : LEVELS[level];
      const { filters } = await client.listFilters({ processId, level: wire, campaignId });
      return filters.map(toFilter);
    },
    async put(processId, { requestId, ...filter }) {
      const answer = await client.putFilter({ requestId, filter: fromFilter(processId, filter) });
      return toFilter(required(answer.filter));
    },
    async delete(processId, filterId, requestId) {
      await client.deleteFilter({ requestId, processId, filterId });
    },
  };
}

function groupCalls(
  client: Client,
): Pick<Filters, 'getGroup' | 'listGroups' | 'putGroup' | 'deleteGroup' | 'allowGroups'> {
  return {
    async getGroup(processId, filterGroupId) {
      const answer = await client.getFilterGroup({ processId, filterGroupId });
      return toGroup(required(answer.filterGroup));
    },
    async listGroups(processId, campaignId) {
      const { filterGroups } = await client.listFilterGroups({ processId, campaignId });
      return filterGroups.map(toGroup);
    },
    async putGroup(processId, { requestId, ...group }) {
      const filterGroup = fromGroup(processId, group);
      return toGroup(required((await client.putFilterGroup({ requestId, filterGroup })).filterGroup));
    },
    async deleteGroup(processId, filterGroupId, requestId) {
      await client.deleteFilterGroup({ requestId, processId, filterGroupId });
    },
    async allowGroups(processId, allowed, requestId) {
      await client.setFilterGroupsAllowed({ requestId, processId, allowed });
    },
  };
}

function questions(client: Client): Pick<Filters, 'attributes' | 'parse' | 'print' | 'impact' | 'leads'> {
  return {
    async attributes(processId) {
      const { attributes, filterGroupsAllowed } = await client.listFilterAttributes({ processId });
      return { attributes: attributes.map(toAttribute), groupsAllowed: filterGroupsAllowed };
    },
    async parse(processId, criteria) {
      return toCriteria(await client.parseCriteria({ processId, criteria }));
    },
    async print(processId, root) {
      return client.printCriteria({ processId, root: encodeFilterClause(root) });
    },
    async impact(processId, root) {
      const answer = await client.checkImpact({ processId, root: encodeFilterClause(root) });
      return {
        filtered: Number(answer.filtered),
        dialable: Number(answer.dialable),
        dialableLaterToday: Number(answer.dialableLaterToday),
        asOfAt: fromTime(answer.asOfTime) ?? 0,
        guardsAt: fromTime(answer.guardsTime),
      };
    },
    async leads(processId, { root, status, sort, descending, pageSize, pageToken, ...ask }) {
      const answer = await client.listFilteredLeads({
        processId,
        ...ask,
        ...(root === undefined ? {} : { root: encodeFilterClause(root) }),
        status: statusByName(status),
        sortAttribute: sort,
        sortDirection: descending ? SortDirection.SORT_DIRECTION_DESC : SortDirection.SORT_DIRECTION_ASC,
        page: { pageSize, pageToken },
      });
      const { leads, nextPageToken, total } = answer;
      return { leads: leads.map(toLeadRow), nextPageToken, total: Number(total) };
    },
  };
}

const LEVELS: Readonly<Record<FilterLevelName, FilterLevel>> = {
  system: FilterLevel.FILTER_LEVEL_SYSTEM,
  campaign: FilterLevel.FILTER_LEVEL_CAMPAIGN,
  segment: FilterLevel.FILTER_LEVEL_SEGMENT,
};

/** A level from the future is read as the system's: nobody but administrators may then change the filter. */
function toLevel(wire: FilterLevel): FilterLevelName {
  if (wire === FilterLevel.FILTER_LEVEL_CAMPAIGN) return 'campaign';
  return wire === FilterLevel.FILTER_LEVEL_SEGMENT ? 'segment' : 'system';
}

function toFilter(filter: Filter): StoredFilter {
  const { processId: _process, updateTime, level, root, version, ...rest } = filter;
  return {
    ...rest,
    level: toLevel(level),
    root: decodeFilterClause(root),
    version: version.toString(),
    updatedAt: fromTime(updateTime),
  };
}

function fromFilter(processId: string, { root, level, version, ...rest }: Omit<PutFilter, 'requestId'>) {
  return {
    ...rest,
    processId,
    agentIds: [...rest.agentIds],
    level: LEVELS[level],
    root: encodeFilterClause(root),
    version: BigInt(version),
  };
}

function toGroup(group: FilterGroup): StoredFilterGroup {
  const { processId: _process, updateTime, level, policies, version, ...rest } = group;
  return {
    ...rest,
    level: toLevel(level) === 'campaign' ? 'campaign' : 'system',
    policies: policies.map(decodeFetchOrder),
    version: version.toString(),
    updatedAt: fromTime(updateTime),
  };
}

function fromGroup(processId: string, group: Omit<PutFilterGroup, 'requestId'>) {
  return {
    ...group,
    processId,
    level: LEVELS[group.level],
    layers: group.layers.map(fromLayer),
    policies: group.policies.map(encodeFetchOrder),
    version: BigInt(group.version),
  };
}

function fromLayer({ filterId, layers }: FilterLayerView): FilterLayer {
  return { filterId, layers: layers.map(fromLayer) };
}

const TYPES: Readonly<Record<FilterAttributeType, FilterAttributeView['type']>> = {
  FILTER_ATTRIBUTE_TYPE_UNSPECIFIED: 'text',
  FILTER_ATTRIBUTE_TYPE_TEXT: 'text',
  FILTER_ATTRIBUTE_TYPE_CHOICE: 'choice',
  FILTER_ATTRIBUTE_TYPE_NUMBER: 'number',
  FILTER_ATTRIBUTE_TYPE_TIME: 'time',
  UNRECOGNIZED: 'text',
};

function toAttribute({ name, label, type, choices, operators }: FilterAttribute): FilterAttributeView {
  const known = operators.map(decodeFilterOperator).filter((operator) => operator !== undefined);
  return { name, label, type: TYPES[type], choices, operators: known };
}

function toCriteria({ result }: ParseCriteriaResponse): CriteriaView {
  switch (result?.$case) {
    case 'root':
      return { type: 'parsed', root: decodeFilterClause(result.value) };
    case 'problem':
      return { type: 'refused', ...result.value };
    case undefined:
      throw reasonError('INTERNAL', { message: 'criteria were answered with nothing' });
  }
}
