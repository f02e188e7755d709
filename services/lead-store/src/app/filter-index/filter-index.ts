import { reasonError } from '@firstring/contracts';
import type { Clock, Log } from '@firstring/kernel';
import type { Collection } from '@firstring/store';
import type {
  Impact,
  ImpactQuestion,
  PageAnswer,
  PageQuestion,
  PlacementsQuestion,
} from '../../domain/filter-columns/filter-columns.ts';
import type { MovesAnswer, MovesQuestion } from '../../domain/filter-columns/moves-question.ts';
import type { PlacementsAnswer } from '../../domain/filter-columns/placement-pass.ts';
import { indexedLead } from '../../domain/filter-columns/lead-facts.ts';
import type { IndexedLead } from '../../domain/filter-columns/lead-table.ts';
import type { LeadDoc } from '../../store/leads.ts';
import type { GuardSink, GuardSource } from './guard-source.ts';
import { IndexThread } from './index-thread.ts';

export interface FilterIndexOptions {
  readonly leads: Pick<Collection<LeadDoc>, 'query'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Claim's half of the gate; without it no number is known to be excluded or tried. */
  readonly guards?: GuardSource;
  /** Heap of the thread, MB. */
  readonly heapMb: number;
}

/** Leads read at a stretch: parsing them, taking them apart and sending them on must not hold the loop for 10 ms. */
const READ_MAX = 64;
/** Changes that may wait for the thread. A lead that changes again meanwhile waits once. */
const WAITING_MAX = 200_000;
const SEND_MAX = 1000;
const QUESTIONS_MAX = 16;
const STREAMS_MAX = 8;
/** A question asked while the leads are being read waits this long before it is refused. */
const PATIENCE_MS = 2000;
/** Pause after a failure, doubled with each that follows: a thread that has too little memory fails again and again. */
const RESTART_MS = 2000;
const RESTART_MS_MAX = 300_000;

interface Run {
  readonly thread: IndexThread;
  readonly stopping: AbortController;
  readonly ready: Promise<void>;
  readonly guards: FollowedGuards;
  isReady: boolean;
}

/**
 * Every lead in columns, in a thread of its own. It begins with the first question (or with `begin`), reads the store once and is
 * told of each change from then on, so that a question sees everything stored before it was asked. Nothing in it is durable.
 */
export class FilterIndex implements AsyncDisposable {
  readonly #options: FilterIndexOptions;
  #run: Run | undefined;
  #closed = false;
  #questions = 0;
  #streams = 0;
  #passes = 0;
  #restartsAt = -Infinity;
  #restartMs = RESTART_MS;
  #changed = new Map<string, IndexedLead>();
  #sending: Promise<void> | undefined;

  constructor(options: FilterIndexOptions) {
    this.#options = options;
  }

