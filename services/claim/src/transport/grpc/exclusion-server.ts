import type { ExclusionServiceDefinition } from '@firstring/contracts/claim/exclusion_service';
import { required, type ServiceImplementation } from '@firstring/service-kit';
import { addNumbers, NUMBERS_MAX } from '../../app/add-numbers.ts';
import { createExclusion, deleteExclusion } from '../../app/create-exclusion.ts';
import { findExcluded } from '../../app/exclusion-check.ts';
import { listExclusions, streamExclusions } from '../../app/list-exclusions.ts';
import type { ClaimDeps } from '../../app/ports.ts';
import { decodeExclusion, decodeTerms, encodeExclusion, invalid } from './decode-exclusion.ts';
import { decodePage } from './decode.ts';

const FIND_MAX = 10_000;

/** The method table of ExclusionService. */
export function exclusionServer(deps: ClaimDeps): ServiceImplementation<typeof ExclusionServiceDefinition> {
  return {
    async createExclusion({ exclusion }) {
      const listed = await createExclusion(deps, decodeExclusion(exclusion, deps.clock.now()));
      return { exclusion: encodeExclusion(listed) };
    },
    async addNumbers({ requestId, processId, phones, defaultCountry, ...terms }) {
      if (phones.length > NUMBERS_MAX) throw invalid('phones', `has at most ${NUMBERS_MAX} numbers`);
      const { added, alreadyListed, refused } = await addNumbers(deps, {
        requestId: required(requestId, 'request_id'),
        processId: required(processId, 'process_id'),
        texts: phones,
        defaultCountry: defaultCountry === '' ? undefined : defaultCountry,
        entry: decodeTerms(terms, deps.clock.now()),
      });
      return { added, alreadyListed, refused: [...refused] };
    },
    async deleteExclusion({ processId, phone, exclusionId }) {
      const mark = exclusionId === '' ? required(phone, 'phone') : exclusionId;
      await deleteExclusion(deps, { processId: required(processId, 'process_id'), mark });
      return {};
    },
    async listExclusions({ processId, page, search }) {
      const command = { processId: required(processId, 'process_id'), search, ...decodePage(page) };
      const { exclusions, nextPageToken } = await listExclusions(deps, command);
      return { exclusions: exclusions.map(encodeExclusion), nextPageToken: nextPageToken ?? '' };
    },
    async *streamExclusions({ processId }, { signal }) {
      for await (const chunk of streamExclusions(deps, required(processId, 'process_id'), signal)) {
        yield { exclusions: chunk.map(encodeExclusion) };
      }
    },
    async findExcluded({ processId, phones }) {
      if (phones.length > FIND_MAX) throw invalid('phones', `has at most ${FIND_MAX} numbers`);
      return { excluded: [...(await findExcluded(deps, required(processId, 'process_id'), phones))] };
    },
  };
}
