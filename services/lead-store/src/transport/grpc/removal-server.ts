import { reasonError, toOptionalTime, toTime } from '@firstring/contracts';
import {
  RemovalDeliveryState,
  type RemovalDelivery as WireDelivery,
  type RemovalServiceDefinition,
  type RemovalTarget,
} from '@firstring/contracts/leads/removal_service';
import type { ServiceImplementation } from '@firstring/service-kit';
import type { Stored } from '@firstring/store';
import { stepDelivery } from '../../app/removals/deliver-removals.ts';
import type { RemovalDeps } from '../../app/removals/removal-deps.ts';
import {
  addRemovalSecret,
  createRemovalTarget,
  deleteRemovalTarget,
  endRemovalSecret,
  listRemovalTargets,
} from '../../app/removals/removal-targets.ts';
import type { RemovalDelivery } from '../../domain/removal-delivery.ts';
import type { RemovalTargetDoc } from '../../store/removals.ts';
import { id, invalid, name, optionalId, page, requestId, text } from './decode.ts';

const URL_CHARS_MAX = 2048;
const DELIVERY_ID = /^[A-Za-z0-9_.-]{1,256}$/;

/** The method table of RemovalService. */
export function removalServer(deps: RemovalDeps): ServiceImplementation<typeof RemovalServiceDefinition> {
  return {
    async createRemovalTarget(request) {
      const { target, secret } = await createRemovalTarget(deps, {
        requestId: requestId(request.requestId),
        processId: id(request.processId, 'process_id'),
        name: name(request.name, 'name'),
        url: text(request.url, 'url', URL_CHARS_MAX),
        createdBy: optionalId(request.createdBy, 'created_by') ?? '',
      });
      return { target: encodeTarget(target), secret };
    },
    async rotateRemovalSecret(request) {
      const key = requestId(request.requestId);
      const ending = optionalId(request.endSecretId, 'end_secret_id');
      const { target, secret } =
        ending === undefined
          ? await addRemovalSecret(deps, targetRef(request), key)
          : await endRemovalSecret(deps, targetRef(request), ending);
      return { target: encodeTarget(target), secret };
    },
    async deleteRemovalTarget(request) {
      await deleteRemovalTarget(deps, targetRef(request));
      return {};
    },
    async listRemovalTargets({ processId }) {
      return { targets: (await listRemovalTargets(deps, id(processId, 'process_id'))).map(encodeTarget) };
    },
    async listRemovalDeliveries(request) {
      const processId = id(request.processId, 'process_id');
      const state = STATES[request.state];
      const selection =
        state === undefined
          ? { index: 'process', equals: [processId] }
          : { index: 'state', equals: [processId, state] };
      const found = await deps.deliveries.query({ ...selection, order: 'desc', ...page(request.page) });
      const deliveries = found.items.map((stored) => encodeDelivery(stored.id, stored.doc));
      return { deliveries, nextPageToken: found.nextPageToken ?? '' };
    },
    async retryRemovalDelivery(request) {
      const processId = id(request.processId, 'process_id');
      const { deliveryId } = request;
      if (!DELIVERY_ID.test(deliveryId)) throw invalid('delivery_id', 'is not an id');
      const before = await deps.deliveries.get(deliveryId);
      if (before?.doc.processId !== processId) throw reasonError('NOT_FOUND');
      const after = await stepDelivery(deps, deliveryId, { type: 'retry' });
      if (after === undefined) throw reasonError('NOT_FOUND');
      return { delivery: encodeDelivery(deliveryId, after) };
    },
  };
}

function targetRef({ processId, targetId }: { processId: string; targetId: string }) {
  return { processId: id(processId, 'process_id'), targetId: id(targetId, 'target_id') };
}

const STATES: Readonly<Partial<Record<RemovalDeliveryState, RemovalDelivery['state']>>> = {
  [RemovalDeliveryState.REMOVAL_DELIVERY_STATE_PENDING]: 'pending',
  [RemovalDeliveryState.REMOVAL_DELIVERY_STATE_DELIVERED]: 'delivered',
  [RemovalDeliveryState.REMOVAL_DELIVERY_STATE_FAILED]: 'failed',
};

const WIRE_STATES: Readonly<Record<RemovalDelivery['state'], RemovalDeliveryState>> = {
  pending: RemovalDeliveryState.REMOVAL_DELIVERY_STATE_PENDING,
  delivered: RemovalDeliveryState.REMOVAL_DELIVERY_STATE_DELIVERED,
  failed: RemovalDeliveryState.REMOVAL_DELIVERY_STATE_FAILED,
};

function encodeTarget({ id: targetId, doc }: Stored<RemovalTargetDoc>): RemovalTarget {
  const { processId, name: label, url, createdBy, createdAt } = doc;
  const secrets = doc.secrets.map((secret) => ({
    secretId: secret.secretId,
    createTime: toTime(secret.createdAt),
  }));
  return { targetId, processId, name: label, url, createdBy, createTime: toTime(createdAt), secrets };
}

function encodeDelivery(deliveryId: string, doc: RemovalDelivery): WireDelivery {
  const { processId, targetId, leadId, state, attempts, createdAt } = doc;
  return {
    deliveryId,
    processId,
    targetId,
    leadId,
    state: WIRE_STATES[state],
    attempts,
    createTime: toTime(createdAt),
    nextTime: toOptionalTime(doc.dueAt ?? doc.endedAt),
    lastProblem: doc.lastProblem ?? '',
    canRetry: state === 'failed' && doc.body !== undefined,
  };
}
