import { z } from 'zod';
import { listMissedCalls, listOwnToHandle, type ListMissedCallsDeps } from '../../app/list-missed-calls.ts';
import { handleMissedCall } from '../../app/handle-missed-call.ts';
import type { DialbackRef } from '../../app/missed-call-ports.ts';
import type { ConsoleEvents } from '../../events.ts';
import { processIn } from './call-params.ts';
import type { ApiCall, Endpoint } from './endpoint.ts';
import { e164, id, instant, pageQuery, readInput, requestId } from './input.ts';

export interface MissedCallRoutesDeps extends ListMissedCallsDeps {
  events: Pick<ConsoleEvents, 'dialbackChanged'>;
}

const STATES = [
  'queued',
  'presented',
  'dialing',
  'completed',
  'cancelled',
  'expired',
  'closed',
  'missed_only',
] as const;
const CAUSES = ['caller_hung_up', 'queue_timeout', 'no_agent', 'closed_hours', 'refused'] as const;

const named = id.or(z.literal('')).default('');
const listQuery = pageQuery.extend({
  phone: e164.or(z.literal('')).default(''),
  leadId: named,
  incomingNumberId: named,
  state: z.enum(STATES).optional(),
  missedCause: z.enum(CAUSES).optional(),
  fromAt: instant.optional(),
  toAt: instant.optional(),
  toHandle: z.enum(['true', 'false']).default('false'),
});
const command = z.strictObject({ requestId });

/** Calls nobody took, and what supervisors do with dial-backs. */
export function missedCallEndpoints(deps: MissedCallRoutesDeps): Endpoint[] {
  return [...readingEndpoints(deps), ...changingEndpoints(deps)];
}

function readingEndpoints(deps: MissedCallRoutesDeps): Endpoint[] {
  return [
    {
      method: 'get',
      path: '/missed-calls',
      needs: ['missed-call:read'],
      async handle(call) {
        const { processId: _asked, sort: _sort, ...query } = readInput(listQuery, call.request.query);
        const filter = {
          ...query,
          state: query.state,
          missedCause: query.missedCause,
          fromAt: query.fromAt,
          toAt: query.toAt,
          toHandle: query.toHandle === 'true',
          campaignIds: [],
        };
        return listMissedCalls(deps, call.actor, processIn(call), filter);
      },
    },
    {
      method: 'get',
      path: '/desk/missed-calls',
      needs: ['missed-call:handle-own'],
      async handle(call) {
        const { pageSize } = readInput(pageQuery, call.request.query);
        return listOwnToHandle(deps, call.actor, processIn(call), pageSize);
      },
    },
  ];
}

function changingEndpoints(deps: MissedCallRoutesDeps): Endpoint[] {
  const { missedCalls, events } = deps;
  return [
    {
      method: 'post',
      path: '/missed-calls/:dialbackId/handle',
      needs: ['missed-call:read', 'missed-call:handle-own'],
      audit: { action: 'missed-call.handle' },
      async handle(call) {
        const { key: requestId, ref } = commandIn(call);
        const { handledAt } = await handleMissedCall(deps, call.actor, { requestId, ...ref });
        return { handledAt };
      },
    },
    {
      method: 'post',
      path: '/missed-calls/:dialbackId/release',
      needs: ['dialback:write'],
      audit: { action: 'dialback.release' },
      async handle(call) {
        const { key, ref, userId } = commandIn(call);
        const { commonAt } = await missedCalls.release(key, ref, userId);
        events.dialbackChanged(userId, ref.dialbackId, 'released');
        return { commonAt };
      },
    },
    {
      method: 'post',
      path: '/missed-calls/:dialbackId/withdraw',
      needs: ['dialback:write'],
      audit: { action: 'dialback.withdraw' },
      async handle(call) {
        const { key, ref, userId } = commandIn(call);
        const { state } = await missedCalls.withdraw(key, ref, userId);
        events.dialbackChanged(userId, ref.dialbackId, 'withdrawn');
        return { state };
      },
    },
  ];
}

function commandIn(call: ApiCall): { key: string; ref: DialbackRef; userId: string } {
  const { requestId: key } = readInput(command, call.request.body);
  const dialbackId = readInput(id, call.request.params['dialbackId']);
  return { key, ref: { processId: processIn(call), dialbackId }, userId: call.actor.userId };
}
