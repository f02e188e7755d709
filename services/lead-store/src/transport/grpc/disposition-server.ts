import type { DispositionServiceDefinition } from '@firstring/contracts/leads/disposition_service';
import type { ServiceImplementation } from '@firstring/service-kit';
import { putDispositions, readDispositions } from '../../app/dispositions.ts';
import type { LeadStoreDeps } from '../../app/ports.ts';
import { decodeDispositions } from './decode-dispositions.ts';
import { id, invalid, requestId, version } from './decode.ts';

/** The method table of DispositionService: decode, use case, encode. */
export function dispositionServer(
  deps: LeadStoreDeps,
): ServiceImplementation<typeof DispositionServiceDefinition> {
  return {
    async getDispositions(request) {
      const processId = id(request.processId, 'process_id');
      const set = await readDispositions(deps, processId);
      return { set: { processId, dispositions: [...set.dispositions], version: BigInt(set.version) } };
    },
    async putDispositions(request) {
      if (request.set === undefined) throw invalid('set', 'is required');
      const processId = id(request.set.processId, 'set.process_id');
      const dispositions = decodeDispositions(request.set.dispositions, 'set.dispositions');
      if (dispositions.length === 0) throw invalid('set.dispositions', 'is required');
      const given = { processId, dispositions, version: version(request.set.version, 'set.version') };
      const set = await putDispositions(deps, requestId(request.requestId), given);
      return { set: { processId, dispositions: [...set.dispositions], version: BigInt(set.version) } };
    },
  };
}
