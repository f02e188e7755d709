import type { Clock, Random } from '@firstring/kernel';
import type { Collection } from '@firstring/store';
import type { RemovalDeliveryDoc, RemovalTargetDoc } from '../../store/removals.ts';
import type { LeadStoreEventLog } from '../../events.ts';
import type { WebhookPolicy } from './webhook-address.ts';

export interface WebhookMessage {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type WebhookAnswer =
  | { readonly type: 'answered'; readonly status: number }
  /** Nobody has taken it: a refusal of ours, or no answer. */
  | { readonly type: 'not-sent'; readonly problem: string };

export interface WebhookSender {
  /** One try, within five seconds; never throws. */
  send(message: WebhookMessage): Promise<WebhookAnswer>;
}

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
