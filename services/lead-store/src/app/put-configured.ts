import { reasonError, type ErrorReason } from '@firstring/contracts';
import type { Collection, Stored } from '@firstring/store';
import { createOnce } from './create-once.ts';
import { replaceOnce } from './replace-once.ts';

interface Configured {
  readonly processId: string;
  readonly requestId: string;
}

export interface PutConfigured<T> {
  /** Empty for a new document. */
  readonly id: string;
  /** Used when there is no id. */
  readonly newId: string;
  /** 0 creates. */
  readonly expectedVersion: number;
  readonly doc: T;
  readonly notFound: ErrorReason;
  /** Refuses what a replacement may not change. */
  readonly mayReplace: (before: T) => void;
}

/** Creates a configuration document (version 0) or replaces the version named; the same request twice is one write. */
export async function putConfigured<T extends Configured>(
  collection: Collection<T>,
  { id: givenId, newId, expectedVersion, doc, notFound, mayReplace }: PutConfigured<T>,
): Promise<Stored<T>> {
  const id = givenId === '' ? newId : givenId;
  if (expectedVersion === 0) return createOnce(collection, givenId || undefined, { doc, newId: id });
  const before = await collection.get(id);
  if (before === undefined || before.doc.processId !== doc.processId) throw reasonError(notFound);
  mayReplace(before.doc);
  return replaceOnce(collection, { before, doc, expectedVersion });
}
