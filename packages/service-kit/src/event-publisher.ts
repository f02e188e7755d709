import type { Topic } from '@firstring/contracts';
import type { Clock, Random } from '@firstring/kernel';
import type { OutboxEvent } from '@firstring/store';

export interface EventDraft {
  topic: Topic;
  key: string;
  /** Past tense, `LeadAccepted`. */
  type: string;
  payload: Uint8Array;
}

/** Makes an outbox event; the id is the consumers' dedup key. */
export function outboxEvent(deps: { clock: Clock; random: Random }, draft: EventDraft): OutboxEvent {
  return {
    id: deps.random.uuid(),
    topic: draft.topic.name,
    key: draft.key,
    type: draft.type,
    payload: draft.payload,
    occurredAt: deps.clock.now(),
  };
}
