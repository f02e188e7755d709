import type { Clock, Random } from '@firstring/kernel';
import type { Collection } from '@firstring/store';
import type { WebhookPolicy } from '../../domain/webhook-address.ts';
import type { RemovalDeliveryDoc, RemovalTargetDoc } from '../../store/removals.ts';
import type { WebhookSender } from '../../upstream/webhook-sender.ts';
import type { LeadStoreEventLog } from '../../events.ts';

/** What telling a CRM of erased leads needs. */
export interface RemovalDeps {
  readonly targets: Collection<RemovalTargetDoc>;
  readonly deliveries: Collection<RemovalDeliveryDoc>;
  readonly sender: WebhookSender;
  readonly policy: WebhookPolicy;
  readonly clock: Clock;
  readonly random: Random;
  readonly events: Pick<LeadStoreEventLog, 'removalDelivered' | 'removalFailed'>;
}
