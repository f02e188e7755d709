import type { Clock, Log } from '@firstring/kernel';
import { Gathered, updateDocument } from '@firstring/service-kit';
import type { Collection } from '@firstring/store';
import {
  addOutcome,
  addStored,
  addTallies,
  EMPTY_TALLY,
  type LinkTally,
  type Outcome,
} from '../domain/link-tally.ts';
import type { LinkDay } from '../store/link-days.ts';

const WAITING_MAX = 10_000;
const DAY_MS = 86_400_000;
/** A year's report, and a month to ask for it (docs/reports.md, "Vendors"). */
const KEEP_MS = 400 * DAY_MS;

export interface SubmissionCounterOptions {
  readonly linkDays: Collection<LinkDay>;
  readonly clock: Clock;
  readonly log: Log;
  /** How long counts gather before they are written. */
  readonly flushMs: number;
}

/** Counts what comes through each link by day. */
export class SubmissionCounter implements AsyncDisposable {
  readonly #options: SubmissionCounterOptions;
  readonly #gathered: Gathered<LinkTally>;
  #day = -1;
  #dayText = '';

  constructor(options: SubmissionCounterOptions) {
    const { clock, log, flushMs } = options;
    this.#options = options;
    this.#gathered = new Gathered({
      clock,
      log,
      flushMs,
      keysMax: WAITING_MAX,
      write: (id, tally) => this.#add(id, tally),
    });
  }

  count(ingestLinkId: string, outcome: Outcome): void {
    this.#change(ingestLinkId, (before) => addOutcome(before, outcome));
  }

  countStored(ingestLinkId: string, leads: Parameters<typeof addStored>[1]): void {
    if (leads.length > 0) this.#change(ingestLinkId, (before) => addStored(before, leads));
  }

  flush(): Promise<void> {
    return this.#gathered.flush();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#gathered[Symbol.asyncDispose]();
  }

  #change(ingestLinkId: string, step: (before: LinkTally) => LinkTally): void {
    this.#gathered.change(`${ingestLinkId}|${this.#today()}`, (before = EMPTY_TALLY) => step(before));
  }

  /** Written once a day, not once a lead. */
  #today(): string {
    const day = Math.floor(this.#options.clock.now() / DAY_MS);
    if (day !== this.#day) this.#dayText = dayOf(day * DAY_MS);
    this.#day = day;
    return this.#dayText;
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
