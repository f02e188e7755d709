import { toOptionalTime, toTime } from '@firstring/contracts';
import { SortDirection } from '@firstring/contracts/leads/filter';
import {
  FilterAttributeType,
  type FilterAttribute as WireAttribute,
  type FilterServiceDefinition,
  type ListFilteredLeadsRequest,
} from '@firstring/contracts/leads/filter_service';
import {
  OPERATORS_OF_TYPE,
  parseCriteria,
  printCriteria,
  printWords,
  type AttributeType,
  type FilterAttribute,
} from '@firstring/domain/filters';
import { type ServiceImplementation } from '@firstring/service-kit';
import {
  decodeFilterClause,
  encodeFilterClause,
  encodeFilterOperator,
} from '@firstring/service-kit/filter-wire';
import { checkImpact, listFilteredLeads, type ListFilteredLeads } from '../../app/ask-filters.ts';
import { encodeFilter, encodeGroup } from '../../app/encode-filter.ts';
import { type FilterDeps, readCatalogue, requireValid } from '../../app/filter-deps.ts';
import {
  areGroupsAllowed,
  deleteFilterGroup,
  listFilterGroups,
  putFilterGroup,
  readFilterGroup,
  setGroupsAllowed,
} from '../../app/filter-groups.ts';
import { deleteFilter, listFilters, putFilter, readFilter } from '../../app/filters.ts';
import { showLeads } from '../../app/show-leads.ts';
import { readProcess } from '../../app/processes.ts';
import { decodeFilter, decodeFilterGroup, decodeOptionalLevel } from './decode-filter.ts';
import { id, optionalId, page, requestId, text } from './decode.ts';
import { decodeStatus } from './lead-server.ts';

type Implementation = ServiceImplementation<typeof FilterServiceDefinition>;

/** The method table of FilterService: decode, use case, encode. */
export function filterServer(deps: FilterDeps): Implementation {
  return { ...filterMethods(deps), ...groupMethods(deps), ...criteriaMethods(deps), ...askMethods(deps) };
}

function filterMethods(
  deps: FilterDeps,
): Pick<Implementation, 'putFilter' | 'getFilter' | 'listFilters' | 'deleteFilter'> {
  return {
    async putFilter(request) {
      const command = decodeFilter(request.requestId, request.filter);
      return { filter: encodeFilter(await putFilter(deps, command)) };
    },
    async getFilter(request) {
      return { filter: encodeFilter(await readFilter(deps, filterRef(request))) };
    },
    async listFilters(request) {
      const filters = await listFilters(deps, {
        processId: id(request.processId, 'process_id'),
        level: decodeOptionalLevel(request.level),
        campaignId: optionalId(request.campaignId, 'campaign_id'),
      });
      return { filters: filters.map(encodeFilter) };
    },
    async deleteFilter(request) {
      requestId(request.requestId);
      await deleteFilter(deps, filterRef(request));
      return {};
    },
  };
}

function filterRef(request: { readonly processId: string; readonly filterId: string }) {
  return { processId: id(request.processId, 'process_id'), filterId: id(request.filterId, 'filter_id') };
}

function groupMethods(
  deps: FilterDeps,
): Pick<
  Implementation,
  'putFilterGroup' | 'getFilterGroup' | 'listFilterGroups' | 'deleteFilterGroup' | 'setFilterGroupsAllowed'
> {
  return {
    async putFilterGroup(request) {
      const command = decodeFilterGroup(request.requestId, request.filterGroup);
      return { filterGroup: encodeGroup(await putFilterGroup(deps, command)) };
    },
    async getFilterGroup(request) {
      return { filterGroup: encodeGroup(await readFilterGroup(deps, groupRef(request))) };
    },
    async listFilterGroups(request) {
      const groups = await listFilterGroups(deps, {
        processId: id(request.processId, 'process_id'),
        campaignId: optionalId(request.campaignId, 'campaign_id'),
      });
      return { filterGroups: groups.map(encodeGroup) };
    },
    async deleteFilterGroup(request) {
      requestId(request.requestId);
      await deleteFilterGroup(deps, groupRef(request));
      return {};
    },
    async setFilterGroupsAllowed(request) {
      requestId(request.requestId);
      await setGroupsAllowed(deps, id(request.processId, 'process_id'), request.allowed);
      return {};
    },
  };
}

