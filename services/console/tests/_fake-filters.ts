import { reasonError } from '@firstring/contracts';
import { Filter, FilterGroup, FilterLevel, SortDirection } from '@firstring/contracts/leads/filter';
import {
  FilterAttributeType,
  type FilterServiceImplementation,
} from '@firstring/contracts/leads/filter_service';
import { LeadStatus, type Lead } from '@firstring/contracts/leads/lead';
import {
  attributeCatalogue,
  compileFilter,
  OPERATORS_OF_TYPE,
  parseCriteria,
  printCriteria,
  printWords,
  type FilterValue,
} from '@firstring/domain/filters';
import { systemClock } from '@firstring/kernel/system';
import {
  decodeFilterClause,
  encodeFilterClause,
  encodeFilterOperator,
} from '@firstring/service-kit/filter-wire';
import type { FakeLeadStore } from './_fake-lead-store.ts';

const TYPES = {
  text: FilterAttributeType.FILTER_ATTRIBUTE_TYPE_TEXT,
  choice: FilterAttributeType.FILTER_ATTRIBUTE_TYPE_CHOICE,
  number: FilterAttributeType.FILTER_ATTRIBUTE_TYPE_NUMBER,
  time: FilterAttributeType.FILTER_ATTRIBUTE_TYPE_TIME,
} as const;

/** Filters in plain maps, asked of the fake lead-store's leads with the real evaluator. */
export class FakeFilters {
  readonly filters = new Map<string, Filter>();
  readonly groups = new Map<string, FilterGroup>();
  groupsAllowed = true;
  readonly #leadStore: FakeLeadStore;

  constructor(leadStore: FakeLeadStore) {
    this.#leadStore = leadStore;
  }

  addFilter(filter: Partial<Filter>): void {
    const stored = Filter.fromPartial({ processId: 'p1', version: 1n, enabled: true, ...filter });
    this.filters.set(stored.filterId, stored);
  }

