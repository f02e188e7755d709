import { ConfigurationServiceDefinition } from '@firstring/contracts/leads/configuration_service';
import { ProcessServiceDefinition, type ProcessSettings } from '@firstring/contracts/leads/process_service';
import type { GrpcClients } from '@firstring/service-kit';
import type { Processes } from '../app/ports.ts';
import type { ProcessSettings as ProcessSettingsView } from '../app/views/settings.ts';
import { required } from './lead-store.ts';

export function createProcesses(clients: GrpcClients, address: string): Processes {
  const processes = clients.client(ProcessServiceDefinition, address);
  const configuration = clients.client(ConfigurationServiceDefinition, address);
  return {
    async get(processId) {
      return toView(required((await processes.getProcess({ processId })).process));
    },
    async update(requestId, process) {
      const request = { requestId, process: { ...process, version: BigInt(process.version) } };
      return toView(required((await processes.updateProcess(request)).process));
    },
    async create(requestId, process) {
      return required((await configuration.createProcess({ requestId, process })).process);
    },
  };
}

function toView({ processId, name, timeZone, version }: ProcessSettings): ProcessSettingsView {
  return { processId, name, timeZone, version: Number(version) };
}
