import { INCOMING_NUMBER_CONFIG, toTime } from '@firstring/contracts';
import {
  IncomingNumber,
  NoAgentAction,
  NoLeadAction,
  type QueuePolicy,
} from '@firstring/contracts/leads/incoming_number';
import { IncomingNumberEvent } from '@firstring/contracts/leads/incoming_number_service';
import {
  RingOutcome,
  type AttendCallerRequest,
  type AttendCallerResponse,
  type CallerArrived,
} from '@firstring/contracts/scheduling/caller_queue_service';
import { Presence } from '@firstring/contracts/scheduling/scheduling_service';
import { AppError, deferred } from '@firstring/kernel';
import { streamOptions } from '@firstring/service-kit';
import { NOON, type TestDesk, type World } from './_harness.ts';

export const NUMBER = 'number-1';

type Order = NonNullable<AttendCallerResponse['order']>;
type OrderOf<Case extends Order['$case']> = Extract<Order, { $case: Case }>;
type News = NonNullable<AttendCallerRequest['news']>;

/** sip's side of one incoming call: what it is told, and what it says. */
export class TestCaller {
  readonly orders: Order[] = [];
  error: unknown;
  isEnded = false;
  readonly #news: News[] = [];
  #wake = deferred<void>();
  readonly #abort = new AbortController();

  constructor(world: World, arrived: Partial<CallerArrived>) {
    const base = {
      attemptId: 'call-1',
      processId: 'process-1',
      incomingNumberId: NUMBER,
      phone: '+12125551001',
    };
    const value = { ...base, arrivedTime: toTime(NOON), connectedAgentId: '', ...arrived };
    this.#read(world, { $case: 'arrived', value })
      .catch((error: unknown) => (this.error = error))
      .finally(() => (this.isEnded = true));
  }

  async #read(world: World, arrived: News): Promise<void> {
    for (;;) {
      this.#news.unshift(arrived);
      try {
        const stream = world.callers().attendCaller(this.#say(), streamOptions(this.#abort.signal));
        for await (const { order } of stream) if (order !== undefined) this.orders.push(order);
        return;
      } catch (error) {
        // The scheduler has not heard of the number yet: sip asks again, too.
        if (!(error instanceof AppError) || error.reason !== 'INCOMING_NUMBER_NOT_FOUND') throw error;
      }
    }
  }

  async *#say(): AsyncGenerator<AttendCallerRequest> {
    for (;;) {
      const news = this.#news.shift();
      if (news !== undefined) yield { news };
      else if (this.#abort.signal.aborted) return;
      else {
        await this.#wake.promise;
        this.#wake = deferred();
      }
    }
  }

  say(news: News): void {
    this.#news.push(news);
    this.#wake.resolve();
  }

  /** The caller has hung up. */
  hangUp(): void {
    this.#abort.abort();
    this.#wake.resolve();
  }

  last<Case extends Order['$case']>(type: Case): OrderOf<Case>['value'] | undefined {
    const value: unknown = this.orders.findLast((order) => order.$case === type)?.value;
    return value as OrderOf<Case>['value'] | undefined; // of that case
  }

  get rung(): readonly string[] {
    return this.orders.flatMap((order) => (order.$case === 'ring' ? [order.value.agentId] : []));
  }

  /** The phone that rings now does not take the call. */
  ringOver(outcome: RingOutcome = RingOutcome.RING_OUTCOME_NO_ANSWER): void {
    const { agentId = '', fencingToken = 0n } = this.last('ring') ?? {};
    this.say({ $case: 'ringOver', value: { agentId, fencingToken, outcome } });
  }

  /** The agent who is rung lifts. */
  connect(): void {
    const { agentId = '', fencingToken = 0n } = this.last('ring') ?? {};
    this.say({ $case: 'connected', value: { agentId, fencingToken } });
  }
}

/** Configures a number that is open, with as many lines as the test needs. */
export async function numberIs(
  world: World,
  change: { queue?: Partial<QueuePolicy> } & Partial<Omit<IncomingNumber, 'queue'>> = {},
): Promise<void> {
  const { queue, ...rest } = change;
  const incomingNumber = IncomingNumber.fromPartial({
    incomingNumberId: NUMBER,
    processId: 'process-1',
    phone: '+12125559999',
    enabled: true,
    campaignIds: ['campaign-1'],
    noLead: NoLeadAction.NO_LEAD_ACTION_CONNECT_WITHOUT_LEAD,
    version: 1n,
    ...rest,
    queue: {
      maxWaitS: 120,
      callersMax: 10,
      noAgent: NoAgentAction.NO_AGENT_ACTION_QUEUE,
      agentRingS: 20,
      ...queue,
    },
  });
  const event = IncomingNumberEvent.encode({ incomingNumber, deleted: false }).finish();
  await world.publish.raw(INCOMING_NUMBER_CONFIG, event);
}

export async function rings(world: World, caller: TestCaller, agentId: string): Promise<void> {
  await world.until(() => caller.last('ring')?.agentId === agentId, `${agentId} to be rung`);
}

export async function isIn(world: World, desk: TestDesk, presence: Presence): Promise<void> {
  await world.until(() => desk.last?.presence === presence, presence);
}
