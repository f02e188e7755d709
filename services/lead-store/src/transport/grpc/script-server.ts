import { toOptionalTime } from '@firstring/contracts';
import type { ScriptServiceDefinition } from '@firstring/contracts/leads/script_service';
import type { ServiceImplementation } from '@firstring/service-kit';
import { readFilterGroup } from '../../app/filter-groups.ts';
import type { LeadStoreDeps } from '../../app/ports.ts';
import type { ScriptHealth, ScriptHealthBook } from '../../app/scripts/script-health.ts';
import { tryScript, type TriedLead } from '../../app/scripts/try-script.ts';
import { id } from './decode.ts';

export interface ScriptServerDeps extends LeadStoreDeps {
  readonly scriptHealth: Pick<ScriptHealthBook, 'of'>;
}

/** The method table of ScriptService. */
export function scriptServer(deps: ScriptServerDeps): ServiceImplementation<typeof ScriptServiceDefinition> {
  return {
    async tryScript({ processId, script }) {
      const leads = await tryScript(deps, { processId: id(processId, 'process_id'), source: script });
      return { leads: leads.map(encodeTried) };
    },
    async getScriptHealth(request) {
      const group = await readFilterGroup(deps, {
        processId: id(request.processId, 'process_id'),
        filterGroupId: id(request.filterGroupId, 'filter_group_id'),
      });
      const indexes = group.doc.policies.flatMap(({ type }, index) => (type === 'script' ? [index] : []));
      const script = { groupId: group.id, groupVersion: group.version };
      const scripts = indexes.map(async (policyIndex) =>
        encodeHealth(policyIndex, await deps.scriptHealth.of({ ...script, policyIndex })),
      );
      return { scripts: await Promise.all(scripts) };
    },
  };
}

function encodeHealth(policyIndex: number, health: ScriptHealth | undefined) {
  return {
    policyIndex,
    keys: BigInt(health?.keys ?? 0),
    failed: BigInt(health?.failures.SCRIPT_FAILED ?? 0),
    timeouts: BigInt(health?.failures.SCRIPT_TIMEOUT ?? 0),
    outOfMemory: BigInt(health?.failures.SCRIPT_MEMORY ?? 0),
    firstFailure: health?.first,
    offTime: toOptionalTime(health?.offAt),
  };
}

function encodeTried({ leadId, name, outcome }: TriedLead) {
  if (outcome.type === 'failed') {
    const { reason, message } = outcome;
    return { leadId, name, result: { $case: 'failure', value: { reason, message, leadId } } as const };
  }
  const { value } = outcome;
  const result =
    typeof value === 'string' ? ({ $case: 'text', value } as const) : ({ $case: 'number', value } as const);
  return { leadId, name, result };
}
