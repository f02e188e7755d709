import {
  counter,
  currentTrace,
  histogram,
  inSpan,
  isSampled,
  outcomeAttributes,
  SECONDS,
  startSpan,
} from '@firstring/telemetry';
import type { Clock } from '@firstring/kernel';

const processed = histogram('messaging.process.duration', {
  unit: 's',
  description: 'How long a batch took its consumer.',
  boundaries: SECONDS,
});

const consumed = counter('messaging.client.consumed.messages', {
  unit: '{message}',
  description: 'Messages handed to consumers; those that come again count again.',
});

const sent = counter('messaging.client.sent.messages', {
  unit: '{message}',
  description: 'Events published.',
});

const delivered = histogram('firstring.bus.delivery.duration', {
  unit: 's',
  description: 'From an event’s happening to its being handed to a consumer; of the last one of each batch.',
  boundaries: SECONDS.concat(30, 60, 300),
});

/** Messages set aside with their reason. */
export const deadLetters = counter('firstring.bus.dead_letters', {
  unit: '{message}',
  description: 'Messages that no consumer could handle, set aside with their reason.',
});

/** Rounds of the relay that failed. */
export const outboxFailures = counter('firstring.outbox.failures', {
  unit: '{failure}',
  description: 'Times the outbox could not be published; what is in it waits.',
});

interface Traced {
  readonly topic: string;
  readonly occurredAt: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** More than these of a batch have no span of their own. */
const RECORD_SPANS_MAX = 32;
const LINKS_MAX = 128;

/** A consumer at work on a batch of one topic. `group`: of a reader that has one. */
export async function processing<T>(
  { batch, group, clock }: { batch: readonly Traced[]; group?: string; clock: Clock },
  work: () => Promise<T>,
): Promise<T> {
  const topic = batch[0]?.topic ?? '';
  const whose = {
    'messaging.destination.name': topic,
    ...(group === undefined ? {} : { 'messaging.consumer.group.name': group }),
  };
  const startedMs = clock.monotonicMs();
  const lateMs = clock.now() - (batch.at(-1)?.occurredAt ?? clock.now());
  delivered.record(Math.max(0, lateMs) / 1000, whose);
  let thrown: unknown;
  try {
    return await withSpans(`process ${topic}`, { kind: 'consumer', batch, attributes: whose }, work);
  } catch (error) {
    thrown = error;
    throw error;
  } finally {
    consumed.add(batch.length, whose);
    processed.record((clock.monotonicMs() - startedMs) / 1000, { ...whose, ...outcomeAttributes(thrown) });
  }
}

/** A publisher at work on a batch, which may be for several topics. */
export async function sending(batch: readonly Traced[], work: () => Promise<void>): Promise<void> {
  const topic = batch[0]?.topic ?? '';
  const attributes = { 'messaging.destination.name': topic };
  await withSpans(`send ${topic}`, { kind: 'producer', batch, attributes }, work);
  for (const { topic: each } of batch) sent.add(1, { 'messaging.destination.name': each });
}

/**
 * One message goes on with the trace it was made in. A batch has a span of its own with links to where its messages come from, and each
 * message somebody traces has one in its trace besides.
 */
async function withSpans<T>(
  name: string,
  spans: {
    readonly kind: 'consumer' | 'producer';
    readonly batch: readonly Traced[];
    readonly attributes: Readonly<Record<string, string>>;
  },
  work: () => Promise<T>,
): Promise<T> {
  const { kind, batch } = spans;
  const origins = batch.map(({ headers }) => headers?.['traceparent']).filter(isSampled);
  const [only] = origins;
  if (only === undefined) return work();
  const attributes = { ...spans.attributes, 'messaging.batch.message_count': batch.length };
  if (batch.length === 1) return inSpan(name, { kind, attributes, parent: only }, work);
  return inSpan(name, { kind, attributes, root: true, links: origins.slice(0, LINKS_MAX) }, async () => {
    const links = [currentTrace()];
    const records = origins
      .slice(0, RECORD_SPANS_MAX)
      .map((parent) => startSpan(name, { kind, attributes, parent, links }));
    let thrown: unknown;
    try {
      return await work();
    } catch (error) {
      thrown = error;
      throw error;
    } finally {
      for (const record of records) record.end(thrown);
    }
  });
}
