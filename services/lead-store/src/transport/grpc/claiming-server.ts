import type {
  ClaimingServiceDefinition,
  ClaimingSettings,
} from '@firstring/contracts/leads/claiming_service';
import type { ServiceImplementation } from '@firstring/service-kit';
import { putClaiming, readClaiming, type StoredClaiming } from '../../app/claiming.ts';
import type { LeadStoreDeps } from '../../app/ports.ts';
import { count, id, invalid, requestId, version } from './decode.ts';

const RELEASE_DAYS_MAX = 3650;

/** The method table of ClaimingService: decode, use case, encode. */
export function claimingServer(deps: LeadStoreDeps): ServiceImplementation<typeof ClaimingServiceDefinition> {
  return {
    async getClaiming(request) {
      const processId = id(request.processId, 'process_id');
      return { settings: encode(processId, await readClaiming(deps, processId)) };
    },
    async putClaiming({ requestId: key, settings }) {
      if (settings === undefined) throw invalid('settings', 'is required');
      const given = decode(settings);
      return { settings: encode(given.processId, await putClaiming(deps, requestId(key), given)) };
    },
  };
}

function decode(wire: ClaimingSettings): StoredClaiming & { processId: string } {
  const { onWinner, onScheduled, onPostponed } = wire;
  const releaseAfterDays = count(wire.releaseAfterDays, 'settings.release_after_days', RELEASE_DAYS_MAX);
  return {
    processId: id(wire.processId, 'settings.process_id'),
    claiming: { onWinner, onScheduled, onPostponed, releaseAfterDays },
    version: version(wire.version, 'settings.version'),
  };
}

function encode(processId: string, stored: StoredClaiming): ClaimingSettings {
  return { processId, ...stored.claiming, version: BigInt(stored.version) };
}
