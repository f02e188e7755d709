import { toTime } from '@firstring/contracts';
import {
  DismissCause as WireCause,
  RingOutcome as WireOutcome,
  type AttendCallerRequest,
  type AttendCallerResponse,
  type CallerQueueServiceClient,
  type DialledLead,
} from '@firstring/contracts/scheduling/caller_queue_service';
import type { Clock, Log, Random } from '@firstring/kernel';
import { streamOptions } from '@firstring/service-kit';
import type { Attendance, CallerQueue, QueueListener, QueueOrder } from '../app/ports.ts';
import type { ArrivedCall, DismissCause, RingOrder, RingOutcome } from '../domain/caller-state.ts';
import { Feed } from './feed.ts';

interface QueueDeps {
  readonly queue: Pick<CallerQueueServiceClient, 'attendCaller'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

const BACKOFF_MS = 200;
const BACKOFF_MS_MAX = 5000;
/** How long the scheduler may take to end a stream that we have ended. */
const LEAVE_MS = 2000;

const OUTCOMES: Readonly<Record<RingOutcome, WireOutcome>> = {
  NO_ANSWER: WireOutcome.RING_OUTCOME_NO_ANSWER,
  BUSY: WireOutcome.RING_OUTCOME_BUSY,
  DECLINED: WireOutcome.RING_OUTCOME_DECLINED,
  UNREACHABLE: WireOutcome.RING_OUTCOME_UNREACHABLE,
  STOPPED: WireOutcome.RING_OUTCOME_STOPPED,
};

const CAUSES: ReadonlyMap<WireCause, DismissCause> = new Map([
  [WireCause.DISMISS_CAUSE_QUEUE_TIMEOUT, 'QUEUE_TIMEOUT'],
  [WireCause.DISMISS_CAUSE_REFUSED, 'REFUSED'],
  [WireCause.DISMISS_CAUSE_NO_LEAD, 'NO_LEAD'],
]);

/** The scheduler's queue: one stream a call, opened again whenever it breaks. */
export function createCallerQueue(deps: QueueDeps): CallerQueue {
  return {
    attend: (call, listener) => {
      const stream = new CallerStream(deps, call, listener);
      stream.open();
      return stream;
    },
  };
}

class CallerStream implements Attendance {
  readonly #deps: QueueDeps;
  readonly #call: ArrivedCall;
  readonly #listener: QueueListener;
  readonly #stop = new AbortController();
  /** Of the stream that is open now. */
  #news: Feed<AttendCallerRequest> | undefined;
  #left = false;

  constructor(deps: QueueDeps, call: ArrivedCall, listener: QueueListener) {
    this.#deps = deps;
    this.#call = call;
    this.#listener = listener;
  }

  open(): void {
    this.#attend().catch((error: unknown) => {
      if (!this.#left) this.#deps.log.error({ err: error }, 'a caller is attended no more');
    });
  }

  ringOver({ agentId, fencingToken }: RingOrder, outcome: RingOutcome): void {
    const value = { agentId, fencingToken: BigInt(fencingToken), outcome: OUTCOMES[outcome] };
    this.#news?.push({ news: { $case: 'ringOver', value } });
  }

  connected({ agentId, fencingToken }: RingOrder): void {
    const value = { agentId, fencingToken: BigInt(fencingToken) };
    this.#news?.push({ news: { $case: 'connected', value } });
  }

  leave(): void {
    if (this.#left) return;
    this.#left = true;
    this.#news?.end();
    if (this.#news === undefined) this.#stop.abort();
    else this.#deps.clock.setTimer(LEAVE_MS, () => this.#stop.abort());
  }

  async #attend(): Promise<void> {
    const { clock, random, log } = this.#deps;
    for (let failures = 0; !this.#left; failures += 1) {
      try {
        for await (const response of this.#stream()) {
          failures = 0;
          const order = orderOf(response);
          if (order !== undefined && !this.#left) this.#listener.order(order);
        }
      } catch (error) {
        if (!this.#left) log.debug({ err: error }, 'the scheduler cannot be told of a caller');
      }
      this.#news = undefined;
      if (this.#left) return;
      this.#listener.lost();
      const waitMs = Math.min(BACKOFF_MS * 2 ** failures, BACKOFF_MS_MAX);
      await clock.sleep(waitMs * (0.5 + random.float() / 2), this.#stop.signal);
    }
  }

  #stream(): AsyncIterable<AttendCallerResponse> {
    const { attemptId, processId, incomingNumberId, phone, arrivedAt } = this.#call;
    const dialled = dialledLead(this.#call);
    const news = new Feed<AttendCallerRequest>();
    const connectedAgentId = this.#listener.connectedAgentId();
    const arrivedTime = toTime(arrivedAt);
    const value = { attemptId, processId, incomingNumberId, phone, arrivedTime, connectedAgentId, dialled };
    news.push({ news: { $case: 'arrived', value } });
    this.#news = news;
    return this.#deps.queue.attendCaller(news, streamOptions(this.#stop.signal));
  }
}

function dialledLead({ campaignId, dialled }: ArrivedCall): DialledLead | undefined {
  if (dialled === undefined) return undefined;
  const { leadId, fencingToken, waitMs } = dialled;
  return { campaignId, leadId, fencingToken: BigInt(fencingToken), waitMs };
}

/** Undefined for what asks nothing of us. */
function orderOf({ order }: AttendCallerResponse): QueueOrder | undefined {
  switch (order?.$case) {
    case 'matched':
      return { type: 'matched', match: order.value };
    case 'ring': {
      const { agentId, campaignId, leadId, fencingToken, ringMs } = order.value;
      const ring = { agentId, campaignId, leadId, fencingToken: String(fencingToken), ringMs };
      return { type: 'ring', order: ring };
    }
    case 'stop': {
      const { agentId, fencingToken } = order.value;
      return { type: 'stop', agentId, fencingToken: String(fencingToken) };
    }
    case 'dismiss':
      return { type: 'dismiss', cause: CAUSES.get(order.value.cause) ?? 'NO_AGENT' };
    default:
      return undefined;
  }
}
