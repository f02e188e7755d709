import type { PageAsk } from './ports.ts';
import type {
  RemovalDeliveryPage,
  RemovalDeliveryView,
  RemovalStateName,
  RemovalTargetView,
  RemovalTargetWithSecret,
} from './views/removals.ts';

/** How other systems are told of erased leads: a part of lead-store. */
export interface Removals {
  targets(processId: string): Promise<readonly RemovalTargetView[]>;
  createTarget(
    processId: string,
    target: { requestId: string; name: string; url: string; createdBy: string },
  ): Promise<RemovalTargetWithSecret>;
  /** Adds a secret, or ends the one named. */
  rotateSecret(
    processId: string,
    targetId: string,
    command: { requestId: string; endSecretId: string },
  ): Promise<RemovalTargetWithSecret>;
  deleteTarget(processId: string, targetId: string, requestId: string): Promise<void>;
  deliveries(
    processId: string,
    ask: PageAsk & { state: RemovalStateName | undefined },
  ): Promise<RemovalDeliveryPage>;
  retry(processId: string, deliveryId: string, requestId: string): Promise<RemovalDeliveryView>;
}
