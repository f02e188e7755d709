import { AppError, type Clock } from '@firstring/kernel';
import type { ConsoleEvents } from '../events.ts';
import type { Callers, MissedCalls, WaitingCaller } from './missed-call-ports.ts';
import { CallNames, nameMissedCall, type CallNamesDeps } from './name-missed-calls.ts';
import { troubleOf } from './trouble.ts';
import type { TroubleEvent } from './views/desk.ts';
import type { CallersEvent, CallerView, DialbacksEvent } from './views/missed-calls.ts';

const DIALBACKS_SHOWN = 200;

export interface CallersFeedDeps extends CallNamesDeps {
  callers: Callers;
  missedCalls: Pick<MissedCalls, 'open'>;
  clock: Clock;
  events: Pick<ConsoleEvents, 'callersUnwatchable'>;
}

export type FeedPart = 'callers' | 'dialbacks';

interface Round {
  readonly part: FeedPart;
  /** Before it is begun again: after a failure, or as old as what is shown may be. */
  readonly pauseMs: number;
}

const CALLERS: Round = { part: 'callers', pauseMs: 1000 };
const DIALBACKS: Round = { part: 'dialbacks', pauseMs: 2000 };

/** Where the feed goes: one page. An event that has not left yet is replaced by the next of its name. */
export interface CallersSink {
  callers(event: CallersEvent): void;
  dialbacks(event: DialbacksEvent): void;
  trouble(part: FeedPart, event: TroubleEvent): void;
}

/** Who waits and who is to be dialled back in a process, for one page. */
export class CallersFeed {
  readonly #deps: CallersFeedDeps;
  readonly #processId: string;
  readonly #sink: CallersSink;
  readonly #names: CallNames;
  readonly #waiting = new Map<string, CallerView>();

  constructor(deps: CallersFeedDeps, processId: string, sink: CallersSink) {
    this.#deps = deps;
    this.#processId = processId;
    this.#sink = sink;
    this.#names = new CallNames(deps, processId);
  }

  /** Until the signal ends it; a service that does not answer is told as trouble and asked again. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all([
      this.#again(CALLERS, signal, () => this.#watchCallers(signal)),
      this.#again(DIALBACKS, signal, () => this.#readDialbacks(signal)),
    ]);
  }

  async #again({ part, pauseMs }: Round, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    while (!signal.aborted) {
      try {
        await work();
      } catch (thrown) {
        if (signal.aborted) return;
        const error = AppError.from(thrown);
        this.#deps.events.callersUnwatchable(this.#processId, error.reason);
        this.#sink.trouble(part, troubleOf(error));
      }
      await Promise.allSettled([this.#deps.clock.sleep(pauseMs, signal)]);
    }
  }

  async #watchCallers(signal: AbortSignal): Promise<void> {
    for await (const told of this.#deps.callers.watch(this.#processId, signal)) {
      if (told.complete) this.#waiting.clear();
      for (const attemptId of told.goneIds) this.#waiting.delete(attemptId);
      for (const caller of told.callers) this.#waiting.set(caller.attemptId, await this.#named(caller));
      const callers = [...this.#waiting.values()].toSorted((a, b) => a.position - b.position);
      this.#sink.callers({ callers, serverAt: told.serverAt });
    }
  }

  async #named(caller: WaitingCaller): Promise<CallerView> {
    const { incomingNumberId, campaignId, ringingId, ...rest } = caller;
    return {
      ...rest,
      numberName: await this.#names.numbers.of(incomingNumberId),
      campaignName: await this.#names.campaigns.of(campaignId),
      leadName: await this.#names.leads.of(caller.leadId),
      ringingName: await this.#names.agent(ringingId),
    };
  }

  async #readDialbacks(signal: AbortSignal): Promise<void> {
    const page = { pageSize: DIALBACKS_SHOWN, pageToken: '' };
    const { dialbacks, total, serverAt } = await this.#deps.missedCalls.open(this.#processId, page, signal);
    const named = [];
    for (const dialback of dialbacks) named.push(await nameMissedCall(this.#names, dialback, true));
    this.#sink.dialbacks({ dialbacks: named, total, serverAt });
  }
}
