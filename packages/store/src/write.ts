import { requestInvalid } from './errors.ts';
import {
  BATCH_SIZE_MAX,
  DOCUMENT_CHARS_MAX,
  EVENT_BYTES_MAX,
  EVENTS_PER_PUT_MAX,
  type DeleteItem,
  type OutboxEvent,
  type PutItem,
} from './port.ts';

/** A put, checked, with the document as JSON: all an adapter needs to write it. */
export interface Write {
  readonly id: string;
  readonly expectedVersion: number;
  readonly json: string;
  readonly events: readonly OutboxEvent[];
}

/** Checks an item against the limits of the port; throws STORE_REQUEST_INVALID. */
export function prepareWrite<T extends object>(item: PutItem<T>): Write {
  checkId(item.id);
  checkVersion(item.expectedVersion);
  const json = JSON.stringify(item.doc);
  if (json.length > DOCUMENT_CHARS_MAX) throw requestInvalid(`document has ${json.length} characters`);
  return {
    id: item.id,
    expectedVersion: item.expectedVersion,
    json,
    events: checkEvents(item.events),
  };
}

export function prepareDelete(item: DeleteItem): Required<DeleteItem> {
  checkId(item.id);
  checkVersion(item.expectedVersion);
  return { id: item.id, expectedVersion: item.expectedVersion, events: checkEvents(item.events) };
}

export function checkBatch(length: number): void {
  if (length > BATCH_SIZE_MAX) throw requestInvalid(`a batch has at most ${BATCH_SIZE_MAX} items`);
}

function checkId(id: string): void {
  if (id.length < 1 || id.length > 256 || !id.isWellFormed() || id.includes('\0')) {
    throw requestInvalid('an id has 1 to 256 well-formed characters');
  }
}

function checkVersion(version: number): void {
  if (!Number.isSafeInteger(version) || version < 0) throw requestInvalid('expectedVersion counts from 0');
}

function checkEvents(events: readonly OutboxEvent[] | undefined): readonly OutboxEvent[] {
  if (events === undefined) return [];
  if (events.length > EVENTS_PER_PUT_MAX)
    throw requestInvalid(`a put carries at most ${EVENTS_PER_PUT_MAX} events`);
  for (const event of events) {
    if (event.payload.byteLength > EVENT_BYTES_MAX) {
      throw requestInvalid(`event ${event.type} has ${event.payload.byteLength} bytes`);
    }
  }
  return events;
}
