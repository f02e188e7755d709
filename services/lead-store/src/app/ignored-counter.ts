import type { Clock, Log } from '@firstring/kernel';
import { Gathered, updateDocument } from '@firstring/service-kit';
import type { Collection } from '@firstring/store';
import type { IgnoredCountsDoc } from '../store/configuration.ts';

const NAMES_A_LINK_MAX = 100;
const LINKS_WAITING_MAX = 10_000;

export interface IgnoredCounterDeps {
  readonly counts: Collection<IgnoredCountsDoc>;
  readonly clock: Clock;
  readonly log: Log;
  readonly flushMs: number;
}

/** Counts undeclared parameters a link, as a hint for people; names beyond a hundred a link are not counted. */
export class IgnoredCounter implements AsyncDisposable {
  readonly #gathered: Gathered<ReadonlyMap<string, number>>;

  constructor({ counts, clock, log, flushMs }: IgnoredCounterDeps) {
    this.#gathered = new Gathered({
      clock,
      log,
      flushMs,
      keysMax: LINKS_WAITING_MAX,
      write: (ingestLinkId, gathered) => add(counts, ingestLinkId, gathered),
    });
  }

  count(ingestLinkId: string, names: readonly string[]): void {
    if (names.length === 0) return;
    const once = names.map((name) => [name, 1] as const);
    this.#gathered.change(ingestLinkId, (before) => sumOf(before, once));
  }

  flush(): Promise<void> {
    return this.#gathered.flush();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#gathered[Symbol.asyncDispose]();
  }
}

function add(
  counts: Collection<IgnoredCountsDoc>,
  ingestLinkId: string,
  gathered: ReadonlyMap<string, number>,
): Promise<void> {
  return updateDocument<IgnoredCountsDoc, void>(counts, ingestLinkId, (before) => {
    const stored = new Map(before?.counts.map(({ name, count }) => [name, count]));
    const sum = sumOf(stored, gathered);
    return { answer: undefined, doc: { counts: [...sum].map(([name, count]) => ({ name, count })) } };
  });
}

function sumOf(
  before: ReadonlyMap<string, number> | undefined,
  counts: Iterable<readonly [string, number]>,
): ReadonlyMap<string, number> {
  const sum = new Map(before);
  for (const [name, count] of counts) {
    const known = sum.get(name);
    if (known === undefined && sum.size >= NAMES_A_LINK_MAX) continue;
    sum.set(name, (known ?? 0) + count);
  }
  return sum;
}
