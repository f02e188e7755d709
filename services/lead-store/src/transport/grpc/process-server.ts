import type { ProcessServiceDefinition, ProcessSettings } from '@firstring/contracts/leads/process_service';
import type { ServiceImplementation } from '@firstring/service-kit';
import type { Stored } from '@firstring/store';
import type { LeadStoreDeps } from '../../app/ports.ts';
import { readProcess } from '../../app/processes.ts';
import { updateProcess, type UpdateProcess } from '../../app/update-process.ts';
import type { ProcessDoc } from '../../store/configuration.ts';
import { id, invalid, name, requestId, zone } from './decode.ts';

/** The method table of ProcessService: decode, use case, encode. */
export function processServer(deps: LeadStoreDeps): ServiceImplementation<typeof ProcessServiceDefinition> {
  return {
    async getProcess(request) {
      return { process: toSettings(await readProcess(deps, id(request.processId, 'process_id'))) };
    },
    async updateProcess(request) {
      const command = decodeUpdate(request.requestId, request.process);
      return { process: toSettings(await updateProcess(deps, command)) };
    },
  };
}

function decodeUpdate(key: string, process: ProcessSettings | undefined): UpdateProcess {
  if (process === undefined) throw invalid('process', 'is required');
  if (process.version < 1n || process.version > BigInt(Number.MAX_SAFE_INTEGER))
    throw invalid('process.version', 'is out of range');
  return {
    requestId: requestId(key),
    processId: id(process.processId, 'process.process_id'),
    version: Number(process.version),
    name: name(process.name, 'process.name'),
    timeZone: zone(process.timeZone, 'process.time_zone'),
  };
}

function toSettings({ id: processId, version, doc }: Stored<ProcessDoc>): ProcessSettings {
  return { processId, name: doc.name, timeZone: doc.timeZone, version: BigInt(version) };
}
