import type {
  CriteriaServiceDefinition,
  DeepPartial,
  StreamPlacementsResponse,
} from '@firstring/contracts/leads/criteria';
import type { ServiceImplementation } from '@firstring/service-kit';
import { encodeSortValue } from '../../app/criteria/criteria-book.ts';
import {
  streamPlacements,
  type CriteriaDeps,
  type PlacedLeads,
} from '../../app/criteria/stream-placements.ts';
import { id } from './decode.ts';

/** The method table of CriteriaService. */
export function criteriaServer(deps: CriteriaDeps): ServiceImplementation<typeof CriteriaServiceDefinition> {
  return {
    async *streamPlacements(request, { signal }) {
      const ref = {
        processId: id(request.processId, 'process_id'),
        campaignId: id(request.campaignId, 'campaign_id'),
      };
      for await (const placed of streamPlacements(deps, ref)) {
        signal.throwIfAborted();
        yield encode(placed);
      }
    },
  };
}

function encode({ revision, leads, sortKeyCount }: PlacedLeads): DeepPartial<StreamPlacementsResponse> {
  const { count, leadIds, versions, stepByLevel, sortValues, segmentIds } = leads;
  const sets = new Map<string, number>();
  const segmentSet = segmentIds.map((ids) => {
    const key = ids.join(' ');
    if (key === '') return 0;
    const known = sets.get(key) ?? sets.size + 1;
    sets.set(key, known);
    return known;
  });
  return {
    criteriaRevision: BigInt(revision),
    leadIds: Buffer.from(leadIds.buffer, leadIds.byteOffset, count * 16),
    leadVersions: [...versions.subarray(0, count)],
    stepByLevel: Buffer.from(stepByLevel.buffer, stepByLevel.byteOffset, count * 5),
    sortValues: sortValues.slice(0, count * sortKeyCount).map(encodeSortValue),
    segmentSets: [...sets.keys()].map((key) => ({ segmentIds: key.split(' ') })),
    segmentSet: sets.size === 0 ? [] : segmentSet,
  };
}
