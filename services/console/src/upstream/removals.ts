import { fromTime } from '@firstring/contracts';
import {
  RemovalDeliveryState,
  RemovalServiceDefinition,
  type RemovalDelivery,
  type RemovalTarget,
} from '@firstring/contracts/leads/removal_service';
import type { GrpcClients } from '@firstring/service-kit';
import type { Removals } from '../app/removal-port.ts';
import type { RemovalDeliveryView, RemovalStateName, RemovalTargetView } from '../app/views/removals.ts';
import { required } from './lead-store.ts';

const WIRE_STATES: Readonly<Record<RemovalStateName, RemovalDeliveryState>> = {
  pending: RemovalDeliveryState.REMOVAL_DELIVERY_STATE_PENDING,
  delivered: RemovalDeliveryState.REMOVAL_DELIVERY_STATE_DELIVERED,
  failed: RemovalDeliveryState.REMOVAL_DELIVERY_STATE_FAILED,
};

const STATES: Readonly<Partial<Record<RemovalDeliveryState, RemovalStateName>>> = {
  [RemovalDeliveryState.REMOVAL_DELIVERY_STATE_DELIVERED]: 'delivered',
  [RemovalDeliveryState.REMOVAL_DELIVERY_STATE_FAILED]: 'failed',
};

/** The removal part of lead-store over gRPC. */
export function createRemovals(clients: GrpcClients, address: string): Removals {
  const removals = clients.client(RemovalServiceDefinition, address);
  return {
    async targets(processId) {
      return (await removals.listRemovalTargets({ processId })).targets.map(toTarget);
    },
    async createTarget(processId, target) {
      const { target: made, secret } = await removals.createRemovalTarget({ processId, ...target });
      return { target: toTarget(required(made)), secret };
    },
    async rotateSecret(processId, targetId, command) {
      const { target, secret } = await removals.rotateRemovalSecret({ processId, targetId, ...command });
      return { target: toTarget(required(target)), secret };
    },
    async deleteTarget(processId, targetId, requestId) {
      await removals.deleteRemovalTarget({ requestId, processId, targetId });
    },
    async deliveries(processId, { state, ...page }) {
      const narrowed = state === undefined ? {} : { state: WIRE_STATES[state] };
      const answer = await removals.listRemovalDeliveries({ processId, page, ...narrowed });
      return { deliveries: answer.deliveries.map(toDelivery), nextPageToken: answer.nextPageToken };
    },
    async retry(processId, deliveryId, requestId) {
      const { delivery } = await removals.retryRemovalDelivery({ requestId, processId, deliveryId });
      return toDelivery(required(delivery));
    },
  };
}

function toTarget({ targetId, name, url, createdBy, createTime, secrets }: RemovalTarget): RemovalTargetView {
  return {
    targetId,
    name,
    url,
    createdBy,
    createdAt: fromTime(createTime),
    secrets: secrets.map((secret) => ({ secretId: secret.secretId, createdAt: fromTime(secret.createTime) })),
  };
}

function toDelivery(delivery: RemovalDelivery): RemovalDeliveryView {
  const { deliveryId, targetId, leadId, attempts, lastProblem, canRetry } = delivery;
  return {
    deliveryId,
    targetId,
    leadId,
    state: STATES[delivery.state] ?? 'pending',
    attempts,
    createdAt: fromTime(delivery.createTime),
    nextAt: fromTime(delivery.nextTime),
    lastProblem,
    canRetry,
  };
}
