import type { Placement, SortValue } from '@firstring/contracts/leads/placement';
import type { FilterValue } from '@firstring/domain/filters';
import { assert } from '@firstring/kernel';
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

  /** Campaigns of a lead that order by a script. */
  scripted(lead: LiveLead): readonly FilteredCampaign[] {
    return this.#campaignsOf(lead).filter(({ placement }) => isScripted(placement));
  }

  #campaignsOf({ processId, campaignId, listId }: LiveLead): readonly FilteredCampaign[] {
    const page = this.#processes.get(processId);
    if (page === undefined) return NONE;
    return (campaignId === '' ? page.byList.get(listId) : page.byCampaign.get(campaignId)) ?? NONE;
  }

  /**
   * Where a lead stands in each of its campaigns that has filters. What scripts make is awaited: it follows each stored lead. For one
   * who reads all cards anew (`isLate`) such a placement looks older than it is, so that the whole campaign is asked for.
   */
  placements(leadId: string, lead: LiveLead, isLate = false): Placement[] {
    const campaigns = this.#campaignsOf(lead);
    if (campaigns.length === 0) return [];
    const placed = placementsOf(
      leadId,
      lead,
      campaigns.map(({ placement }) => placement),
    );
    return placed.map(({ stepByLevel, sortValues, segmentIds }, index) => {
      const campaign = campaigns[index];
      assert(campaign !== undefined, 'a placement of no campaign');
      const { revision, placement } = campaign;
      const { campaignId, sortKeys } = placement.rules;
      return {
        campaignId,
        criteriaRevision: BigInt(isLate && isScripted(placement) ? revision - 1 : revision),
        stepByLevel,
        sortValues: sortValues.map((value, at) =>
          sortKeys[at]?.script === undefined ? encodeSortValue(value) : { value: undefined, awaited: true },
        ),
        segmentIds: [...segmentIds],
      };
    });
  }
}

function isScripted({ rules }: CompiledPlacement): boolean {
  return rules.sortKeys.some(({ script }) => script !== undefined);
}

export function encodeSortValue(value: FilterValue | undefined): SortValue {
  if (value === undefined) return { value: undefined };
  return { value: typeof value === 'string' ? { $case: 'text', value } : { $case: 'number', value } };
}
