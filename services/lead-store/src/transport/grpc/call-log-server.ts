import { toOptionalTime } from '@firstring/contracts';
import type { CallLogEntry, CallLogServiceDefinition } from '@firstring/contracts/leads/call_log_service';
import { CallRecord } from '@firstring/contracts/common/call_record';
import type { ServiceImplementation } from '@firstring/service-kit';
import { findCall, listCalls } from '../../app/call-log.ts';
import type { LeadStoreDeps } from '../../app/ports.ts';
import type { CallRowDoc } from '../../store/call-log.ts';
import { id, optionalId, page } from './decode.ts';

/** The method table of CallLogService: decode, use case, encode. */
export function callLogServer(deps: LeadStoreDeps): ServiceImplementation<typeof CallLogServiceDefinition> {
  return {
    async listCalls(request) {
      const processId = id(request.processId, 'process_id');
      const attemptId = optionalId(request.attemptId, 'attempt_id');
      if (attemptId !== undefined) {
        const row = await findCall(deps, { processId, attemptId });
        return { calls: row === undefined ? [] : [encodeRow(row)], nextPageToken: '' };
      }
      const { items, nextPageToken } = await listCalls(deps, {
        processId,
        leadId: optionalId(request.leadId, 'lead_id'),
        agentId: optionalId(request.agentId, 'agent_id'),
        ...page(request.page),
      });
      return { calls: items.map(({ doc }) => encodeRow(doc)), nextPageToken: nextPageToken ?? '' };
    },
  };
}

function encodeRow({ record, disposition }: CallRowDoc): CallLogEntry {
  return {
    record: CallRecord.fromJSON(record),
    dispositionCode: disposition?.code ?? '',
    dispositionLabel: disposition?.label ?? '',
    note: disposition?.note ?? '',
    dispositionTime: toOptionalTime(disposition?.at),
  };
}