  /** Starts reading the store, when that has not begun. */
  begin(): void {
    if (this.#run !== undefined || this.#closed) return;
    if (this.#options.clock.monotonicMs() < this.#restartsAt) return;
    const thread = new IndexThread(this.#options.heapMb);
    const stopping = new AbortController();
    const ready = this.#read(thread, stopping.signal);
    const guards = followGuards(this.#options.guards, thread, stopping.signal);
    const run: Run = { thread, stopping, ready, guards, isReady: false };
    this.#run = run;
    guards.ended.catch((error: unknown) => this.#restart(run, error));
    ready.then(
      () => {
        run.isReady = true;
        this.#restartMs = RESTART_MS;
      },
      (error: unknown) => this.#restart(run, error),
    );
    void thread.ended.then((error) => this.#restart(run, error));
  }

  /** A lead as it has just been stored. */
  changed(leadId: string, version: number, lead: LeadDoc): void {
    if (this.#run === undefined) return;
    this.#changed.set(leadId, toIndexed(leadId, version, lead));
    if (this.#changed.size > WAITING_MAX) this.#restart(this.#run, 'too many changes wait for the thread');
    else this.#sending ??= this.#sendSoon();
  }

  impact(question: ImpactQuestion): Promise<Impact> {
    return this.#bounded(async (thread) => {
      const run = this.#run;
      // Claim may be away: what is known of it then is told with the answer.
      if (run !== undefined) await Promise.race([run.guards.caughtUp, this.#patience(run)]);
      return thread.ask({ type: 'impact', question });
    });
  }

  page(question: PageQuestion): Promise<PageAnswer> {
    return this.#bounded((thread) => thread.ask({ type: 'page', question }));
  }

  /** Where every lead of a campaign stands, piece by piece; the questions of others come in between. */
  async *placements(asked: Omit<PlacementsQuestion, 'pass'>): AsyncGenerator<PlacementsAnswer> {
    const pass = (this.#passes += 1);
    const question = { ...asked, pass };
    yield* this.#stream(async function* (thread) {
      try {
        let next = thread.ask({ type: 'placements', question });
        for (let isLast = false; !isLast;) {
          const piece = await next;
          isLast = piece.isLast;
          // The thread makes the next one while this one is on its way.
          if (!isLast) next = thread.ask({ type: 'placements', question });
          // Awaited above; a failure before that must not count as unhandled.
          next.catch((failure: unknown) => failure);
          if (piece.count > 0) yield piece;
        }
      } finally {
        await settled(thread.ask({ type: 'end_placements', pass }));
      }
    });
  }

  /** Which leads two policies put at which places, piece by piece likewise. */
  moves(question: Omit<MovesQuestion, 'fromSlot'>): AsyncGenerator<MovesAnswer> {
    return this.#stream(async function* (thread) {
      for (let fromSlot: number | undefined = 0; fromSlot !== undefined;) {
        const piece: MovesAnswer = await thread.ask({ type: 'moves', question: { ...question, fromSlot } });
        yield piece;
        fromSlot = piece.nextSlot;
      }
    });
  }

  async *#stream<Piece>(make: (thread: IndexThread) => AsyncGenerator<Piece>): AsyncGenerator<Piece> {
    if (this.#streams >= STREAMS_MAX)
      throw reasonError('UNAVAILABLE', { message: 'too many passes over the leads are made at once' });
    this.#streams += 1;
    try {
      yield* make(await this.#ready());
    } finally {
      this.#streams -= 1;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.#run?.stopping.abort();
    await this.#run?.thread[Symbol.asyncDispose]();
    if (this.#run !== undefined) await settled(this.#run.guards.ended);
    await this.#sending;
  }

  /** Each question is one pass over the leads: more than a few that wait would only time out (docs/bad-inputs.md, console/41). */
  async #bounded<Answer>(ask: (thread: IndexThread) => Promise<Answer>): Promise<Answer> {
    if (this.#questions >= QUESTIONS_MAX) {
      throw reasonError('UNAVAILABLE', {
        message: 'too many questions are being asked of the leads; try again',
      });
    }
    this.#questions += 1;
    try {
      return await ask(await this.#ready());
    } finally {
      this.#questions -= 1;
    }
  }

  async #ready(): Promise<IndexThread> {
    this.begin();
    const run = this.#run;
    if (run === undefined) throw reasonError('FILTER_INDEX_STARTING');
    if (!run.isReady) await Promise.race([settled(run.ready), this.#patience(run)]);
    if (!run.isReady || this.#run !== run) throw reasonError('FILTER_INDEX_STARTING');
    while (this.#sending !== undefined) await this.#sending;
    return run.thread;
  }

  async #patience({ stopping }: Run): Promise<void> {
    await settled(this.#options.clock.sleep(PATIENCE_MS, stopping.signal));
  }

  async #read(thread: IndexThread, signal: AbortSignal): Promise<void> {
    let pageToken: string | undefined;
    let taken: Promise<unknown> = Promise.resolve();
    // To start a thread takes some milliseconds: that was enough for one turn of the loop.
    await nextTurn();
    do {
      signal.throwIfAborted();
      const page = await this.#options.leads.query({ index: 'id', pageSize: READ_MAX, pageToken });
      const leads = page.items.map(({ id, version, doc }) => toIndexed(id, version, doc));
      // The thread takes one page while the store reads the next.
      await taken;
      taken = thread.ask({ type: 'leads', leads });
      // Awaited above; a failure before that must not count as unhandled.
      taken.catch((failure: unknown) => failure);
      pageToken = page.nextPageToken;
    } while (pageToken !== undefined);
    await taken;
    await thread.ask({ type: 'complete' });
  }

  async #sendSoon(): Promise<void> {
    // What is stored in one turn of the loop goes over in one message.
    await nextTurn();
    const run = this.#run;
    try {
      if (run === undefined) return;
      while (this.#changed.size > 0) {
        const leads = [...this.#changed.values()].slice(0, SEND_MAX);
        for (const { leadId } of leads) this.#changed.delete(leadId);
        await run.thread.ask({ type: 'leads', leads });
      }
    } catch (error) {
      if (run !== undefined) this.#restart(run, error);
    } finally {
      this.#sending = undefined;
    }
  }

  #restart(run: Run, error: unknown): void {
    if (this.#closed || this.#run !== run) return;
    this.#options.log.error({ err: error }, 'filter index has failed');
    this.#run = undefined;
    this.#changed = new Map();
    run.stopping.abort();
    void run.thread[Symbol.asyncDispose]();
    this.#restartsAt = this.#options.clock.monotonicMs() + this.#restartMs;
    this.#restartMs = Math.min(2 * this.#restartMs, RESTART_MS_MAX);
  }
}

interface FollowedGuards {
  /** What claim had at the beginning is in. */
  readonly caughtUp: Promise<void>;
  readonly ended: Promise<void>;
}

function followGuards(
  guards: GuardSource | undefined,
  thread: IndexThread,
  signal: AbortSignal,
): FollowedGuards {
  const { promise: caughtUp, resolve } = Promise.withResolvers<void>();
  if (guards === undefined) resolve();
  const sink: GuardSink = {
    takeChanges: (changes) => thread.ask({ type: 'guards', changes }),
    takeExclusions: (piece) => thread.ask({ type: 'exclusions', piece }),
    caughtUp: resolve,
  };
  return { caughtUp, ended: guards?.follow(sink, signal) ?? Promise.resolve() };
}

function toIndexed(leadId: string, version: number, lead: LeadDoc): IndexedLead {
  if (lead.state === 'live') return indexedLead(leadId, version, lead);
  return { leadId, version, processId: lead.processId, facts: undefined };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Waits for the end and not for the outcome: who began the work reports it. */
async function settled(work: Promise<unknown>): Promise<void> {
  await Promise.allSettled([work]);
}
