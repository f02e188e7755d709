import { reasonError } from '@firstring/contracts';
import { AppError } from '@firstring/kernel';
import type { Stored } from '@firstring/store';
import { readFilterGroup } from './filter-groups.ts';
import { readFilter } from './filters.ts';
import type { LeadStoreDeps } from './ports.ts';

export interface CampaignFilters {
  readonly processId: string;
  /** Empty for a campaign that is not stored yet: it has no filters of its own. */
  readonly campaignId: string;
  readonly filterIds: readonly string[];
  readonly filterGroupIds: readonly string[];
}

/** filters or one group, of the process or of this campaign. */
export async function requireCampaignFilters(
  deps: LeadStoreDeps,
  { processId, campaignId, filterIds, filterGroupIds }: CampaignFilters,
): Promise<void> {
  if (filterIds.length > 0 && filterGroupIds.length > 0) throw reasonError('FILTERS_AND_GROUP');
  if (filterGroupIds.length > 1) {
    throw reasonError('INVALID_ARGUMENT', {
      message: 'a campaign has one filter group at a time',
      details: { field: 'campaign.filter_group_ids' },
    });
  }
  const attached = await Promise.all([
    ...filterIds.map((filterId) => found('filter_ids', readFilter(deps, { processId, filterId }))),
    ...filterGroupIds.map((filterGroupId) =>
      found('filter_group_ids', readFilterGroup(deps, { processId, filterGroupId })),
    ),
  ]);
  for (const { field, doc } of attached) {
    const own = doc.level === 'campaign' && doc.campaignId === campaignId;
    if (doc.level === 'system' || own) continue;
    throw reasonError('INVALID_ARGUMENT', {
      message: `"${doc.name}" belongs to another campaign or is a segment`,
      details: { field: `campaign.${field}` },
    });
  }
}

/** What is attached; what is not there is a fault of the campaign's field. */
async function found<Doc>(field: string, reading: Promise<Stored<Doc>>) {
  try {
    return { field, doc: (await reading).doc };
  } catch (error) {
    const { reason, message } = AppError.from(error);
    if (reason !== 'FILTER_NOT_FOUND' && reason !== 'FILTER_GROUP_NOT_FOUND') throw error;
    throw reasonError('INVALID_ARGUMENT', { message, details: { field: `campaign.${field}` } });
  }
}
