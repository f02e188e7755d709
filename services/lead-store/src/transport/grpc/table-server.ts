import type { TableServiceDefinition } from '@firstring/contracts/leads/table_service';
import type { ServiceImplementation } from '@firstring/service-kit';
import type { LeadStoreDeps } from '../../app/ports.ts';
import { putTable, showTable, type TableView } from '../../app/table-definition.ts';
import { id, requestId, text } from './decode.ts';

/** The method table of TableService: decode, use case, encode. */
export function tableServer(deps: LeadStoreDeps): ServiceImplementation<typeof TableServiceDefinition> {
  return {
    async getTableDefinition(request) {
      const processId = id(request.processId, 'process_id');
      return { table: encode(processId, await showTable(deps, processId)) };
    },
    async putTableDefinition(request) {
      const processId = id(request.processId, 'process_id');
      await putTable(deps, {
        processId,
        requestId: requestId(request.requestId),
        primaryField: text(request.primaryField, 'primary_field'),
        version: Number(request.version),
      });
      return { table: encode(processId, await showTable(deps, processId)) };
    },
  };
}

function encode(processId: string, { fields, primaryField, version, inUse }: TableView) {
  return { processId, fields: [...fields], primaryField, version: BigInt(version), inUse };
}
