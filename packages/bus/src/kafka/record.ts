import { type BusMessage, type OutboundMessage, PAYLOAD_BYTES_MAX } from '../port.ts';
import type { HeaderValue, InboundRecord, OutboundRecord, TopicPartition } from './driver.ts';
import { BLOCKED, HOPELESS } from './readable-records.ts';

/** CloudEvents' names of the attributes that every message has. */
const ID = 'ce_id';
const TYPE = 'ce_type';
const TIME = 'ce_time';

/** Of more, the first are read: ours have a handful, and thousands are somebody's mistake or attack. */
export const HEADERS_MAX = 128;

const decoder = new TextDecoder();

export function toRecord(message: OutboundMessage, to: TopicPartition): OutboundRecord {
  const { id, key, type, payload, occurredAt, headers } = message;
  return {
    ...to,
    key,
    value: payload,
    headers: { ...headers, [ID]: id, [TYPE]: type, [TIME]: String(occurredAt) },
  };
}

export interface Received {
  readonly message: BusMessage;
  /** Why it cannot be one of ours: nobody gets to handle it. */
  readonly flaw?: string;
  /** Why it cannot be read here, though it may well be one of ours: nobody goes past it. */
  readonly blocked?: string;
}

/** A record as a message. Headers that are no text are read as far as they go: they are never a reason to refuse. */
export function fromRecord(record: InboundRecord, { topic, partition }: TopicPartition): Received {
  const {
    [ID]: id,
    [TYPE]: type,
    [TIME]: time,
    [BLOCKED]: blocked,
    [HOPELESS]: hopeless,
    ...headers
  } = readHeaders(record.headers);
  const at = Number(time);
  const message: BusMessage = {
    topic,
    partition,
    offset: record.offset,
    id: id ?? `${topic}/${partition}/${record.offset}`,
    key: record.key === null ? '' : decoder.decode(record.key),
    type: type ?? '',
    // More than a message may have does not fit into a dead letter either.
    payload: record.value?.subarray(0, PAYLOAD_BYTES_MAX) ?? new Uint8Array(),
    occurredAt: Number.isSafeInteger(at) && at > 0 ? at : record.timestamp,
    headers,
  };
  if (blocked !== undefined) return { message, blocked };
  const flaw = hopeless ?? flawOf(record, { id, type });
  return flaw === undefined ? { message } : { message, flaw };
}

function flawOf(record: InboundRecord, { id, type }: { id?: string | undefined; type?: string | undefined }) {
  if (record.value === null) return 'no value: this topic has no tombstones';
  if (record.key === null) return 'no key';
  if (id === undefined || type === undefined) return `no ${ID} or ${TYPE} header`;
  if (record.value.byteLength > PAYLOAD_BYTES_MAX) return `a value of ${record.value.byteLength} bytes`;
  return undefined;
}

function readHeaders(headers: InboundRecord['headers']): Record<string, string> {
  const read: Record<string, string> = {};
  for (const [name, values] of Object.entries(headers).slice(0, HEADERS_MAX)) {
    const value = lastOf(values);
    if (value === undefined || name === '__proto__') continue;
    read[name] = typeof value === 'string' ? value : decoder.decode(value);
  }
  return read;
}

function lastOf(values: InboundRecord['headers'][string]): HeaderValue | undefined {
  return typeof values === 'string' || values instanceof Uint8Array ? values : values?.at(-1);
}
