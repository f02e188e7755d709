import type { BusMessage } from '@firstring/bus';
import { CAMPAIGN_CRITERIA } from '@firstring/contracts';
import { CriteriaEvent, type CampaignCriteria } from '@firstring/contracts/leads/criteria';
import type { Campaign } from '@firstring/contracts/leads/lead_events';
import {
  FilterLevel,
  FilterMatch,
  FilterOperator,
  type Filter,
  type FilterGroup,
} from '@firstring/contracts/leads/filter';
import { systemClock } from '@firstring/kernel/system';
import { PROCESS, requestId, type LeadStoreUnderTest } from './_harness.ts';

export const CAMPAIGN = `${PROCESS}-spring`;

/** A system filter "first name is …", under that name. */
export async function firstNameFilter(
  { filters }: Pick<LeadStoreUnderTest, 'filters'>,
  firstName: string,
  change: Partial<Filter> = {},
): Promise<Filter> {
  const condition = {
    attribute: 'first_name',
    operator: FilterOperator.FILTER_OPERATOR_EQUAL,
    negated: false,
    values: [{ value: { $case: 'text', value: firstName } as const }],
  };
  const { filter } = await filters.putFilter({
    requestId: requestId(),
    filter: {
      processId: PROCESS,
      level: FilterLevel.FILTER_LEVEL_SYSTEM,
      name: firstName,
      description: 'by first name',
      root: {
        match: FilterMatch.FILTER_MATCH_ALL,
        nodes: [{ node: { $case: 'condition', value: condition } }],
      },
      enabled: true,
      ...change,
    },
  });
  if (filter === undefined) throw new Error('no filter');
  return filter;
}

export async function putGroup(
  { filters }: Pick<LeadStoreUnderTest, 'filters'>,
  change: Partial<FilterGroup>,
): Promise<FilterGroup> {
  const group = {
    processId: PROCESS,
    level: FilterLevel.FILTER_LEVEL_SYSTEM,
    name: 'Layers',
    description: 'some before others',
    enabled: true,
    ...change,
  };
  const { filterGroup } = await filters.putFilterGroup({ requestId: requestId(), filterGroup: group });
  if (filterGroup === undefined) throw new Error('no group');
  return filterGroup;
}

/** Changes the campaign as it is now. */
export async function changeCampaign(
  { configuration }: Pick<LeadStoreUnderTest, 'configuration'>,
  change: Partial<Campaign>,
): Promise<void> {
  const { campaign } = await configuration.getCampaign({ processId: PROCESS, campaignId: CAMPAIGN });
  if (campaign === undefined) throw new Error('no campaign');
  await configuration.putCampaign({ requestId: requestId(), campaign: { ...campaign, ...change } });
}

/** Follows the topic of criteria. */
export function watchCriteria({ bus }: Pick<LeadStoreUnderTest, 'bus'>) {
  const seen: CampaignCriteria[] = [];
  let wake = Promise.withResolvers<void>();
  const ended = new AbortController();
  const tail = bus.tail({
    topics: [CAMPAIGN_CRITERIA.name],
    from: 'beginning',
    signal: ended.signal,
    handler: async (batch: readonly BusMessage[]) => {
      for (const { payload } of batch) {
        const { criteria } = CriteriaEvent.decode(payload);
        if (criteria !== undefined) seen.push(criteria);
      }
      wake.resolve();
      wake = Promise.withResolvers<void>();
    },
  });
  return {
    seen,
    /** The event of this revision. */
    async revision(revision: number): Promise<CampaignCriteria> {
      const deadline = Promise.withResolvers<never>();
      const timer = systemClock.setTimer(5000, () =>
        deadline.reject(new Error(`revision ${revision} did not come within 5 s`)),
      );
      try {
        for (;;) {
          const found = seen.find((criteria) => criteria.revision === BigInt(revision));
          if (found !== undefined) return found;
          await Promise.race([wake.promise, deadline.promise]);
        }
      } finally {
        timer.cancel();
      }
    },
    async [Symbol.asyncDispose]() {
      ended.abort();
      await tail.closed;
    },
  };
}

/** A lead as `StreamPlacements` has it. */
export interface PlacedLead {
  readonly revision: bigint;
  /** Hexadecimal, without hyphens. */
  readonly leadId: string;
  readonly version: number;
  readonly steps: readonly number[];
  readonly sort: readonly (string | number | undefined)[];
  readonly segmentIds: readonly string[];
}

/** Every lead of the campaign in the order of the answer, by the newest criteria: whoever has read this gets cards by them, too. */
export async function placedLeads(service: LeadStoreUnderTest): Promise<PlacedLead[]> {
  const found: PlacedLead[] = [];
  const stream = service.criteria.streamPlacements({ processId: PROCESS, campaignId: CAMPAIGN });
  for await (const { criteriaRevision: revision, leadIds, leadVersions, ...columns } of stream) {
    const { stepByLevel, sortValues, segmentSets, segmentSet } = columns;
    const width = sortValues.length / leadVersions.length;
    for (const [at, version] of leadVersions.entries()) {
      found.push({
        revision,
        leadId: leadIds.subarray(16 * at, 16 * at + 16).toString('hex'),
        version,
        steps: [...stepByLevel.subarray(5 * at, 5 * at + 5)],
        sort: sortValues.slice(width * at, width * at + width).map(({ value }) => value?.value),
        segmentIds: segmentSets[(segmentSet[at] ?? 0) - 1]?.segmentIds ?? [],
      });
    }
  }
  return found;
}
