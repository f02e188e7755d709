import { reasonError } from '@firstring/contracts';
import {
  RemovalDeliveryState,
  type RemovalDelivery,
  type RemovalServiceImplementation,
  type RemovalTarget,
} from '@firstring/contracts/leads/removal_service';
import { systemClock } from '@firstring/kernel/system';

/** The removal part of lead-store: keeps what it is told, sends nothing. */
export class FakeRemovals {
  readonly targets = new Map<string, RemovalTarget>();
  readonly deliveries = new Map<string, RemovalDelivery>();

  fail(leadId: string, target: RemovalTarget, problem: string): void {
    const deliveryId = `${target.targetId}.${leadId}`;
    const createTime = new Date(systemClock.now());
    this.deliveries.set(deliveryId, {
      deliveryId,
      processId: target.processId,
      targetId: target.targetId,
      leadId,
      state: RemovalDeliveryState.REMOVAL_DELIVERY_STATE_FAILED,
      attempts: 10,
      createTime,
      nextTime: createTime,
      lastProblem: problem,
      canRetry: true,
    });
  }

  readonly service: RemovalServiceImplementation = {
    createRemovalTarget: async ({ processId, name, url, createdBy }) => {
      if (!url.startsWith('https://')) {
        throw reasonError('WEBHOOK_URL_REFUSED', { details: { field: 'url', problem: 'address_private' } });
      }
      const targetId = `target-${this.targets.size + 1}`;
      const createTime = new Date(systemClock.now());
      const secrets = [{ secretId: 'secret-1', createTime }];
      const target = { targetId, processId, name, url, createdBy, createTime, secrets };
      this.targets.set(targetId, target);
      return { target, secret: 'whsec_c2VjcmV0' };
    },
    rotateRemovalSecret: async ({ processId, targetId, endSecretId }) => {
      const target = this.#target(processId, targetId);
      const secrets =
        endSecretId === ''
          ? [...target.secrets, { secretId: 'secret-2', createTime: new Date(systemClock.now()) }]
          : target.secrets.filter(({ secretId }) => secretId !== endSecretId);
      const rotated = { ...target, secrets };
      this.targets.set(targetId, rotated);
      return { target: rotated, secret: endSecretId === '' ? 'whsec_bmV3' : '' };
    },
    deleteRemovalTarget: async ({ processId, targetId }) => {
      this.#target(processId, targetId);
      this.targets.delete(targetId);
      return {};
    },
    listRemovalTargets: async ({ processId }) => ({
      targets: [...this.targets.values()].filter((target) => target.processId === processId),
    }),
    listRemovalDeliveries: async ({ processId, state }) => ({
      deliveries: [...this.deliveries.values()].filter(
        (delivery) =>
          delivery.processId === processId &&
          (state === RemovalDeliveryState.REMOVAL_DELIVERY_STATE_UNSPECIFIED || delivery.state === state),
      ),
      nextPageToken: '',
    }),
    retryRemovalDelivery: async ({ processId, deliveryId }) => {
      const delivery = this.deliveries.get(deliveryId);
      if (delivery?.processId !== processId) throw reasonError('NOT_FOUND');
      const state = RemovalDeliveryState.REMOVAL_DELIVERY_STATE_PENDING;
      const again = { ...delivery, state, attempts: 0, canRetry: false, lastProblem: '' };
      this.deliveries.set(deliveryId, again);
      return { delivery: again };
    },
  };

  #target(processId: string, targetId: string): RemovalTarget {
    const target = this.targets.get(targetId);
    if (target?.processId !== processId) throw reasonError('NOT_FOUND');
    return target;
  }
}
