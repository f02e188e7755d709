import type { Topic } from '@firstring/contracts';
import type { Clock, Random } from '@firstring/kernel';
import type { OutboxEvent } from '@firstring/store';
import { currentTrace } from '@firstring/telemetry';

export interface EventDraft {
  topic: Topic;
  key: string;
  /** Past tense, `LeadAccepted`. */
  type: string;
  payload: Uint8Array;
}

/** Makes an outbox event; the id is the consumers' dedup key. Whoever consumes it goes on with the trace it was made in. */
export function outboxEvent(deps: { clock: Clock; random: Random }, draft: EventDraft): OutboxEvent {
  const traceparent = currentTrace();
  return {
    id: deps.random.uuid(),
    topic: draft.topic.name,
    key: draft.key,
    type: draft.type,
    payload: draft.payload,
    occurredAt: deps.clock.now(),
    ...(traceparent === undefined ? {} : { headers: { traceparent } }),
  };
}
