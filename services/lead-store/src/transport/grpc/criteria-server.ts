import type { CriteriaServiceDefinition, LeadPlacement } from '@firstring/contracts/leads/criteria';
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
        if (placed.leads.count > 0)
          yield { criteriaRevision: BigInt(placed.revision), leads: encode(placed) };
      }
    },
  };
}

function encode({ leads, sortKeyCount }: PlacedLeads): LeadPlacement[] {
  const ids = Buffer.from(leads.leadIds.buffer, leads.leadIds.byteOffset, leads.leadIds.byteLength);
  const steps = Buffer.from(
    leads.stepByLevel.buffer,
    leads.stepByLevel.byteOffset,
    leads.stepByLevel.byteLength,
  );
  return Array.from({ length: leads.count }, (_, at) => ({
    leadId: ids.subarray(at * 16, (at + 1) * 16),
    leadVersion: BigInt(leads.versions[at] ?? 0),
    stepByLevel: steps.subarray(at * 5, (at + 1) * 5),
    sortValues: leads.sortValues.slice(at * sortKeyCount, (at + 1) * sortKeyCount).map(encodeSortValue),
    segmentIds: [...(leads.segmentIds[at] ?? [])],
  }));
}
