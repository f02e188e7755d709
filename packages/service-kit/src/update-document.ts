import { reasonError } from '@firstring/contracts';
import type { Collection, OutboxEvent } from '@firstring/store';

/** What a pure step wants done with a document: nothing when `doc` is absent. */
export interface DocumentStep<T, Answer> {
  readonly answer: Answer;
  readonly doc?: T | undefined;
  readonly events?: readonly OutboxEvent[];
}

/** Each lost race shows the winner's state; a document still contended after this many is answered as busy. */
const RACES_MAX = 16;

/** Somebody who wants a document changed, and has not been answered. */
interface Change<T extends object> {
  step(doc: T | undefined, nextVersion: number): DocumentStep<T, unknown>;
  resolve(answer: unknown): void;
  reject(error: unknown): void;
}

/** Per collection and document: who waits while a round is under way in this process. */
const lines = new WeakMap<object, Map<string, Change<object>[]>>();

/**
 * The one way an aggregate changes (rule 2 of ARCHITECTURE.md): read, pure step, one compare-and-set with its events. A lost race
 * runs the step again on what is there now. `step` gets the version the document will have after the write.
 *
 * In one process the changes of a document go in rounds, so that they do not race each other: of those that wait, the first to write
 * does, and who only wanted to know is told by what was written. A herd on one document is one read and one write.
 */
export function updateDocument<T extends object, Answer>(
  collection: Collection<T>,
  id: string,
  step: (doc: T | undefined, nextVersion: number) => DocumentStep<T, Answer>,
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const change: Change<T> = { step, resolve, reject };
  const line = lines.get(collection)?.get(id);
  if (line === undefined) void inRounds(collection, id, change);
  else line.push(change);
  return promise;
}

/** Until nobody waits any more; never rejects. */
async function inRounds<T extends object>(
  collection: Collection<T>,
  id: string,
  first: Change<T>,
): Promise<void> {
  const ofCollection = lines.get(collection) ?? new Map<string, Change<object>[]>();
  lines.set(collection, ofCollection);
  const line: Change<T>[] = [first];
  ofCollection.set(id, line);
  while (line.length > 0) {
    // They wait since before the read: what it shows is news to all of them.
    const round = line.splice(0);
    try {
      line.unshift(...(await oneRound(collection, id, round)));
    } catch (err) {
      for (const { reject } of round) reject(err);
    }
  }
  ofCollection.delete(id);
}

/** Answers up to the second who wants to write; he and those behind him are left for the next round. */
async function oneRound<T extends object>(
  collection: Collection<T>,
  id: string,
  round: readonly Change<T>[],
): Promise<readonly Change<T>[]> {
  let stored = await collection.get(id);
  for (let race = 0; race < RACES_MAX; race += 1) {
    const version = stored?.version ?? 0;
    const { settled, write } = decide(round, stored?.doc, version + 1);
    const put =
      write === undefined
        ? undefined
        : await collection.put({ id, doc: write.doc, expectedVersion: version, events: write.events });
    if (put === undefined || put.type === 'stored') {
      for (const settle of settled) settle();
      return round.slice(settled.length);
    }
    stored = put.type === 'conflict' ? put.current : await collection.get(id);
  }
  throw reasonError('VERSION_CONFLICT', { message: 'too many changes at once; try again' });
}

interface Decided<T> {
  /** How those who are through are told, once it is written. */
  readonly settled: readonly (() => void)[];
  readonly write: { readonly doc: T; readonly events: readonly OutboxEvent[] } | undefined;
}

function decide<T extends object>(
  round: readonly Change<T>[],
  before: T | undefined,
  nextVersion: number,
): Decided<T> {
  const settled: (() => void)[] = [];
  let write: Decided<T>['write'];
  for (const { step, resolve, reject } of round) {
    try {
      const { answer, doc, events = [] } = step(write?.doc ?? before, nextVersion);
      if (doc !== undefined && write !== undefined) break;
      if (doc !== undefined) write = { doc, events };
      settled.push(() => resolve(answer));
    } catch (err) {
      settled.push(() => reject(err));
    }
  }
  return { settled, write };
}
