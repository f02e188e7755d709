import type { CollectionSpec } from '@firstring/store';
import type { RemovalDelivery } from '../domain/removal-delivery.ts';

export interface RemovalSecretDoc {
  readonly secretId: string;
  /** As Standard Webhooks writes it; needed in clear to sign. */
  readonly secret: string;
  readonly createdAt: number;
  /** The rotation that made it: the same request makes one. */
  readonly requestId: string;
}

/** An address that is told of erased leads. */
export interface RemovalTargetDoc {
  readonly requestId: string;
  readonly processId: string;
  readonly name: string;
  readonly url: string;
  readonly createdBy: string;
  readonly createdAt: number;
  /** One, or two while they are rotated; oldest first. */
  readonly secrets: readonly RemovalSecretDoc[];
}

export const REMOVAL_TARGETS: CollectionSpec = {
  name: 'removal_targets',
  version: 1,
  indexes: [
    { name: 'process', fields: ['processId', 'createdAt'] },
    { name: 'request', fields: ['requestId'], unique: true },
  ],
};

export const REMOVAL_DELIVERIES: CollectionSpec = {
  name: 'removal_deliveries',
  version: 1,
  indexes: [
    { name: 'process', fields: ['processId', 'createdAt'] },
    { name: 'state', fields: ['processId', 'state', 'createdAt'] },
    { name: 'target', fields: ['targetId'] },
    { name: 'due', fields: ['dueAt'] },
    { name: 'forget', fields: ['forgetAt'] },
  ],
};

export type RemovalDeliveryDoc = RemovalDelivery;

/** One message an address and lead: a repeated event makes no second one. */
export function removalDeliveryId(targetId: string, leadId: string): string {
  return `${targetId}.${leadId}`;
}
