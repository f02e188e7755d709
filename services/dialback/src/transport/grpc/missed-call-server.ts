import { fromTime, reasonError, toTime } from '@firstring/contracts';
import type { Page } from '@firstring/contracts/common/page';
import type {
  ListMissedCallsRequest,
  MissedCallServiceDefinition,
} from '@firstring/contracts/dialback/missed_call_service';
import { required, type ServiceImplementation } from '@firstring/service-kit';
import { changeByHand } from '../../app/change-entry.ts';
import { listMissedCalls, type MissedCallFilter } from '../../app/list-missed-calls.ts';
import { countOpenDialbacks, findOpenDialbacks, listOpenDialbacks } from '../../app/open-dialbacks.ts';
import type { DialbackDeps } from '../../app/ports.ts';
import { isOpen } from '../../domain/missed-calls.ts';

const PAGE_MAX = 200;
const LEADS_MAX = 1000;

/** The method table of MissedCallService. */
export function missedCallServer(
  deps: DialbackDeps,
): ServiceImplementation<typeof MissedCallServiceDefinition> {
  return {
    async listOpenDialbacks(request) {
      const processId = required(request.processId, 'process_id');
      const [{ dialbacks, nextPageToken = '' }, total] = await Promise.all([
        listOpenDialbacks(deps, processId, pageOf(request.page)),
        countOpenDialbacks(deps, processId),
      ]);
      return { dialbacks, nextPageToken, serverTime: toTime(deps.clock.now()), total };
    },
    async findOpenDialbacks({ processId, leadIds }) {
      if (leadIds.length > LEADS_MAX)
        throw reasonError('INVALID_ARGUMENT', { details: { field: 'lead_ids' } });
      return { dialbacks: await findOpenDialbacks(deps, required(processId, 'process_id'), leadIds) };
    },
    async listMissedCalls(request) {
      const { dialbacks, nextPageToken = '' } = await listMissedCalls(
        deps,
        filterOf(request),
        pageOf(request.page),
      );
      return { dialbacks: [...dialbacks], nextPageToken };
    },
    async releaseDialback({ processId, dialbackId }) {
      const input = { type: 'released', dialbackId: required(dialbackId, 'dialback_id') } as const;
      return { dialback: await changeByHand(deps, { processId }, input, isOpen) };
    },
    async withdrawDialback({ processId, dialbackId }) {
      const input = { type: 'withdrawn', dialbackId: required(dialbackId, 'dialback_id') } as const;
      return {
        dialback: await changeByHand(deps, { processId }, input, ({ cause }) => cause === 'withdrawn'),
      };
    },
    async handleMissedCall({ processId, dialbackId, agentId, campaignIds }) {
      const id = required(dialbackId, 'dialback_id');
      const input = { type: 'handled', dialbackId: id, agentId: required(agentId, 'agent_id') } as const;
      const isHandled = ({ handledAt }: { readonly handledAt?: number }): boolean => handledAt !== undefined;
      return { dialback: await changeByHand(deps, { processId, campaignIds }, input, isHandled) };
    },
  };
}

function pageOf(page: Page | undefined): {
  readonly pageSize: number;
  readonly pageToken: string | undefined;
} {
  const { pageSize = 0, pageToken = '' } = page ?? {};
  return {
    pageSize: pageSize <= 0 ? 50 : Math.min(pageSize, PAGE_MAX),
    pageToken: pageToken === '' ? undefined : pageToken,
  };
}

function filterOf(request: ListMissedCallsRequest): MissedCallFilter {
  const { phone, leadId, incomingNumberId, missedCauses, states, toHandle, campaignIds } = request;
  return {
    processId: required(request.processId, 'process_id'),
    phone,
    leadId,
    incomingNumberId,
    missedCauses,
    states,
    fromAt: fromTime(request.fromTime),
    toAt: fromTime(request.toTime),
    toHandle,
    campaignIds,
  };
}
