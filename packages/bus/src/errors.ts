import { AppError } from '@firstring/kernel';

/** The request itself is wrong: an unknown topic, a limit. The same request never succeeds. */
export function busRequestInvalid(message: string): AppError {
  return new AppError({ reason: 'BUS_REQUEST_INVALID', code: 'internal', message });
}

/** Disk full, I/O error, closed. Whether a publish in hand took place is unknown: publish again, consumers dedupe. */
export function busUnavailable(message: string, cause?: unknown): AppError {
  return new AppError({ reason: 'BUS_UNAVAILABLE', code: 'unavailable', message, retry: 'later', cause });
}

/** Kafka only: topics are made by the migration, never by who needs them. */
export function topicMissing(topic: string): AppError {
  const message = `Kafka has no topic ${topic}: run the migration`;
  return new AppError({ reason: 'BUS_TOPIC_MISSING', code: 'failed_precondition', message });
}
