import { reasonError } from '@firstring/contracts';
import type { Collection, OutboxEvent } from '@firstring/store';

/** Removes an entry with the event that its end causes, and answers what it was; one that is not there is as removed as it can be. */
export async function deleteEntry<T extends object>(
  entries: Collection<T>,
  id: string,
  eventOf: (entry: T, version: number) => OutboxEvent,
): Promise<T | undefined> {
  const current = await entries.get(id);
  if (current === undefined) return undefined;
  const events = [eventOf(current.doc, current.version + 1)];
  const removed = await entries.delete({ id, expectedVersion: current.version, events });
  if (removed.type === 'conflict') throw reasonError('VERSION_CONFLICT');
  return current.doc;
}
