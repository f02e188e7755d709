import { fromTime, toTime } from '@firstring/contracts';
import { DialbackState, MissedCause, type Dialback } from '@firstring/contracts/dialback/dialback_service';
import { MissedCallServiceDefinition } from '@firstring/contracts/dialback/missed_call_service';
import type { Clock } from '@firstring/kernel';
import type { GrpcClients } from '@firstring/service-kit';
import type { MissedCall, MissedCallFilter, MissedCalls } from '../app/missed-call-ports.ts';
import type { DialbackStateName, MissedCauseName } from '../app/views/missed-calls.ts';
import { callOptions, required } from './lead-store.ts';
import { nameOf } from './name-of.ts';

const STATES: Readonly<Record<DialbackStateName, DialbackState>> = {
  queued: DialbackState.DIALBACK_STATE_QUEUED,
  presented: DialbackState.DIALBACK_STATE_PRESENTED,
  dialing: DialbackState.DIALBACK_STATE_DIALING,
  completed: DialbackState.DIALBACK_STATE_COMPLETED,
  cancelled: DialbackState.DIALBACK_STATE_CANCELLED,
  expired: DialbackState.DIALBACK_STATE_EXPIRED,
  closed: DialbackState.DIALBACK_STATE_CLOSED,
  missed_only: DialbackState.DIALBACK_STATE_MISSED_ONLY,
};

const CAUSES: Readonly<Record<MissedCauseName, MissedCause>> = {
  caller_hung_up: MissedCause.MISSED_CAUSE_CALLER_HUNG_UP,
  queue_timeout: MissedCause.MISSED_CAUSE_QUEUE_TIMEOUT,
  no_agent: MissedCause.MISSED_CAUSE_NO_AGENT,
  closed_hours: MissedCause.MISSED_CAUSE_CLOSED_HOURS,
  refused: MissedCause.MISSED_CAUSE_REFUSED,
};

export function createMissedCalls(clients: GrpcClients, address: string, clock: Clock): MissedCalls {
  const missed = clients.client(MissedCallServiceDefinition, address);
  return {
    async open(processId, page, signal) {
      const answer = await missed.listOpenDialbacks({ processId, page }, callOptions(signal));
      const serverAt = fromTime(answer.serverTime) ?? clock.now();
      return { dialbacks: answer.dialbacks.map(toMissedCall), total: answer.total, serverAt };
    },
    async find(processId, leadIds) {
      const answer = await missed.findOpenDialbacks({ processId, leadIds: [...leadIds] });
      return answer.dialbacks.map(toMissedCall);
    },
    async list(processId, filter) {
      const answer = await missed.listMissedCalls({ processId, ...toWireFilter(filter) });
      return { calls: answer.dialbacks.map(toMissedCall), nextPageToken: answer.nextPageToken };
    },
    async release(requestId, ref, actorId) {
      return toMissedCall(required((await missed.releaseDialback({ requestId, ...ref, actorId })).dialback));
    },
    async withdraw(requestId, ref, actorId) {
      return toMissedCall(required((await missed.withdrawDialback({ requestId, ...ref, actorId })).dialback));
    },
    async handle(requestId, ref, { agentId, campaignIds }) {
      const asked = { requestId, ...ref, agentId, campaignIds: [...campaignIds] };
      return toMissedCall(required((await missed.handleMissedCall(asked)).dialback));
    },
  };
}

function toWireFilter(filter: MissedCallFilter) {
  const { pageSize, pageToken, state, missedCause, fromAt, toAt, campaignIds, ...rest } = filter;
  return {
    ...rest,
    campaignIds: [...campaignIds],
    page: { pageSize, pageToken },
    states: state === undefined ? [] : [STATES[state]],
    missedCauses: missedCause === undefined ? [] : [CAUSES[missedCause]],
    ...(fromAt === undefined ? {} : { fromTime: toTime(fromAt) }),
    ...(toAt === undefined ? {} : { toTime: toTime(toAt) }),
  };
}

function toMissedCall(dialback: Dialback): MissedCall {
  return {
    dialbackId: dialback.dialbackId,
    campaignId: dialback.campaignId,
    leadId: dialback.leadId,
    phone: dialback.phone,
    state: nameOf(STATES, dialback.state) ?? 'missed_only',
    missedCause: nameOf(CAUSES, dialback.missedCause) ?? 'unspecified',
    cause: dialback.cause,
    incomingNumberId: dialback.incomingNumberId,
    orderAt: fromTime(dialback.orderTime),
    missedAt: fromTime(dialback.missedTime),
    expireAt: fromTime(dialback.expireTime),
    notBeforeAt: fromTime(dialback.notBeforeTime),
    endAt: fromTime(dialback.endTime),
    attempts: dialback.attempts,
    agentId: dialback.agentId,
    ownerId: dialback.ownerAgentId,
    commonAt: fromTime(dialback.commonTime),
    handledAt: fromTime(dialback.handledTime),
    handledById: dialback.handledAgentId,
  };
}
