import type {
  CampaignCriteria,
  LeadPlacement as WireLeadPlacement,
  StreamPlacementsResponse,
} from '@firstring/contracts/leads/criteria';
import { SortDirection, type FetchOrderPolicy } from '@firstring/contracts/leads/filter';
import type {
  Placement as WirePlacement,
  SortValue as WireSortValue,
} from '@firstring/contracts/leads/placement';
import { AppError, unreachable } from '@firstring/kernel';
import type { CardPlacement } from '../domain/order/card.ts';
import type { Criteria } from '../domain/order/criteria.ts';
import type { Direction, FetchPolicy } from '../domain/order/fetch-order.ts';
import type { LeadPlacement, Placement } from '../domain/order/placements.ts';
import type { SortValue } from '../domain/order/sort-column.ts';
import { packSteps } from '../domain/order/steps.ts';

const ID_BYTES = 16;
const LEVELS = 5;

/** What the scheduler follows of a campaign's filters. */
export function decodeCriteria(criteria: CampaignCriteria): Criteria {
  const { revision, isFiltered, isLayered, stepNames, policies, stepsSince, segments } = criteria;
  return {
    revision: Number(revision),
    isFiltered,
    isLayered: isFiltered && isLayered,
    stepNames,
    policies: decodePolicies(policies),
    stepsSince: Number(stepsSince),
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

/** One lead that was placed by itself; undefined when its id is none. */
export function decodeLeadPlacement(lead: WireLeadPlacement, revision: number): LeadPlacement | undefined {
  const { leadId, leadVersion, stepByLevel, sortValues, segmentIds } = lead;
  if (leadId.length !== ID_BYTES) return undefined;
  return {
    words: wordsAt(leadId, 0),
    version: Number(leadVersion),
    placement: {
      revision,
      steps: packSteps(stepByLevel),
      values: sortValues.map(decodeSortValue),
      segments: segmentIds.join(' '),
    },
  };
}

/** A piece of an answer about a whole campaign. Leads that are placed alike share their placement. */
export function decodePlacements(piece: StreamPlacementsResponse): LeadPlacement[] {
  const { leadIds, leadVersions, stepByLevel, sortValues, segmentSets, segmentSet } = piece;
  const count = leadVersions.length;
  const width = count === 0 ? 0 : sortValues.length / count;
  const isEven =
    leadIds.length === count * ID_BYTES && stepByLevel.length === count * LEVELS && Number.isInteger(width);
  if (!isEven) throw new AppError({ reason: 'INTERNAL', code: 'internal', message: 'uneven placements' });
  const revision = Number(piece.criteriaRevision);
  const segments = ['', ...segmentSets.map(({ segmentIds }) => segmentIds.join(' '))];
  const alike = new Map<string, Placement>();
  const placementOf = (at: number): Placement => {
    const steps = packSteps(stepByLevel.subarray(at * LEVELS, (at + 1) * LEVELS));
    const set = segmentSet[at] ?? 0;
    const values = sortValues.slice(at * width, (at + 1) * width).map(decodeSortValue);
    const made = { revision, steps, values, segments: segments[set] ?? '' };
    if (width > 0) return made;
    const key = `${steps} ${set}`;
    const known = alike.get(key) ?? made;
    alike.set(key, known);
    return known;
  };
  return leadVersions.map((version, at) => ({
    words: wordsAt(leadIds, at * ID_BYTES),
    version,
    placement: placementOf(at),
  }));
}

function wordsAt(ids: Buffer, at: number): LeadPlacement['words'] {
  return [
    ids.readUInt32BE(at),
    ids.readUInt32BE(at + 4),
    ids.readUInt32BE(at + 8),
    ids.readUInt32BE(at + 12),
  ];
}

function decodeSortValue({ value }: WireSortValue): SortValue {
  return value?.value;
}
