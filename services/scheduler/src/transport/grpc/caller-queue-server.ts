import { fromTime, reasonError, toTime } from '@firstring/contracts';
import {
  DismissCause as WireCause,
  RingOutcome as WireOutcome,
  type AttendCallerRequest,
  type AttendCallerResponse,
  type CallerQueueServiceDefinition,
  type DialledLead,
  type WatchCallersResponse,
} from '@firstring/contracts/scheduling/caller_queue_service';
import { unreachable } from '@firstring/kernel';
import { required, type ServiceImplementation } from '@firstring/service-kit';
import { requireServing } from '../../app/agent-commands.ts';
import {
  attendCaller,
  type CallerArrival,
  type CallerNews,
  type RingOutcome,
} from '../../app/callers/attend-caller.ts';
import type { CallerOrder } from '../../app/callers/caller-line.ts';
import { watchCallers, type WaitingCaller } from '../../app/callers/watch-callers.ts';
import type { SchedulerDeps } from '../../app/scheduler-deps.ts';
import type { DismissCause } from '../../domain/callers/caller-queue.ts';

const OUTCOMES: Readonly<Record<WireOutcome, RingOutcome>> = {
  RING_OUTCOME_UNSPECIFIED: 'unreachable',
  RING_OUTCOME_NO_ANSWER: 'no_answer',
  RING_OUTCOME_BUSY: 'busy',
  RING_OUTCOME_DECLINED: 'declined',
  RING_OUTCOME_UNREACHABLE: 'unreachable',
  RING_OUTCOME_STOPPED: 'stopped',
  UNRECOGNIZED: 'unreachable',
};

const CAUSES: Readonly<Record<DismissCause, WireCause>> = {
  queue_timeout: WireCause.DISMISS_CAUSE_QUEUE_TIMEOUT,
  no_agent: WireCause.DISMISS_CAUSE_NO_AGENT,
  refused: WireCause.DISMISS_CAUSE_REFUSED,
  no_lead: WireCause.DISMISS_CAUSE_NO_LEAD,
};

/** The method table of CallerQueueService. */
export function callerQueueServer(
  deps: SchedulerDeps,
): ServiceImplementation<typeof CallerQueueServiceDefinition> {
  return {
    async *attendCaller(requests, { signal }) {
      for await (const order of attendCaller(deps, decodeAll(requests), signal)) yield encode(order);
    },
    watchCallers: ({ processId }, { signal }) => watch(deps, required(processId, 'process_id'), signal),
  };
}

async function* decodeAll(requests: AsyncIterable<AttendCallerRequest>): AsyncGenerator<CallerNews> {
  for await (const request of requests) yield decode(request);
}

function decode({ news }: AttendCallerRequest): CallerNews {
  switch (news?.$case) {
    case 'arrived': {
      const { attemptId, processId, incomingNumberId, phone, arrivedTime, connectedAgentId, dialled } =
        news.value;
      const arrivedAt = fromTime(arrivedTime);
      if (arrivedAt === undefined)
        throw reasonError('INVALID_ARGUMENT', { details: { field: 'arrived_time' } });
      const arrival = {
        attemptId: required(attemptId, 'attempt_id'),
        processId: required(processId, 'process_id'),
        incomingNumberId: dialled === undefined ? required(incomingNumberId, 'incoming_number_id') : '',
        phone,
        arrivedAt,
        connectedAgentId,
        ...dialledOf(dialled),
      };
      return { type: 'arrived', arrival };
    }
    case 'ringOver': {
      const { agentId, fencingToken, outcome } = news.value;
      return { type: 'ring_over', agentId, token: Number(fencingToken), outcome: OUTCOMES[outcome] };
    }
    case 'connected': {
      const { agentId, fencingToken } = news.value;
      return {
        type: 'connected',
        agentId: required(agentId, 'agent_id'),
        token: Number(fencingToken),
      };
    }
    case undefined:
      throw reasonError('INVALID_ARGUMENT', { details: { field: 'news' } });
    default:
      return unreachable(news);
  }
}

function dialledOf(dialled: DialledLead | undefined): Pick<CallerArrival, 'dialled'> {
  if (dialled === undefined) return {};
  const { campaignId, leadId, fencingToken, waitMs } = dialled;
  return {
    dialled: {
      campaignId: required(campaignId, 'dialled.campaign_id'),
      leadId: required(leadId, 'dialled.lead_id'),
      token: Number(fencingToken),
      waitMs,
    },
  };
}

function encode(order: CallerOrder): AttendCallerResponse {
  switch (order.type) {
    case 'matched': {
      const { campaignId, leadId, created } = order;
      return { order: { $case: 'matched', value: { campaignId, leadId, created } } };
    }
    case 'position':
      return { order: { $case: 'position', value: { position: order.position } } };
    case 'ring': {
      const { agentId, campaignId, leadId, token, ringMs } = order;
      const value = { agentId, campaignId, leadId, fencingToken: BigInt(token), ringMs };
      return { order: { $case: 'ring', value } };
    }
    case 'stop': {
      const { agentId, token } = order;
      return { order: { $case: 'stop', value: { agentId, fencingToken: BigInt(token) } } };
    }
    case 'dismiss':
      return { order: { $case: 'dismiss', value: { cause: CAUSES[order.cause] } } };
    default:
      return unreachable(order);
  }
}

async function* watch(
  deps: SchedulerDeps,
  processId: string,
  signal: AbortSignal,
): AsyncGenerator<WatchCallersResponse> {
  requireServing(deps);
  const closing = AbortSignal.any([signal, deps.agents.ended]);
  for await (const { complete, callers, goneIds } of watchCallers(deps, processId, closing)) {
    yield {
      complete,
      callers: callers.map(encodeWaiting),
      goneAttemptIds: [...goneIds],
      serverTime: toTime(deps.clock.now()),
    };
  }
}

function encodeWaiting({ arrivedAt, ...caller }: WaitingCaller) {
  return { ...caller, arrivedTime: toTime(arrivedAt) };
}
