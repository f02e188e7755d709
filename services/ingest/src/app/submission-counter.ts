import type { Clock, Log, Timer } from '@firstring/kernel';
import { updateDocument } from '@firstring/service-kit';
import type { Collection } from '@firstring/store';
import { addOutcome, addTallies, EMPTY_TALLY, type LinkTally, type Outcome } from '../domain/link-tally.ts';
import type { LinkDay } from '../store/link-days.ts';

const WAITING_MAX = 10_000;
const KEEP_MS = 90 * 86_400_000;

export interface SubmissionCounterOptions {
  readonly linkDays: Collection<LinkDay>;
  readonly clock: Clock;
  readonly log: Log;
  /** How long counts gather before they are written. */
  readonly flushMs: number;
}

/** Counts what comes through each link by day. A crash may lose the last moments: these are figures for people, not leads. */
export class SubmissionCounter implements AsyncDisposable {
  readonly #options: SubmissionCounterOptions;
  #waiting = new Map<string, LinkTally>();
  #timer: Timer | undefined;
  #flushing: Promise<void> = Promise.resolve();

  constructor(options: SubmissionCounterOptions) {
    this.#options = options;
  }

  count(ingestLinkId: string, outcome: Outcome): void {
    const key = `${ingestLinkId}|${dayOf(this.#options.clock.now())}`;
    const before = this.#waiting.get(key);
    if (before === undefined && this.#waiting.size >= WAITING_MAX) return;
    this.#waiting.set(key, addOutcome(before ?? EMPTY_TALLY, outcome));
    this.#timer ??= this.#options.clock.setTimer(this.#options.flushMs, () => void this.flush());
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
    for (const [id, tally] of waiting) {
      try {
        await this.#add(id, tally);
      } catch (err) {
        this.#options.log.warn({ err }, 'submissions not counted');
      }
    }
  }

  #add(id: string, tally: LinkTally): Promise<void> {
    const [ingestLinkId = '', day = ''] = id.split('|');
    const expiresAt = this.#options.clock.now() + KEEP_MS;
    return updateDocument<LinkDay, void>(this.#options.linkDays, id, (before) => {
      const sum = addTallies(before === undefined ? EMPTY_TALLY : tallyOf(before), tally);
      return { answer: undefined, doc: { ingestLinkId, day, expiresAt, ...toCounts(sum) } };
    });
  }
}

/** The day in UTC, `2026-11-22`. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function tallyOf(day: LinkDay): LinkTally {
  return { ...day, refused: new Map(day.refused), ignored: new Map(day.ignored) };
}

function toCounts(tally: LinkTally): Omit<LinkDay, 'ingestLinkId' | 'day' | 'expiresAt'> {
  const { accepted, updated, lastRefusals } = tally;
  return { accepted, updated, lastRefusals, refused: [...tally.refused], ignored: [...tally.ignored] };
}
