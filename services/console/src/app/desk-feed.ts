import { reasonError } from '@firstring/contracts';
import { AppError, type Clock } from '@firstring/kernel';
import type {
  DeskEvent,
  HandoverView,
  LeadDetails,
  PhoneView,
  PreviewView,
  TroubleEvent,
} from './views/desk.ts';
import type { ConsoleEvents } from '../events.ts';
import { nameColleagues } from './name-colleagues.ts';
import { readDetails, type LeadReadDeps } from './lead-details.ts';
import type { Desks, DeskState, Phones } from './ports.ts';
import { troubleOf } from './trouble.ts';

/** A preview waits this long for its details; then it is shown without them and they follow. */
const DETAILS_MS_MAX = 1500;
const DETAILS_RETRY_MS = 2000;
/** Pauses between tries to watch the desk: doubling from the first to the last. */
const WATCH_RETRY_MS = 250;
const WATCH_RETRY_MS_MAX = 5000;

export interface DeskFeedDeps extends LeadReadDeps {
  desks: Desks;
  phones: Phones;
  clock: Clock;
  events: ConsoleEvents;
  registrar: string;
  phoneCheckMs: number;
}

/** Where the feed goes: one browser tab. */
export interface DeskSink {
  desk(event: DeskEvent): void;
  trouble(event: TroubleEvent): void;
}

export interface DeskWatch {
  agentId: string;
  tabId: string;
  processIds: readonly string[];
}

interface Details {
  readonly key: string;
  readonly value: LeadDetails | undefined;
  readonly problem: string | undefined;
}

/**
 * One tab's view of its agent's desk: the scheduler's snapshots, each joined with the previewed lead's details, the
 * campaign's dispositions and the phone's registration, so that the browser gets everything in one event.
 *
 * It is state, not history: every event is the whole desk, later ones replace earlier ones. `run` lasts until another
 * tab takes over or the signal ends it; a scheduler that does not answer is told as trouble and tried again.
 */
export class DeskFeed {
  readonly #deps: DeskFeedDeps;
  readonly #watch: DeskWatch;
  readonly #sink: DeskSink;
  #desk: { state: DeskState; receivedMs: number } | undefined;
  #details: Details | undefined;
  #phone: PhoneView | undefined;

  constructor(deps: DeskFeedDeps, watch: DeskWatch, sink: DeskSink) {
    this.#deps = deps;
    this.#watch = watch;
    this.#sink = sink;
  }

  async run(signal: AbortSignal): Promise<'taken_over' | 'aborted'> {
    const ended = new AbortController();
    const both = AbortSignal.any([signal, ended.signal]);
    try {
      const phone = this.#followPhone(both);
      const end = await this.#followDesk(both);
      ended.abort();
      await phone;
      return end;
    } finally {
      ended.abort();
    }
  }

  /** Reads the lead's details again, after something about it changed that the scheduler does not tell. */
  async refresh(signal: AbortSignal): Promise<void> {
    const state = this.#desk?.state;
    if (state === undefined || leadOf(state) === undefined || signal.aborted) return;
    const read = await this.#readDetails(state, signal);
    // The desk may have moved on meanwhile, and a failed second reading does not take away what is known.
    if (this.#details?.key !== read.key || (read.value === undefined && this.#details.value !== undefined))
      return;
    this.#details = read;
    this.#publish();
  }

  async #followDesk(signal: AbortSignal): Promise<'taken_over' | 'aborted'> {
    let pauseMs = WATCH_RETRY_MS;
    while (!signal.aborted) {
      try {
        for await (const update of this.#deps.desks.watch(this.#watch.agentId, this.#watch.tabId, signal)) {
          pauseMs = WATCH_RETRY_MS;
          if (update.takenOver) return 'taken_over';
          if (update.desk !== undefined) await this.#present(update.desk, signal);
        }
      } catch (thrown) {
        if (signal.aborted) break;
        this.#reportTrouble(AppError.from(thrown));
      }
      await this.#pause(pauseMs, signal);
      pauseMs = Math.min(pauseMs * 2, WATCH_RETRY_MS_MAX);
    }
    return 'aborted';
  }

