import { reasonError } from '@firstring/contracts';
import type { Collection, OutboxEvent, Stored } from '@firstring/store';

/** What a pure step wants done with a document: nothing when `doc` is absent. */
export interface DocumentStep<T, Answer> {
  readonly answer: Answer;
  readonly doc?: T | undefined;
  readonly events?: readonly OutboxEvent[];
}

/** Each lost race shows the winner's state; a document still contended after this many is answered as busy. */
const RACES_MAX = 16;

/**
 * The one way an aggregate changes (rule 2 of ARCHITECTURE.md): read, pure step, one compare-and-set with its events. A lost race
 * runs the step again on what is there now. `step` gets the version the document will have after the write.
 */
export async function updateDocument<T extends object, Answer>(
  collection: Collection<T>,
  id: string,
  step: (doc: T | undefined, nextVersion: number) => DocumentStep<T, Answer>,
): Promise<Answer> {
  let stored: Stored<T> | undefined = await collection.get(id);
  for (let race = 0; race < RACES_MAX; race += 1) {
    const version = stored?.version ?? 0;
    const { answer, doc, events } = step(stored?.doc, version + 1);
    if (doc === undefined) return answer;
    const put = await collection.put({ id, doc, expectedVersion: version, events: events ?? [] });
    if (put.type === 'stored') return answer;
    stored = put.type === 'conflict' ? put.current : await collection.get(id);
  }
  throw reasonError('VERSION_CONFLICT', { message: 'too many changes at once; try again' });
}
