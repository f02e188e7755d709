import { fromTime } from '@firstring/contracts';
import { ScriptServiceDefinition, type TriedLead } from '@firstring/contracts/leads/script_service';
import type { GrpcClients } from '@firstring/service-kit';
import type { Scripts } from '../app/script-port.ts';
import type { TriedLeadView } from '../app/views/scripts.ts';

export function createScripts(clients: GrpcClients, address: string): Scripts {
  const scripts = clients.client(ScriptServiceDefinition, address);
  return {
    async try(processId, script) {
      return (await scripts.tryScript({ processId, script })).leads.map(toTried);
    },
    async health(processId, filterGroupId) {
      const answer = await scripts.getScriptHealth({ processId, filterGroupId });
      return answer.scripts.map(({ policyIndex, keys, failed, timeouts, outOfMemory, ...rest }) => ({
        policyIndex,
        keys: Number(keys),
        failed: Number(failed),
        timeouts: Number(timeouts),
        outOfMemory: Number(outOfMemory),
        firstFailure: rest.firstFailure,
        offAt: fromTime(rest.offTime),
      }));
    },
  };
}

function toTried({ leadId, name, result }: TriedLead): TriedLeadView {
  const isFailure = result?.$case === 'failure';
  return {
    leadId,
    name,
    key: isFailure ? undefined : result?.value,
    failure: isFailure ? result.value : undefined,
  };
}
