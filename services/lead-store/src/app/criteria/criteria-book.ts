import type { Placement, SortValue } from '@firstring/contracts/leads/placement';
import type { FilterValue } from '@firstring/domain/filters';
import type { LiveLead } from '../../domain/lead.ts';
import { placementsOf, type CompiledPlacement } from '../../domain/placement/placements-of.ts';

/** A campaign with filters, by its newest revision. */
export interface FilteredCampaign {
  readonly revision: number;
  readonly placement: CompiledPlacement;
}

interface Page {
  readonly byCampaign: ReadonlyMap<string, readonly FilteredCampaign[]>;
  /** Campaigns that dial a lead list. */
  readonly byList: ReadonlyMap<string, readonly FilteredCampaign[]>;
}

const NONE: readonly FilteredCampaign[] = [];

/** The criteria of every process in memory: a card is made without a read of the store, and costs nothing where nothing is filtered. */
export class CriteriaBook {
  readonly #processes = new Map<string, Page>();

  /** All that have filters in a process now. */
  replace(processId: string, campaigns: readonly FilteredCampaign[]): void {
    if (campaigns.length === 0) {
      this.#processes.delete(processId);
      return;
    }
    const lists = campaigns.flatMap(({ placement }) => placement.rules.listIds);
    const dials = (listId: string) =>
      campaigns.filter(({ placement }) => placement.rules.listIds.includes(listId));
    this.#processes.set(processId, {
      byCampaign: new Map(campaigns.map((campaign) => [campaign.placement.rules.campaignId, [campaign]])),
      byList: new Map(lists.map((listId) => [listId, dials(listId)])),
    });
  }

  /** Undefined when the campaign has no filters. */
  campaign(processId: string, campaignId: string): FilteredCampaign | undefined {
    return this.#processes.get(processId)?.byCampaign.get(campaignId)?.[0];
  }

  /** Where a lead stands in each of its campaigns that has filters. */
  placements(leadId: string, lead: LiveLead): Placement[] {
    const page = this.#processes.get(lead.processId);
    if (page === undefined) return [];
    const { campaignId, listId } = lead;
    const campaigns = (campaignId === '' ? page.byList.get(listId) : page.byCampaign.get(campaignId)) ?? NONE;
    if (campaigns.length === 0) return [];
    const placed = placementsOf(
      leadId,
      lead,
      campaigns.map(({ placement }) => placement),
    );
    return placed.map(({ stepByLevel, sortValues }, index) => {
      const campaign = campaigns[index];
      return {
        campaignId: campaign?.placement.rules.campaignId ?? '',
        criteriaRevision: BigInt(campaign?.revision ?? 0),
        stepByLevel,
        sortValues: sortValues.map(encodeSortValue),
      };
    });
  }
}

export function encodeSortValue(value: FilterValue | undefined): SortValue {
  if (value === undefined) return { value: undefined };
  return { value: typeof value === 'string' ? { $case: 'text', value } : { $case: 'number', value } };
}