  /** A new lead is told together with its details: until they are read, the desk before it stands. */
  async #present(state: DeskState, signal: AbortSignal): Promise<void> {
    const receivedMs = this.#deps.clock.monotonicMs();
    const known = this.#details?.key === detailsKey(state) ? this.#details : undefined;
    const [named, details] = await Promise.all([
      nameColleagues(this.#deps.users, state),
      known ?? this.#readDetails(state, signal),
    ]);
    this.#desk = { state: named, receivedMs };
    this.#details = details;
    this.#publish();
  }

  async #readDetails(state: DeskState, signal: AbortSignal): Promise<Details> {
    const lead = leadOf(state);
    const key = detailsKey(state);
    if (lead === undefined) return { key, value: undefined, problem: undefined };
    const limit = new AbortController();
    const timer = this.#deps.clock.setTimer(DETAILS_MS_MAX, () => limit.abort());
    try {
      if (!this.#watch.processIds.includes(lead.processId)) throw reasonError('PROCESS_NOT_FOUND');
      const where = { ...lead, agentId: this.#watch.agentId };
      const value = await readDetails(this.#deps, where, AbortSignal.any([signal, limit.signal]));
      return { key, value, problem: undefined };
    } catch (thrown) {
      const problem = limit.signal.aborted ? 'DEADLINE_EXCEEDED' : AppError.from(thrown).reason;
      if (!signal.aborted) {
        this.#deps.events.detailsMissing(this.#watch.agentId, problem);
        this.#retryDetails(key, signal);
      }
      return { key, value: undefined, problem };
    } finally {
      timer.cancel();
    }
  }

  #retryDetails(key: string, signal: AbortSignal): void {
    this.#deps.clock.setTimer(DETAILS_RETRY_MS, () => {
      const state = this.#desk?.state;
      if (signal.aborted || state === undefined || detailsKey(state) !== key) return;
      this.refresh(signal).catch((error: unknown) => this.#reportTrouble(AppError.from(error)));
    });
  }

  async #followPhone(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const phone = await this.#readPhone(signal);
      if (JSON.stringify(phone) !== JSON.stringify(this.#phone)) {
        this.#phone = phone;
        this.#publish();
      }
      await this.#pause(this.#deps.phoneCheckMs, signal);
    }
  }

  /** Undefined while the SIP service does not answer: the page then says nothing about the phone. */
  async #readPhone(signal: AbortSignal): Promise<PhoneView | undefined> {
    try {
      const account = await this.#deps.phones.ofAgent(this.#watch.agentId, signal);
      const none = { registered: false, username: '', userAgent: '' };
      return { ...(account ?? none), registrar: this.#deps.registrar };
    } catch (thrown) {
      if (!signal.aborted) this.#deps.events.phoneUnknown(this.#watch.agentId, AppError.from(thrown).reason);
      return undefined;
    }
  }

  #publish(): void {
    if (this.#desk === undefined) return;
    const { state, receivedMs } = this.#desk;
    const elapsedMs = Math.round(this.#deps.clock.monotonicMs() - receivedMs);
    this.#sink.desk({
      ...state,
      serverAt: state.serverAt + elapsedMs,
      details: this.#details?.value,
      detailsProblem: this.#details?.problem,
      phone: this.#phone,
    });
  }

  #reportTrouble(error: AppError): void {
    this.#deps.events.deskUnwatchable(this.#watch.agentId, error.reason);
    this.#sink.trouble(troubleOf(error));
  }

  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    try {
      await this.#deps.clock.sleep(ms, signal);
    } catch (thrown) {
      if (!signal.aborted) throw thrown;
    }
  }
}

/** Details belong to one attempt; they are read again when its call has ended, for the history. */
function detailsKey(state: DeskState): string {
  const lead = leadOf(state);
  return lead === undefined ? '' : `${lead.attemptId} ${state.call?.phase === 'ended'}`;
}

/** The lead in front of the agent: their own, or the one of a call that is being given to them. */
function leadOf({ preview, handover }: DeskState): PreviewView | HandoverView | undefined {
  return preview ?? handover;
}
