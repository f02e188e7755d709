import type { DeadLetter } from './delivery.ts';
import { type BusMessage, deadLetterTopic, type OutboundMessage, type TopicSpec } from './port.ts';

const RETENTION_MS = 30 * 86_400_000;

/** The topic for what a group could not handle of one topic. */
export function deadLetterSpec(topic: string, group: string): TopicSpec {
  return {
    name: deadLetterTopic(topic, group),
    partitions: 1,
    retention: { type: 'time', ms: RETENTION_MS },
  };
}

/** The message as it was, with what was wrong with it in its headers. */
export function deadLetterMessage(group: string, message: BusMessage, letter: DeadLetter): OutboundMessage {
  const { id, key, type, payload, occurredAt, partition, offset } = message;
  const headers = {
    ...message.headers,
    'dlq-reason': letter.reason,
    'dlq-error': letter.error,
    'dlq-partition': String(partition),
    'dlq-offset': String(offset),
    'dlq-attempts': String(letter.attempts),
  };
  return { id, topic: deadLetterTopic(message.topic, group), key, type, payload, occurredAt, headers };
}
