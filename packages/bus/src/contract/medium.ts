import { type Clock, silentLog } from '@firstring/kernel';
import { systemClock } from '@firstring/kernel/system';
import type {
  BatchHandler,
  Bus,
  BusMessage,
  OutboundMessage,
  Tail,
  TailOptions,
  TopicSpec,
} from '../port.ts';

/** What a bus keeps its log on. Opening again after disposing finds what was there. */
export interface BusMedium extends AsyncDisposable {
  open(options: { topics: readonly TopicSpec[]; clock: Clock; log: typeof silentLog }): Promise<Bus>;
}

export type CreateBusMedium = () => Promise<BusMedium>;

const HOUR_MS = 3_600_000;

export const EVENTS = 'people.person.events.v1';
export const STATE = 'people.person.state.v1';
export const ONE = 'people.single.events.v1';
export const TOPICS: readonly TopicSpec[] = [
  { name: EVENTS, partitions: 8, retention: { type: 'time', ms: HOUR_MS } },
  { name: STATE, partitions: 2, retention: { type: 'compacted' } },
  { name: ONE, partitions: 1, retention: { type: 'time', ms: HOUR_MS } },
];

export function openBus(
  medium: BusMedium,
  options: { clock?: Clock; topics?: readonly TopicSpec[] } = {},
): Promise<Bus> {
  return medium.open({ topics: TOPICS, clock: systemClock, log: silentLog, ...options });
}

export async function withBus(
  createMedium: CreateBusMedium,
  use: (bus: Bus) => Promise<void>,
): Promise<void> {
  await using medium = await createMedium();
  await using bus = await openBus(medium);
  await use(bus);
}

export function message(id: string, fields: Partial<OutboundMessage> = {}): OutboundMessage {
  const payload = new TextEncoder().encode(id);
  return {
    id,
    topic: EVENTS,
    key: id,
    type: 'PersonChanged',
    payload,
    occurredAt: 1_700_000_000_000,
    ...fields,
  };
}

export function messages(count: number, fields: Partial<OutboundMessage> = {}): OutboundMessage[] {
  return Array.from({ length: count }, (_, n) => message(`m${n}`, fields));
}

/** Keeps what is delivered, and lets a test wait for it. */
export class Inbox {
  readonly received: BusMessage[] = [];
  #waiters: { readonly count: number; readonly resolve: () => void }[] = [];

  readonly handler: BatchHandler = async (batch) => this.take(batch);

  take(batch: readonly BusMessage[]): void {
    this.received.push(...batch);
    for (const waiter of this.#waiters.filter(({ count }) => count <= this.received.length)) waiter.resolve();
    this.#waiters = this.#waiters.filter(({ count }) => count > this.received.length);
  }

  get ids(): string[] {
    return this.received.map(({ id }) => id);
  }

  /** Resolves when so many messages have come; the suite's deadline ends a wait in vain. */
  has(count: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    if (this.received.length >= count) resolve();
    else this.#waiters.push({ count, resolve });
    return promise;
  }
}

/** Everything in the topics now. */
export async function readAll(
  bus: Bus,
  topics: string[],
  from: TailOptions['from'] = 'beginning',
): Promise<BusMessage[]> {
  const read: BusMessage[] = [];
  const stop = new AbortController();
  const handler = async (batch: readonly BusMessage[]): Promise<void> => void read.push(...batch);
  const tail: Tail = bus.tail({ topics, from, handler, signal: stop.signal });
  await tail.caughtUp;
  stop.abort();
  await tail.closed;
  return read;
}