function groupRef(request: { readonly processId: string; readonly filterGroupId: string }) {
  return {
    processId: id(request.processId, 'process_id'),
    filterGroupId: id(request.filterGroupId, 'filter_group_id'),
  };
}

function criteriaMethods(
  deps: FilterDeps,
): Pick<Implementation, 'listFilterAttributes' | 'parseCriteria' | 'printCriteria'> {
  return {
    async listFilterAttributes(request) {
      const processId = id(request.processId, 'process_id');
      const filterGroupsAllowed = await areGroupsAllowed(deps, processId);
      const catalogue = await readCatalogue(deps, processId);
      return { attributes: [...catalogue.values()].map(encodeAttribute), filterGroupsAllowed };
    },
    async parseCriteria(request) {
      const process = await readProcess(deps, id(request.processId, 'process_id'));
      const catalogue = await readCatalogue(deps, process.id);
      const parsed = parseCriteria(request.criteria, { catalogue, zone: process.doc.timeZone });
      if (parsed.type === 'parsed')
        return { result: { $case: 'root', value: encodeFilterClause(parsed.tree) } as const };
      const { at, message } = parsed;
      return { result: { $case: 'problem', value: { at, message } } as const };
    },
    async printCriteria(request) {
      const catalogue = await readCatalogue(deps, id(request.processId, 'process_id'));
      const root = decodeFilterClause(request.root);
      requireValid(root, catalogue);
      return { criteria: printCriteria(root, catalogue), words: printWords(root, catalogue) };
    },
  };
}

function askMethods(deps: FilterDeps): Pick<Implementation, 'checkImpact' | 'listFilteredLeads'> {
  return {
    async checkImpact(request) {
      const processId = id(request.processId, 'process_id');
      const impact = await checkImpact(deps, { processId, root: decodeFilterClause(request.root) });
      return {
        filtered: BigInt(impact.filtered),
        dialable: BigInt(impact.dialable),
        dialableLaterToday: BigInt(impact.dialableLaterToday),
        asOfTime: toTime(impact.asOfAt),
        guardsTime: toOptionalTime(impact.guardsAt),
      };
    },
    async listFilteredLeads(request) {
      const page = await listFilteredLeads(deps, decodeAsk(request));
      return {
        leads: await showLeads(deps, page.leads),
        nextPageToken: page.nextPageToken ?? '',
        total: BigInt(page.total),
        asOfTime: toTime(page.asOfAt),
      };
    },
  };
}

function decodeAsk(request: ListFilteredLeadsRequest): ListFilteredLeads {
  return {
    processId: id(request.processId, 'process_id'),
    root: request.root === undefined ? undefined : decodeFilterClause(request.root),
    search: text(request.search, 'search'),
    campaignId: optionalId(request.campaignId, 'campaign_id'),
    status: decodeStatus(request.status),
    sortAttribute: request.sortAttribute === '' ? 'upload_time' : request.sortAttribute,
    descending: request.sortDirection !== SortDirection.SORT_DIRECTION_ASC,
    ...page(request.page),
  };
}

const TYPES: Readonly<Record<AttributeType, FilterAttributeType>> = {
  text: FilterAttributeType.FILTER_ATTRIBUTE_TYPE_TEXT,
  choice: FilterAttributeType.FILTER_ATTRIBUTE_TYPE_CHOICE,
  number: FilterAttributeType.FILTER_ATTRIBUTE_TYPE_NUMBER,
  time: FilterAttributeType.FILTER_ATTRIBUTE_TYPE_TIME,
};

function encodeAttribute({ name, label, type, choices = [] }: FilterAttribute): WireAttribute {
  const operators = OPERATORS_OF_TYPE[type].map(encodeFilterOperator);
  return { name, label, type: TYPES[type], choices: [...choices], operators };
}
