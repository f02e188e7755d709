import {
  CallerQueueServiceDefinition,
  type AgentRingOver,
  type AttendCallerRequest,
  type AttendCallerResponse,
  type CallerArrived,
  type CallerConnected,
  type DismissCause,
} from '@firstring/contracts/scheduling/caller_queue_service';
import { silentLog } from '@firstring/kernel';
import { systemClock } from '@firstring/kernel/system';
import { createGrpcServer, type GrpcServer } from '@firstring/service-kit';
import { eventually } from '@firstring/testkit';
import { Feed } from '../src/upstream/feed.ts';

type Order = NonNullable<AttendCallerResponse['order']>;
type News = NonNullable<AttendCallerRequest['news']>;

/** One stream of one caller, as the scheduler sees it. */
export class QueuedCaller {
  readonly arrived: CallerArrived;
  /** What came after the arrival. */
  readonly news: News[] = [];
  readonly orders = new Feed<AttendCallerResponse>();
  gone = false;

  constructor(arrived: CallerArrived) {
    this.arrived = arrived;
  }

  order(order: Order): void {
    this.orders.push({ order });
  }

  matched(leadId = 'lead-1'): void {
    this.order({ $case: 'matched', value: { campaignId: 'campaign-1', leadId, created: false } });
  }

  ring(agentId: string, more: { ringMs?: number; fencingToken?: bigint } = {}): void {
    const { ringMs = 20_000, fencingToken = 7n } = more;
    const value = { agentId, campaignId: 'campaign-1', leadId: 'lead-1', fencingToken, ringMs };
    this.order({ $case: 'ring', value });
  }

  stop(agentId: string, fencingToken = 7n): void {
    this.order({ $case: 'stop', value: { agentId, fencingToken } });
  }

  dismiss(cause: DismissCause): void {
    this.order({ $case: 'dismiss', value: { cause } });
  }

  /** The last of so many rings that are over. */
  async ringOver(times = 1): Promise<AgentRingOver> {
    const found = (): AgentRingOver[] =>
      this.news.flatMap((each) => (each.$case === 'ringOver' ? [each.value] : []));
    await eventually(systemClock, 'a ring is over', () => found().length >= times);
    return found().at(-1) ?? never();
  }

  async connected(): Promise<CallerConnected> {
    const found = (): CallerConnected[] =>
      this.news.flatMap((each) => (each.$case === 'connected' ? [each.value] : []));
    await eventually(systemClock, 'the caller is connected', () => found().length > 0);
    return found()[0] ?? never();
  }
}

function never(): never {
  throw new Error('there is none');
}

/** The scheduler as callers see it: keeps what it is told, and says what the test says. */
export class FakeScheduler implements AsyncDisposable {
  readonly callers: QueuedCaller[] = [];
  #server: GrpcServer | undefined;
  #address = '';

  static async start(address: string): Promise<FakeScheduler> {
    const scheduler = new FakeScheduler();
    scheduler.#address = address;
    await scheduler.listen();
    return scheduler;
  }

  /** The stream of this number that was opened last, once it is there. */
  async caller(phone: string, streams = 1): Promise<QueuedCaller> {
    const found = (): QueuedCaller[] => this.callers.filter(({ arrived }) => arrived.phone === phone);
    await eventually(systemClock, `${phone} waits`, () => found().length >= streams);
    const last = found().at(-1);
    if (last === undefined) throw new Error('nobody waits');
    return last;
  }

  async listen(): Promise<void> {
    const server = createGrpcServer({ domain: 'scheduler.firstring', log: silentLog, clock: systemClock });
    server.add(CallerQueueServiceDefinition, {
      attendCaller: (requests, { signal }) => this.#attend(requests, signal),
      watchCallers: async function* () {
        yield* [];
      },
    });
    await server.listen(this.#address);
    this.#server = server;
  }

  /** Breaks all streams, as a process that dies. */
  async close(): Promise<void> {
    for (const caller of this.callers) caller.orders.end();
    await this.#server?.[Symbol.asyncDispose]();
    this.#server = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async *#attend(
    requests: AsyncIterable<AttendCallerRequest>,
    signal: AbortSignal,
  ): AsyncGenerator<AttendCallerResponse, void, undefined> {
    const news = requests[Symbol.asyncIterator]();
    const first = await news.next();
    if (first.done === true || first.value.news?.$case !== 'arrived') throw new Error('nobody has arrived');
    const caller = new QueuedCaller(first.value.news.value);
    this.callers.push(caller);
    const end = (): void => {
      caller.gone = true;
      caller.orders.end();
    };
    signal.addEventListener('abort', end, { once: true });
    const read = async (): Promise<void> => {
      for (let next = await news.next(); next.done !== true; next = await news.next()) {
        if (next.value.news !== undefined) caller.news.push(next.value.news);
      }
    };
    read().then(end, end);
    yield* caller.orders;
  }
}
