import type { IncomingNumberServiceDefinition } from '@firstring/contracts/leads/incoming_number_service';
import type { ServiceImplementation } from '@firstring/service-kit';
import {
  deleteIncomingNumber,
  listIncomingNumbers,
  putIncomingNumber,
  readIncomingNumber,
  toIncomingNumber,
  type IncomingNumberRef,
} from '../../app/incoming-numbers.ts';
import type { LeadStoreDeps } from '../../app/ports.ts';
import { decodeIncomingNumber } from './decode-incoming-number.ts';
import { id, page, requestId, version } from './decode.ts';

/** The method table of IncomingNumberService: decode, use case, encode. */
export function incomingNumberServer(
  deps: LeadStoreDeps,
): ServiceImplementation<typeof IncomingNumberServiceDefinition> {
  return {
    async putIncomingNumber(request) {
      const command = decodeIncomingNumber(requestId(request.requestId), request.incomingNumber);
      return { incomingNumber: toIncomingNumber(await putIncomingNumber(deps, command)) };
    },
    async getIncomingNumber(request) {
      return { incomingNumber: toIncomingNumber(await readIncomingNumber(deps, numberRef(request))) };
    },
    async listIncomingNumbers(request) {
      const processId = id(request.processId, 'process_id');
      const listed = await listIncomingNumbers(deps, { processId, ...page(request.page) });
      const nextPageToken = listed.nextPageToken ?? '';
      return { incomingNumbers: listed.numbers.map(toIncomingNumber), nextPageToken };
    },
    async deleteIncomingNumber(request) {
      requestId(request.requestId);
      await deleteIncomingNumber(deps, numberRef(request), version(request.version, 'version'));
      return {};
    },
  };
}

function numberRef({ processId, incomingNumberId }: IncomingNumberRef): IncomingNumberRef {
  return {
    processId: id(processId, 'process_id'),
    incomingNumberId: id(incomingNumberId, 'incoming_number_id'),
  };
}
