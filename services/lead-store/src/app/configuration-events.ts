import { CONFIGURATION_HISTORY } from '@firstring/contracts';
import { ConfigurationChanged } from '@firstring/contracts/leads/configuration_history';
import { outboxEvent, type EventDraft } from '@firstring/service-kit';
import type { OutboxEvent } from '@firstring/store';
import type { LeadStoreDeps } from './ports.ts';

/** A change of configuration twice: for those who follow what is so now, and for those who ask later what was so on a day. */
export function configurationEvents(
  deps: Pick<LeadStoreDeps, 'clock' | 'random'>,
  draft: EventDraft,
  changed: ConfigurationChanged['changed'],
): OutboxEvent[] {
  const { key, type } = draft;
  const payload = ConfigurationChanged.encode({ changed }).finish();
  return [outboxEvent(deps, draft), outboxEvent(deps, { topic: CONFIGURATION_HISTORY, key, type, payload })];
}
