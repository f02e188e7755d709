import type { CampaignCriteria } from '@firstring/contracts/leads/criteria';
import { SortDirection, type FetchOrderPolicy } from '@firstring/contracts/leads/filter';
import type { LeadPlacement as WireLeadPlacement } from '@firstring/contracts/leads/criteria';
import type {
  Placement as WirePlacement,
  SortValue as WireSortValue,
} from '@firstring/contracts/leads/placement';
import { unreachable } from '@firstring/kernel';
import type { CardPlacement } from '../domain/order/card.ts';
import type { Criteria } from '../domain/order/criteria.ts';
import type { Direction, FetchPolicy } from '../domain/order/fetch-order.ts';
import type { LeadPlacement } from '../domain/order/placements.ts';
import type { SortValue } from '../domain/order/sort-column.ts';
import { packSteps } from '../domain/order/steps.ts';

/** What the scheduler follows of a campaign's filters. */
export function decodeCriteria(criteria: CampaignCriteria): Criteria {
  const { revision, isFiltered, isLayered, stepNames, policies, segments } = criteria;
  return {
    revision: Number(revision),
    isFiltered,
    isLayered: isFiltered && isLayered,
    stepNames,
    policies: decodePolicies(policies),
    segments: new Map(segments.map(({ segmentId, agentIds }) => [segmentId, new Set(agentIds)])),
  };
}

/** Policies by the lead's data take the sort values in turn. */
function decodePolicies(policies: readonly FetchOrderPolicy[]): readonly FetchPolicy[] {
  let index = 0;
  return policies.flatMap(({ policy, scriptDirection }): FetchPolicy[] => {
    switch (policy?.$case) {
      case 'uploadTime':
        return [{ type: 'value', index: index++, direction: decodeDirection(policy.value) }];
      case 'natural':
        return [{ type: 'value', index: index++, direction: 1 }];
      case 'customerField':
        return [{ type: 'value', index: index++, direction: decodeDirection(policy.value.direction) }];
      case 'randomSeed':
        return [{ type: 'random', seed: policy.value }];
      case 'attempts':
        return [{ type: 'attempts', direction: decodeDirection(policy.value) }];
      case 'retryTime':
        return [{ type: 'retry_time', direction: decodeDirection(policy.value) }];
      case 'script':
        return [{ type: 'value', index: index++, direction: decodeDirection(scriptDirection) }];
      case undefined:
        // One that this version does not know: the next policy decides.
        return [];
      default:
        return unreachable(policy);
    }
  });
}

function decodeDirection(direction: SortDirection | undefined): Direction {
  return direction === SortDirection.SORT_DIRECTION_DESC ? -1 : 1;
}

export function decodePlacement(placement: WirePlacement): CardPlacement {
  const { campaignId, criteriaRevision, stepByLevel, sortValues, segmentIds } = placement;
  const awaited = sortValues.flatMap((value, index) => (value.awaited ? [index] : []));
  return {
    campaignId,
    revision: Number(criteriaRevision),
    steps: packSteps(stepByLevel),
    values: sortValues.map(decodeSortValue),
    segments: segmentIds.join(' '),
    ...(awaited.length === 0 ? {} : { awaited }),
  };
}

/** One lead of an answer about a whole campaign; undefined when its id is none. */
export function decodeLeadPlacement(lead: WireLeadPlacement, revision: number): LeadPlacement | undefined {
  const { leadId, leadVersion, stepByLevel, sortValues, segmentIds } = lead;
  if (leadId.length !== 16) return undefined;
  const view = new DataView(leadId.buffer, leadId.byteOffset, leadId.byteLength);
  return {
    words: [view.getUint32(0), view.getUint32(4), view.getUint32(8), view.getUint32(12)],
    version: Number(leadVersion),
    placement: {
      revision,
      steps: packSteps(stepByLevel),
      values: sortValues.map(decodeSortValue),
      segments: segmentIds.join(' '),
    },
  };
}

function decodeSortValue({ value }: WireSortValue): SortValue {
  return value?.value;
}
