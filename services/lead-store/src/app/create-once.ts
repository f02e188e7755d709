import { reasonError, type ErrorReason } from '@firstring/contracts';
import type { Collection, OutboxEvent, Stored } from '@firstring/store';

export interface CreateOnce<T> {
  readonly doc: T;
  /** Used when the caller names no id. */
  readonly newId: string;
  readonly events?: readonly OutboxEvent[];
  /** Said where another document has what only one may have, and it is not the request. */
  readonly taken?: ErrorReason;
}

/**
 * Stores a new configuration document, or finds the one that the same request made before: the unique index over request ids
 * tells them apart. An id that is taken by another request's document is VERSION_CONFLICT.
 */
export async function createOnce<T extends { readonly requestId: string }>(
  collection: Collection<T>,
  givenId: string | undefined,
  { doc, newId, events = [], taken }: CreateOnce<T>,
): Promise<Stored<T>> {
  const id = givenId ?? newId;
  const put = await collection.put({ id, doc, expectedVersion: 0, events });
  if (put.type === 'stored') return { id, version: put.version, doc };
  const before = await collection.getByKey('request', [doc.requestId]);
  if (before !== undefined && (givenId === undefined || before.id === givenId)) return before;
  if (before === undefined && put.type === 'duplicate' && taken !== undefined) throw reasonError(taken);
  throw before === undefined
    ? reasonError('VERSION_CONFLICT', { message: 'there is one like this already' })
    : reasonError('REQUEST_ID_REUSED');
}