  get implementation(): FilterServiceImplementation {
    return { ...this.#stored, ...this.#groups, ...this.#asked };
  }

  get #stored(): Pick<
    FilterServiceImplementation,
    'putFilter' | 'getFilter' | 'listFilters' | 'deleteFilter'
  > {
    return {
      putFilter: async ({ filter }) => {
        if (filter === undefined) throw reasonError('INVALID_ARGUMENT');
        const filterId = filter.filterId === '' ? `filter-${this.filters.size + 1}` : filter.filterId;
        const stored = { ...filter, filterId, version: filter.version + 1n };
        if ((this.filters.get(filterId)?.version ?? 0n) !== filter.version)
          throw reasonError('VERSION_CONFLICT');
        this.filters.set(filterId, stored);
        return { filter: stored };
      },
      getFilter: async ({ filterId, processId }) => ({ filter: this.#find(filterId, processId) }),
      listFilters: async ({ processId, level }) => ({
        filters: [...this.filters.values()].filter((filter) => {
          const segments = filter.level === FilterLevel.FILTER_LEVEL_SEGMENT;
          const wanted = level === FilterLevel.FILTER_LEVEL_UNSPECIFIED ? !segments : filter.level === level;
          return filter.processId === processId && wanted;
        }),
      }),
      deleteFilter: async ({ filterId, processId }) => {
        this.#find(filterId, processId);
        this.filters.delete(filterId);
        return {};
      },
    };
  }

  get #groups(): Pick<
    FilterServiceImplementation,
    'putFilterGroup' | 'getFilterGroup' | 'listFilterGroups' | 'deleteFilterGroup' | 'setFilterGroupsAllowed'
  > {
    const find = (filterGroupId: string, processId: string): FilterGroup => {
      if (!this.groupsAllowed) throw reasonError('FILTER_GROUPS_OFF');
      const group = this.groups.get(filterGroupId);
      if (group?.processId !== processId) throw reasonError('FILTER_GROUP_NOT_FOUND');
      return group;
    };
    return {
      putFilterGroup: async ({ filterGroup }) => {
        if (filterGroup === undefined) throw reasonError('INVALID_ARGUMENT');
        if (filterGroup.policies.length > 5) throw reasonError('TOO_MANY_POLICIES');
        const filterGroupId = filterGroup.filterGroupId || `group-${this.groups.size + 1}`;
        const stored = { ...filterGroup, filterGroupId, version: filterGroup.version + 1n };
        this.groups.set(filterGroupId, stored);
        return { filterGroup: stored };
      },
      getFilterGroup: async ({ filterGroupId, processId }) => ({
        filterGroup: find(filterGroupId, processId),
      }),
      listFilterGroups: async ({ processId }) => {
        if (!this.groupsAllowed) throw reasonError('FILTER_GROUPS_OFF');
        return { filterGroups: [...this.groups.values()].filter((group) => group.processId === processId) };
      },
      deleteFilterGroup: async ({ filterGroupId, processId }) => {
        find(filterGroupId, processId);
        this.groups.delete(filterGroupId);
        return {};
      },
      setFilterGroupsAllowed: async ({ allowed }) => {
        this.groupsAllowed = allowed;
        return {};
      },
    };
  }

  get #asked(): Pick<
    FilterServiceImplementation,
    'listFilterAttributes' | 'parseCriteria' | 'printCriteria' | 'checkImpact' | 'listFilteredLeads'
  > {
    return {
      listFilterAttributes: async () => ({
        attributes: [...this.#catalogue().values()].map(({ name, label, type, choices = [] }) => ({
          name,
          label,
          type: TYPES[type],
          choices: [...choices],
          operators: OPERATORS_OF_TYPE[type].map(encodeFilterOperator),
        })),
        filterGroupsAllowed: this.groupsAllowed,
      }),
      parseCriteria: async ({ criteria }) => {
        const parsed = parseCriteria(criteria, { catalogue: this.#catalogue(), zone: 'America/Chicago' });
        if (parsed.type === 'parsed')
          return { result: { $case: 'root', value: encodeFilterClause(parsed.tree) } as const };
        return { result: { $case: 'problem', value: { at: parsed.at, message: parsed.message } } as const };
      },
      printCriteria: async ({ root }) => {
        const tree = decodeFilterClause(root);
        return {
          criteria: printCriteria(tree, this.#catalogue()),
          words: printWords(tree, this.#catalogue()),
        };
      },
      checkImpact: async ({ processId, root }) => {
        const test = compileFilter(decodeFilterClause(root));
        const filtered = BigInt(this.#leads(processId).filter((lead) => test(factsOf(lead))).length);
        return {
          filtered,
          dialable: filtered,
          dialableLaterToday: 0n,
          asOfTime: new Date(systemClock.now()),
        };
      },
      listFilteredLeads: async (request) => {
        this.#leadStore.requests.push({ rpc: 'listFilteredLeads', request });
        const { processId, root, search, status, campaignId, sortAttribute, sortDirection, page } = request;
        const test = root === undefined ? () => true : compileFilter(decodeFilterClause(root));
        const found = this.#leads(processId).filter(
          (lead) =>
            test(factsOf(lead)) &&
            begins(lead, search.toLowerCase()) &&
            (status === LeadStatus.LEAD_STATUS_UNSPECIFIED || lead.card?.status === status) &&
            (campaignId === '' || lead.card?.campaignId === campaignId),
        );
        const key = (lead: Lead): FilterValue => factsOf(lead)(sortAttribute || 'upload_time') ?? '';
        const sign = sortDirection === SortDirection.SORT_DIRECTION_ASC ? 1 : -1;
        const leads = found.toSorted((left, right) => (key(left) < key(right) ? -sign : sign));
        const start = Number(page?.pageToken || 0);
        const end = start + (page?.pageSize ?? 50);
        return {
          leads: leads.slice(start, end),
          nextPageToken: end < leads.length ? String(end) : '',
          total: BigInt(leads.length),
          asOfTime: new Date(systemClock.now()),
        };
      },
    };
  }

  #catalogue() {
    const declared = [...this.#leadStore.parameters.values()];
    return attributeCatalogue(declared.map(({ name, label }) => ({ name, label, type: 'text' })));
  }

  #leads(processId: string): Lead[] {
    return [...this.#leadStore.leads.values()].filter(({ card }) => card?.processId === processId);
  }

  #find(filterId: string, processId: string): Filter {
    const filter = this.filters.get(filterId);
    if (filter?.processId !== processId) throw reasonError('FILTER_NOT_FOUND');
    return filter;
  }
}

function begins(lead: Lead, search: string): boolean {
  const fields = [lead.card?.homeGuard ?? '', lead.firstName, lead.lastName, lead.email];
  return fields.some((field) => field.toLowerCase().startsWith(search));
}

function factsOf(lead: Lead): (attribute: string) => FilterValue | undefined {
  const facts: Record<string, FilterValue | undefined> = {
    phone1: lead.card?.homeGuard,
    first_name: lead.firstName || undefined,
    last_name: lead.lastName || undefined,
    email: lead.email || undefined,
    status: lead.card?.status.replace('LEAD_STATUS_', '').toLowerCase(),
    attempts: lead.card?.totalAttempts,
    upload_time: lead.createTime?.getTime(),
  };
  for (const [name, value] of Object.entries(lead.custom)) facts[`custom.${name}`] = value;
  return (attribute) => facts[attribute];
}
