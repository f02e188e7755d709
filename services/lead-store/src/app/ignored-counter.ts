import type { Clock, Log, Timer } from '@firstring/kernel';
import { updateDocument } from '@firstring/service-kit';
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

/**
 * Counts undeclared parameters a link. Counts gather in memory and are written together now and then: a hint for
 * people, so a crash may lose the last few seconds, and names beyond a hundred a link are not counted.
 */
export class IgnoredCounter implements AsyncDisposable {
  readonly #deps: IgnoredCounterDeps;
  #waiting = new Map<string, Map<string, number>>();
  #timer: Timer | undefined;
  #flushing: Promise<void> = Promise.resolve();

  constructor(deps: IgnoredCounterDeps) {
    this.#deps = deps;
  }

  count(ingestLinkId: string, names: readonly string[]): void {
    if (names.length === 0) return;
    let ofLink = this.#waiting.get(ingestLinkId);
    if (ofLink === undefined) {
      if (this.#waiting.size >= LINKS_WAITING_MAX) return;
      this.#waiting.set(ingestLinkId, (ofLink = new Map()));
    }
    addCounts(
      ofLink,
      names.map((name) => [name, 1]),
    );
    this.#timer ??= this.#deps.clock.setTimer(this.#deps.flushMs, () => void this.flush());
  }

  /** Writes what has gathered; never rejects. */
  flush(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#flushing = this.#flushing.then(() => this.#write());
    return this.#flushing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.flush();
  }

  async #write(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = new Map();
    for (const [ingestLinkId, counts] of waiting) {
      try {
        await this.#add(ingestLinkId, counts);
      } catch (err) {
        this.#deps.log.warn({ err, ingestLinkId }, 'ignored parameters not counted');
      }
    }
  }

  #add(ingestLinkId: string, counts: ReadonlyMap<string, number>): Promise<void> {
    return updateDocument<IgnoredCountsDoc, void>(this.#deps.counts, ingestLinkId, (before) => {
      const merged = new Map(before?.counts.map(({ name, count }) => [name, count]));
      addCounts(merged, [...counts]);
      return { answer: undefined, doc: { counts: [...merged].map(([name, count]) => ({ name, count })) } };
    });
  }
}

function addCounts(into: Map<string, number>, counts: readonly (readonly [string, number])[]): void {
  for (const [name, count] of counts) {
    const before = into.get(name);
    if (before === undefined && into.size >= NAMES_A_LINK_MAX) continue;
    into.set(name, (before ?? 0) + count);
  }
}
