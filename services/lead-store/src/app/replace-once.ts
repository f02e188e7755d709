import { reasonError, type ErrorReason } from '@firstring/contracts';
import type { Collection, OutboxEvent, Stored } from '@firstring/store';

export interface ReplaceOnce<T> {
  /** As it was read just now. */
  readonly before: Stored<T>;
  readonly doc: T;
  /** The version the caller saw. */
  readonly expectedVersion: number;
  readonly events?: readonly OutboxEvent[];
  /** Said where another document has what only one may have, and it is not the request. */
  readonly taken?: ErrorReason;
}

/** Replaces a configuration document if nobody changed it since the caller read it: VERSION_CONFLICT otherwise. The same request again gets its own answer. */
export async function replaceOnce<T extends { readonly requestId: string }>(
  collection: Collection<T>,
  { before, doc, expectedVersion, events = [], taken = 'VERSION_CONFLICT' }: ReplaceOnce<T>,
): Promise<Stored<T>> {
  const { id } = before;
  if (before.doc.requestId === doc.requestId) return before;
  const put = await collection.put({ id, doc, expectedVersion, events });
  switch (put.type) {
    case 'stored':
      return { id, version: put.version, doc };
    case 'duplicate':
      throw reasonError(put.index === 'request' ? 'REQUEST_ID_REUSED' : taken);
    case 'conflict':
      if (put.current?.doc.requestId === doc.requestId) return put.current;
      throw reasonError('VERSION_CONFLICT');
  }
}
