import type { OutboxEntry, OutboxEvent } from '../port.ts';
import type { OutboxRow } from './outbox-table.ts';
import { pack, type Pack, unpack } from './pack.ts';

type Head = readonly [
  documentId: string,
  id: string,
  topic: string,
  key: string,
  partitionKey: string | null,
  type: string,
  occurredAt: number,
  headers: Readonly<Record<string, string>> | null,
];

export interface DocumentEvent {
  readonly documentId: string;
  readonly event: OutboxEvent;
}

/** Events on their way into the outbox. */
export function packEvents(events: readonly DocumentEvent[]): Pack {
  return pack(
    events.map(({ documentId, event }) => {
      const { id, topic, key, partitionKey = null, type, occurredAt, headers = null, payload } = event;
      const head: Head = [documentId, id, topic, key, partitionKey, type, occurredAt, headers];
      return { head, payload };
    }),
  );
}

export function unpackEntries({ collection, last, count, heads, payloads }: OutboxRow): OutboxEntry[] {
  return unpack<Head>(heads, payloads).map(({ head, payload }, at) => {
    const [documentId, id, topic, key, partitionKey, type, occurredAt, headers] = head;
    const event: OutboxEvent = {
      id,
      topic,
      key,
      type,
      occurredAt,
      payload,
      ...(partitionKey !== null && { partitionKey }),
      ...(headers !== null && { headers }),
    };
    return { collection, documentId, sequence: last - count + 1 + at, event };
  });
}
